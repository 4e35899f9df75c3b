"""The limit of short turns sees many of them and takes few other messages for one."""

from __future__ import annotations

from clinicchat.understanding import turns
from evaluation import short_turns
from evaluation.short_turns import Case


def cases(*closes: float, serves: bool, is_turn: bool) -> list[Case]:
    return [Case(close, serves, is_turn) for close in closes]


def test_the_limit_is_where_turns_are_seen_and_no_other_message_is_taken_for_one():
    found = cases(0.9, 0.8, 0.75, serves=True, is_turn=True) + cases(0.72, 0.5, serves=False, is_turn=False)
    limit = short_turns.choose(found)
    assert 0.72 < limit <= 0.75
    assert short_turns.measured(found, limit) == {"seen": 1.0, "wrong": 0.0}


def test_a_turn_that_serves_is_no_fault():
    served = cases(0.95, serves=True, is_turn=False) + cases(0.9, serves=True, is_turn=True)
    assert short_turns.measured(served, 0.7) == {"seen": 1.0, "wrong": 0.0}


def test_the_shipped_limit_is_one_that_the_command_can_choose():
    assert turns.limit() in [round(float(limit), 2) for limit in short_turns.LIMITS]
