"""`clinicchat.engine.serve` with faults that a test switches on by a file in var/.

They are `break-nlu`, `break-exit` and `break-policy`.

The raised text holds the visitor's words, as real exceptions do, so that a log that prints it is found out.
"""

from __future__ import annotations

import sys
from typing import Any

from clinicchat import paths
from clinicchat.engine import serve
from clinicchat.engine.danger_detector import DangerDetector
from clinicchat.engine.policy import SafetyPolicy

_process = DangerDetector.process
_predict = SafetyPolicy.predict_action_probabilities


def _on(fault: str) -> bool:
    return (paths.VAR / f"break-{fault}").exists()


def _broken_process(self: DangerDetector, messages: list[Any]) -> Any:
    words = messages[0].get("text")
    if _on("nlu"):
        raise RuntimeError(f"cannot process {words!r}")
    if _on("exit"):
        sys.exit(f"cannot process {words!r}")
    return _process(self, messages)


def _broken_predict(self: SafetyPolicy, tracker: Any, *args: Any, **kwargs: Any) -> Any:
    if _on("policy"):
        raise ValueError(f"cannot predict after {tracker.latest_message.text!r}")
    return _predict(self, tracker, *args, **kwargs)


if __name__ == "__main__":
    DangerDetector.process = _broken_process  # type: ignore[method-assign]
    SafetyPolicy.predict_action_probabilities = _broken_predict  # type: ignore[method-assign]
    serve.main()
