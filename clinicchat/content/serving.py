"""Which content is served: that of a release, or (development) the working files.

    serving.data()                        # the folder from which this turn is answered
    with serving.answering(folder): …     # here and in what is awaited here, another one

The process serves one folder. A turn keeps the folder that it began with, so that its card, its words and its action
are of one release even when the next one takes over in between.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from clinicchat import paths
from clinicchat.content.last_good import LastGood

HEADER = "X-ClinicChat-Release"
"""Tells the action server of which release a turn is."""
_turns: ContextVar[Path | None] = ContextVar("folder of the turn", default=None)
_served: Path | None = None


def live() -> bool:
    """Whether the working files are served, approved or not (`LIVE=1`, for development)."""
    return os.environ.get("LIVE", "").lower() in ("1", "on", "true", "yes")


def data() -> Path:
    """Returns the folder whose content answers this turn: the turn's own, else what is served, else data/."""
    return _turns.get() or _served or paths.DATA


def serve(folder: Path | None) -> None:
    """From now on the content of *folder* is served (None: data/)."""
    global _served
    _served = folder


def enter(folder: Path | None) -> None:
    """This task answers from *folder*, to its end (None: from what is served)."""
    _turns.set(folder)


@contextmanager
def answering(folder: Path | None) -> Iterator[None]:
    """Inside, `data()` is *folder* (None: what is served)."""
    before = _turns.set(folder)
    try:
        yield
    finally:
        _turns.reset(before)


def forget(folder: Path) -> None:
    """Lets go of all that was read from *folder*, which is not served any more."""
    LastGood.forget_below(folder)
