"""A circuit breaker per source: who fails several times in a row is left alone for a while."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from clinicchat.directory.clock import Clock


@dataclass
class _Source:
    failures: int = 0
    last_failure: float = float("-inf")


@dataclass
class Breaker:
    """Opens after `failures` failed calls in a row, lets one through after `pause` seconds. Thread-safe.

    Calls that were under way together count as one failure: a search sends several at once, and one bad
    moment must not look like several.
    """

    clock: Clock
    failures: int = 3
    pause: float = 30.0
    _sources: dict[str, _Source] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, source: str) -> bool:
        """Whether the source may be asked now."""
        with self._lock:
            state = self._sources.setdefault(source, _Source())
            if state.failures < self.failures:
                return True
            if self.clock.monotonic() - state.last_failure < self.pause:
                return False
            state.last_failure = self.clock.monotonic()  # this caller tries; the others wait another pause
            return True

    def succeeded(self, source: str) -> None:
        """Closes the circuit."""
        with self._lock:
            self._sources[source] = _Source()

    def failed(self, source: str, started: float) -> None:
        """Counts a failure of a call that began at `started` (monotonic seconds)."""
        with self._lock:
            state = self._sources.setdefault(source, _Source())
            if started >= state.last_failure:
                state.failures += 1
                state.last_failure = self.clock.monotonic()
