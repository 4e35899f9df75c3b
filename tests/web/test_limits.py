"""Rate limits: a token bucket for each session and each address, and where the address comes from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from clinicchat.web import limits, requests
from clinicchat.web.limits import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_then_a_wait_is_named() -> None:
    """20 a minute: ten at once, then one every three seconds."""
    clock = Clock()
    limit = RateLimit(20, clock)
    assert [limit.wait("a") for _ in range(10)] == [0] * 10
    assert limit.wait("a") == 3 and limit.wait("b") == 0
    clock.now += 3
    assert limit.wait("a") == 0 and limit.wait("a") == 3


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 120))
def test_never_more_than_the_burst_and_the_rate(pauses: list[float], per_minute: int) -> None:
    """Whatever the rhythm; and who waits as long as told is served."""
    clock = Clock()
    limit = RateLimit(per_minute, clock)
    served = 0
    for pause in pauses:
        clock.now += pause
        wait = limit.wait("a")
        if wait:
            clock.now += wait
            assert limit.wait("a") == 0
        served += 1
    assert served <= limit.burst + (clock.now - 1000) * limit.rate + 1e-6


def test_memory_is_bounded() -> None:
    limit = RateLimit(20)
    for n in range(limits.MAX_KEYS + 100):
        limit.wait(str(n))
    assert len(limit._buckets) == limits.MAX_KEYS


def request(ip: str, *forwarded: str) -> Any:
    headers = CIMultiDict([("X-Forwarded-For", f) for f in forwarded])
    return SimpleNamespace(ip=ip, headers=SimpleNamespace(getall=headers.getall))


@pytest.mark.parametrize(
    ("ip", "forwarded", "proxy", "expected"),
    [
        ("10.0.0.1", ["1.2.3.4"], False, "10.0.0.1"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], True, "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4"], True, "1.2.3.4"),
        ("10.0.0.1", [], True, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", [], False, "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", [], False, "::ffff:102:304"),
        ("10.0.0.1", ["not an address"], True, "not an address"),
    ],
)
def test_the_address_is_the_last_that_the_proxy_saw(ip: str, forwarded: list[str], proxy: bool, expected: str) -> None:
    """What a client writes into X-Forwarded-For counts for nothing; an IPv6 visitor counts as a network."""
    assert requests.address(request(ip, *forwarded), proxy) == expected
