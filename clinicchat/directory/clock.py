"""Time, as one object that tests can hold still."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """`monotonic` counts seconds, `now` is seconds since 1970 (both floats), `sleep` takes seconds."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """A point in time that every step of one search shares."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        """Ends `seconds` from now on that clock."""
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - self._clock.monotonic())
