"""`clinicchat.engine.serve_actions` with faults that a test switches on by a file in var/.

`break-action` raises, `break-shape` answers nonsense, `break-slow` takes ten seconds.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk.executor import ActionExecutor

from clinicchat import paths
from clinicchat.engine import serve_actions

_stock = ActionExecutor.run


async def _run(self: ActionExecutor, call: dict[str, Any]) -> Any:
    words = call["tracker"]["latest_message"].get("text")
    if (paths.VAR / "break-action").exists():
        raise RuntimeError(f"cannot run with {words!r}")
    if (paths.VAR / "break-shape").exists():
        return {"events": [{"event": words}], "responses": words}
    if (paths.VAR / "break-slow").exists():
        await asyncio.sleep(10)
    return await _stock(self, call)


if __name__ == "__main__":
    ActionExecutor.run = _run  # type: ignore[method-assign]
    serve_actions.main()
