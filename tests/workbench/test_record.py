"""A recorded chat becomes a test that can be read and played again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from workbench import record
from workbench.conversations import understanding
from workbench.conversations.reading import read

ANSWER = {"topic": "greet", "outcome": "small_talk", "severity": "info", "text": "Hello."}
BUTTON = {"id": "1", "label": "What is MDMA?", "topic": "faq/what_is_mdma"}


class FakeChat:
    """Greets, with one button."""

    def say(self, text: str) -> list[dict[str, Any]]:
        return [ANSWER | {"choices": [BUTTON]}]

    def press(self, which: str) -> list[dict[str, Any]]:
        assert which == BUTTON["label"]
        return [ANSWER | {"topic": "faq/what_is_mdma", "outcome": "answered", "severity": "caution"}]


def typing(*typed: str) -> Any:
    words: Iterator[str] = iter(typed)
    return lambda prompt: next(words)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understanding, "understand", lambda text: None)


def test_a_chat_is_saved_as_a_test(tmp_path: Path) -> None:
    turns = record.chat(FakeChat(), Console(quiet=True), typing("hello", "7", "1", "", "quit"))
    file = tmp_path / "recorded.yml"
    record.save("A greeting leads to an answer", turns, file)
    record.save("The same again", turns, file)
    found = read(file)
    assert [c.name for c in found] == ["A greeting leads to an answer", "The same again"]
    assert [t.visitor or t.press for t in found[0].turns] == ["hello", "What is MDMA?"]
    assert found[0].turns[1].expect == {"topic": "faq/what_is_mdma", "outcome": "answered", "severity": "caution"}


def test_a_tester_sees_which_phrase_and_scores_raised_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = {"card": 0.4, "help": 2.1, "phrase": "Tried just now: tried to end it"}
    seen = understanding.Understood("faq/suitability", 0.7, (("faq/suitability", 0.7),), "help", scores)
    monkeypatch.setattr(understanding, "understand", lambda text: seen)
    console = Console(record=True, width=200, file=io.StringIO())
    record.chat(FakeChat(), console, typing("tried to end it in 1974", "quit"))
    assert "danger: help (card 0.4, help 2.1, phrase Tried just now: tried to end it)" in console.export_text()


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    turns = [{"visitor": "hello", "expect": {"topic": "greet"}}]
    record.save("Taken", turns, tmp_path / "recorded.yml")
    with pytest.raises(ValueError, match="Choose another name"):
        record.save("Taken", turns, tmp_path / "recorded.yml")
