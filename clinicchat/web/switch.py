"""The off switch: `make off` and `make on` turn the running chat off and on, by a file that every process sees."""

from __future__ import annotations

import sys
from pathlib import Path

from clinicchat import paths


def _file() -> Path:
    return paths.VAR / "chat-is-off"


def is_off() -> bool:
    """Whether the chat is switched off."""
    return _file().exists()


def set_off(off: bool) -> None:
    """Switches the chat off or on, for every process on this machine that shares var/."""
    if off:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch()
    else:
        _file().unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["on"], ["off"]):
        sys.exit("usage: python -m clinicchat.web.switch on|off")
    set_off(sys.argv[1] == "off")
    sys.stdout.write(f"The chat is {sys.argv[1]}.\n")
