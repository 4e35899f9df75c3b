"""What comes back is judged by names first, and a failure says its cause in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.conversations import understanding
from workbench.conversations.conversation import Conversation, Turn
from workbench.conversations.judging import differences
from workbench.conversations.playing import play
from workbench.conversations.understanding import Understood

MESSAGE: dict[str, Any] = {
    "topic": "faq/access",
    "outcome": "answered",
    "severity": "info",
    "text": "In the US, a clinical trial is the only realistic legal way.",
    "choices": [{"id": "1", "label": "Find a trial", "topic": "find_trial"}],
    "links": [{"label": "Call 988", "url": "tel:988"}],
    "results": [{"name": "Jane Sample, LCSW"}],
}
MET = {
    "topic": "faq/access",
    "outcome": "answered",
    "severity": "info",
    "choices": ["Find a trial", "find_trial"],
    "no_choices": ["None of these"],
    "links": ["tel:", "Call 988"],
    "results": ["jane sample"],
    "messages": 1,
    "says": ["ONLY  realistic"],
    "never_says": ["mg"],
}
UNMET = {
    "topic": "faq/cost_insurance",
    "outcome": "declined",
    "severity": "urgent",
    "choices": ["Tell me more"],
    "no_choices": True,
    "links": ["sms:"],
    "results": 2,
    "messages": 2,
    "says": ["insurance"],
    "never_says": ["trial"],
    "disclaimers": ["general"],
}


@pytest.mark.parametrize("key", MET)
def test_what_is_there_is_accepted(key: str) -> None:
    assert not differences(Turn("hi", None, {key: MET[key]}), [MESSAGE])


@pytest.mark.parametrize("key", UNMET)
def test_what_is_missing_is_named(key: str) -> None:
    assert [d.key for d in differences(Turn("hi", None, {key: UNMET[key]}), [MESSAGE])] == [key]


def test_names_are_judged_before_prose() -> None:
    found = differences(Turn("hi", None, {"says": ["x"], "topic": "greet"}), [MESSAGE])
    assert [d.key for d in found] == ["topic", "says"]


class Says:
    """A chat that always says the same."""

    def __init__(self, message: dict[str, Any]) -> None:
        self.message = message

    def say(self, text: str) -> list[dict[str, Any]]:
        return [self.message]

    press = say


def cause(
    expect: dict[str, Any], understood: str, monkeypatch: pytest.MonkeyPatch, message: dict[str, Any] = MESSAGE
) -> str:
    seen = Understood(understood, 0.5, ((understood, 0.5), ("greet", 0.2)))
    monkeypatch.setattr(understanding, "understand", lambda text: seen)
    turn = Turn("how do i get it", None, expect)
    return str(play(Conversation("a", (turn,), Path("a.yml")), lambda _: Says(message)).failure)


def test_not_understood_tells_the_ranking(monkeypatch: pytest.MonkeyPatch) -> None:
    told = cause({"topic": "faq/cost_insurance"}, "faq/access", monkeypatch)
    assert told.startswith("not understood: ") and "faq/access 0.50, greet 0.20" in told


def test_understood_but_answered_otherwise_is_a_wrong_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cause({"topic": "greet"}, "greet", monkeypatch).startswith("wrong rule: ")


def test_the_words_for_a_failure_are_an_action_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    message = {"outcome": "unavailable", "severity": "urgent", "text": "sorry"}
    assert cause({"topic": "greet"}, "greet", monkeypatch, message).startswith("action failed: ")


def test_other_words_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cause({"says": ["insurance"]}, "faq/access", monkeypatch).startswith("words differ: ")


def test_a_button_that_is_not_there_is_named() -> None:
    turns = (Turn("hi", None, {}), Turn(None, "Tell me more", {}))
    played = play(Conversation("a", turns, Path("a.yml")), lambda _: Says(MESSAGE))
    assert str(played.failure).startswith("no such button: [Tell me more]") and "Find a trial" in str(played.failure)


def test_a_button_may_be_pressed_by_its_place() -> None:
    turns = (Turn("hi", None, {}), Turn(None, "1", {}))
    played = play(Conversation("a", turns, Path("a.yml")), lambda _: Says(MESSAGE))
    assert not played.failure and played.steps[1].pressed == "Find a trial"
