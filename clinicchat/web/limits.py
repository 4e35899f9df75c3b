"""Rate limits: a token bucket for each session and each address."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_KEYS = 20_000


class RateLimit:
    """Allows *per_minute* calls a minute for each key, in bursts of up to half of that."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = per_minute / 60
        self.burst = max(5.0, per_minute / 2)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def give_back(self, key: str) -> None:
        """Returns a token that was taken for something that another limit refused."""
        tokens, then = self._buckets.get(key, (self.burst, self._clock()))
        self._buckets[key] = (min(self.burst, tokens + 1), then)

    def wait(self, key: str) -> int:
        """Takes one token of *key*. Returns 0, or the whole seconds until there is one."""
        now = self._clock()
        tokens, then = self._buckets.pop(key, (self.burst, now))
        tokens = min(self.burst, tokens + (now - then) * self.rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - tokens) / self.rate)
