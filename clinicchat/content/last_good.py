"""The last good reading of files that staff edit while the chat runs: a broken save never reaches a visitor.

    _kept = LastGood(read_boards, names=lambda boards: boards)
    _kept.current(path)        # read anew when the file changed; what was good before if it can't be used now

A file counts as broken when its reader raises, and when a name that the last good reading had is gone: a file that is
half written is often readable. What changed is read at once (working files are served in development only: a release
never changes); what is taken out needs a restart. On an event loop a changed file is read in a thread, for the danger
phrases take a second: until then what was good before is in use.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
Stamp = tuple[tuple[int, int] | None, ...]
logger = logging.getLogger(__name__)
_reloads = ThreadPoolExecutor(1, thread_name_prefix="reload")
"""One thread, so that the last edit wins."""


class Unusable(ValueError):
    """A file cannot be used; the message names file, key and cure."""


@dataclass
class _Kept(Generic[T]):
    value: T
    stamp: Stamp
    checked: float


class LastGood(Generic[T]):
    """What *load* made of a path, re-read when one of its files changed.

    *load* raises `ValueError` naming file, key and cure. *names* gives the names ("data/page.yml: errors") that a later
    reading must still have. *files* gives the files of a path (default: itself); they are looked at every *recheck*
    seconds.
    """

    everyone: ClassVar[WeakSet[LastGood[Any]]] = WeakSet()

    def __init__(
        self,
        load: Callable[[Path], T],
        *,
        names: Callable[[T], Iterable[str]] = lambda _: (),
        files: Callable[[Path], Sequence[Path]] = lambda path: (path,),
        recheck: float = 0.0,
    ) -> None:
        self.recheck = recheck
        self._load, self._names, self._files = load, names, files
        self._kept: dict[Path, _Kept[T]] = {}
        self.everyone.add(self)

    def current(self, path: Path) -> T:
        """Returns the last good reading of *path*. Raises `ValueError` if there never was one."""
        kept, now = self._kept.get(path), time.monotonic()
        if kept and now - kept.checked < self.recheck:
            return kept.value
        stamp = tuple(map(_stamp, self._files(path)))
        if kept is None:
            kept = self._kept[path] = _Kept(self._read(path), stamp, now)
        elif stamp != kept.stamp and _on_event_loop():
            _reloads.submit(self._replace, kept, path)
        elif stamp != kept.stamp:
            self._replace(kept, path)
        kept.stamp, kept.checked = stamp, now
        return kept.value

    def forget(self) -> None:
        """Starts afresh, as after a restart."""
        self._kept.clear()

    @classmethod
    def forget_below(cls, folder: Path) -> None:
        """Lets go of what was read from *folder* and below it."""
        for one in cls.everyone:
            for path in [p for p in one._kept if p.is_relative_to(folder)]:
                del one._kept[path]

    def _read(self, path: Path) -> T:
        try:
            return self._load(path)
        except ValueError:
            raise
        except Exception as error:
            name = f"data/{path.name}" if path.suffix else path.name
            raise Unusable(f"{name}: cannot be read ({type(error).__name__}). Run `make check` and mend it.") from error

    def _replace(self, kept: _Kept[T], path: Path) -> None:
        try:
            value = self._read(path)
            now_there = set(self._names(value))
            gone = [name for name in self._names(kept.value) if name not in now_there]
            if gone:
                more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
                raise Unusable(f"{gone[0]} is gone{more}. Put it back; to go without it, restart the chat.")
        except ValueError as error:
            logger.error("%s Until then the last good state stays in use.", error)
        else:
            kept.value = value


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
