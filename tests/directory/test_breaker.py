"""The circuit opens after failures in a row and lets one caller try after a pause."""

from __future__ import annotations

import pytest

from clinicchat.directory.breaker import Breaker
from tests.directory.conftest import FakeClock


@pytest.fixture
def breaker(fake_clock: FakeClock) -> Breaker:
    return Breaker(fake_clock.clock(), failures=2, pause=10)


def fail(breaker: Breaker, fake: FakeClock, times: int = 2) -> None:
    for _ in range(times):
        fake.time += 1
        breaker.failed("npi", started=fake.time)


def test_it_is_closed_at_first(breaker: Breaker) -> None:
    assert breaker.allows("npi")


def test_it_opens_after_enough_failures(breaker: Breaker, fake_clock: FakeClock) -> None:
    fail(breaker, fake_clock)
    assert not breaker.allows("npi")


def test_a_success_in_between_starts_the_count_again(breaker: Breaker, fake_clock: FakeClock) -> None:
    fail(breaker, fake_clock, 1)
    breaker.succeeded("npi")
    fail(breaker, fake_clock, 1)
    assert breaker.allows("npi")


def test_after_the_pause_only_one_caller_tries(breaker: Breaker, fake_clock: FakeClock) -> None:
    fail(breaker, fake_clock)
    fake_clock.time += 10
    assert [breaker.allows("npi"), breaker.allows("npi")] == [True, False]


def test_a_failed_try_opens_it_for_another_pause(breaker: Breaker, fake_clock: FakeClock) -> None:
    fail(breaker, fake_clock)
    fake_clock.time += 10
    breaker.allows("npi")
    fail(breaker, fake_clock, 1)
    fake_clock.time += 9
    assert not breaker.allows("npi")


def test_a_call_begun_before_the_last_failure_does_not_count(breaker: Breaker, fake_clock: FakeClock) -> None:
    fail(breaker, fake_clock, 1)
    breaker.failed("npi", started=fake_clock.time - 0.5)
    assert breaker.allows("npi")
