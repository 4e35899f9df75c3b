"""A fault in a tester's file is named with file, line, key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.conversations.reading import ConversationFileError, read

FAULTS = {
    "an unknown key of a test": ('- nam: "x"\n  turns: [{visitor: hi}]', ["line 1", '"nam"', 'Did you mean "name"?']),
    "an unknown key of a turn": ("- name: a\n  turns:\n  - visiter: hi", ["line 3", '"visiter"', '"visitor"']),
    "an unknown expectation": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {topc: greet}",
        ["line 4", '"topic"'],
    ),
    "an unknown topic": (
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {topic: faq/cost}",
        ["line 4", '"faq/cost" is not known', "data/nlu.yml"],
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


def test_an_empty_file_holds_no_tests(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("# nothing yet\n", encoding="utf-8")
    assert read(file) == []


def test_a_single_word_may_stand_without_a_list(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(
        "- name: a\n  turns:\n  - visitor: hi\n    expect: {says: hello, no_choices: true}\n", encoding="utf-8"
    )
    assert read(file)[0].turns[0].expect == {"says": ["hello"], "no_choices": True}
