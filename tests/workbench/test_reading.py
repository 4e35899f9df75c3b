"""A fault in a tester's file is named with file, line, key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.conversations import names
from workbench.conversations.reading import ConversationFileError, read, read_all

FAULTS = {
    "an unknown key of a test": ('- nam: "x"\n  turns: [{visitor: hi}]', ["line 1", '"nam"', 'Did you mean "name"?']),
    "an unknown key of a turn": ("- name: a\n  turns:\n  - visiter: hi", ["line 3", '"visiter"', '"visitor"']),
    "an unknown expectation": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {topc: greet}",
        ["line 4", '"topic"'],
    ),
    "an unknown topic": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {topic: faq/cost}",
        ["line 4", '"faq/cost" is not known', "data/topics/"],
    ),
    "an unknown outcome": ("- name: a\n  turns:\n  - visitor: hi\n    expect: {outcome: answer}", ['"answered"']),
    "an unknown severity": ("- name: a\n  turns:\n  - visitor: hi\n    expect: {severity: high}", ["emergency"]),
    "an unknown disclaimer": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {disclaimers: [genral]}",
        ['"general"'],
    ),
    "an unknown setting": ("- name: a\n  settings: {server: down}\n  turns: [{visitor: hi}]", ["action server"]),
    "an unknown value of a setting": (
        "- name: a\n  settings: {registry: dwn}\n  turns: [{visitor: hi}]",
        ["line 2", "registry", 'Did you mean "down"?'],
    ),
    "no turns": ("- name: a", ["turns: is missing", "Add `turns:`"]),
    "no name": ("- turns: [{visitor: hi}]", ["name: is missing"]),
    "both typed and pressed": ("- name: a\n  turns:\n  - {visitor: hi, press: Yes}", ["line 3", "not both"]),
    "neither typed nor pressed": ("- name: a\n  turns:\n  - expect: {topic: greet}", ["line 3", "`visitor:`"]),
    "a number of messages": ("- name: a\n  turns:\n  - visitor: hi\n    expect: {messages: 3}", ["1 or 2"]),
    "the same name twice": ("- name: a\n  turns: [{visitor: hi}]\n- name: a\n  turns: [{visitor: hi}]", ["twice"]),
    "a sign without quotes": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {says: [Why: so}",
        ["line 4", "quotes"],
    ),
    "no list": ("name: a", ['begin each test with "- name:"']),
    "the same key twice": ("- name: a\n  turns:\n  - {visitor: hi, visitor: ho}", ["stands twice"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cure(fault: str, tmp_path: Path) -> None:
    words, expected = FAULTS[fault]
    file = tmp_path / "mine.yml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(ConversationFileError) as raised:
        read(file)
    assert "mine.yml" in str(raised.value)
    for part in expected:
        assert part in str(raised.value)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("- nam: a\n- name: b\n  turns:\n  - visiter: hi\n", encoding="utf-8")
    with pytest.raises(ConversationFileError) as raised:
        read(file)
    assert str(raised.value).count("mine.yml") == 2


@pytest.mark.parametrize("words", ["", "# nothing yet\n", "[]\n"])
def test_a_file_without_a_test_is_an_error(words: str, tmp_path: Path) -> None:
    """A file that was emptied by mistake would pass for ever."""
    file = tmp_path / "mine.yml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(ConversationFileError, match=r"mine\.yml"):
        read(file)


@pytest.mark.parametrize("turn", ["{visitor: hi}", "{visitor: hi, expect: {}}", "{press: Yes}"])
def test_a_conversation_that_expects_nothing_is_an_error(turn: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(f"- name: a\n  turns:\n  - {turn}\n  - visitor: ho\n", encoding="utf-8")
    with pytest.raises(ConversationFileError, match=r"mine\.yml, line 1: expect: .* Add `expect:`"):
        read(file)


@pytest.mark.parametrize("name", ["more.yaml", "more.YML", "sub/more.yml"])
def test_a_file_that_nobody_would_play_is_an_error(name: str, tmp_path: Path) -> None:
    good = "- name: a\n  turns:\n  - {visitor: hi, expect: {topic: greet}}\n"
    (tmp_path / "mine.yml").write_text(good, encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    assert len(read_all(tmp_path)) == 1
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(good, encoding="utf-8")
    with pytest.raises(ConversationFileError, match=r"Rename it to more\.yml|Move its files one folder up"):
        read_all(tmp_path)


def test_a_single_word_may_stand_without_a_list(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {says: hello, no_choices: true}\n", encoding="utf-8"
    )
    assert read(file)[0].turns[0].expect == {"says": ["hello"], "no_choices": True}


def test_conversations_about_a_retired_topic_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a clinic that retires a topic could preview nothing any more."""
    file = tmp_path / "mine.yml"
    turn = "  turns:\n  - {visitor: hi, expect: {topic: %s}}\n"
    file.write_text(f"- name: a\n{turn % 'faq/gone'}- name: b\n{turn % 'greet'}", encoding="utf-8")
    with pytest.raises(ConversationFileError, match="faq/gone"):
        read(file)
    monkeypatch.setattr(names, "retired", lambda: frozenset({"faq/gone"}))
    assert [one.name for one in read(file)] == ["b"]
