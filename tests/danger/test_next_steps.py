"""data/safety/next_steps/ and clinicchat/danger/next_steps.py"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content import live_words, topics
from clinicchat.content.yaml_file import ContentError
from clinicchat.danger import next_steps
from clinicchat.danger.next_steps import AllSteps

STEPS = next_steps.current()


@pytest.mark.parametrize("name", STEPS)
def test_every_step_has_words_for_each_of_its_dangers_in_every_country(name: str) -> None:
    for country in live_words.current().countries:
        assert live_words.current().say(f"step_{name}", country=country).text
    assert STEPS[name].dangers <= set(topics.DANGERS) and STEPS[name].like


@pytest.mark.parametrize("name", STEPS)
def test_what_rises_says_to_call_first(name: str) -> None:
    if STEPS[name].effect == "rises":
        words = live_words.current().say(f"step_{name}")
        assert words.metadata.severity == "emergency"


def test_only_denials_lower() -> None:
    assert [name for name in STEPS if STEPS[name].effect == "lowers"] == ["denial"]


@pytest.mark.parametrize("text", ["", "hello", "what is mdma", "which number should i telephone", "free trauma line"])
def test_other_words_find_no_denial_and_no_thanks(text: str) -> None:
    assert not {"denial", "kind_words"} & set(STEPS.found(text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.DATA / "safety", tmp_path / "safety"))


def test_a_broken_phrase_is_told_with_file_step_and_cure(folder: Path) -> None:
    file = folder / "next_steps" / "abuse.yml"
    file.write_text(file.read_text(encoding="utf-8").replace('"quick (exit', '"quick ((exit'), encoding="utf-8")
    with pytest.raises(ContentError, match=r"abuse.yml: steps: clear_chat: .*missing"):
        AllSteps(folder)


def test_a_step_takes_the_place_of_known_ones_only(folder: Path) -> None:
    file = folder / "next_steps" / "abuse.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[clear_chat, evidence]", "[clear_chats]"), encoding="utf-8"
    )
    with pytest.raises(ContentError, match="keep_messages: instead_of: `clear_chats` is no step"):
        AllSteps(folder)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("my friend said goodbye by text", "welfare_check"),
        ("i shook the baby", "baby_hurt"),
        ("i want to die", ""),
        ("they're here", ""),
        ("i want to die, cant talk, he is in the room", "cannot_talk"),
    ],
)
def test_what_plainly_makes_it_graver_follows_the_card_at_once(text: str, step: str) -> None:
    danger = topics.HARM if step == "baby_hurt" else topics.SUICIDE
    assert next_steps.first_of(STEPS.found(text), danger, False, STEPS) == step


def test_a_name_stands_in_one_file(folder: Path) -> None:
    file = folder / "next_steps" / "abuse.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("  evidence:\n", "  threw_up:\n"), encoding="utf-8")
    with pytest.raises(ContentError, match="threw_up: is in another file too"):
        AllSteps(folder)
