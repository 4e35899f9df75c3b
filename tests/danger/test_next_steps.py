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


@pytest.mark.parametrize("name", ["put_down", "better_harm", "keep_apart"])
def test_who_may_hurt_somebody_is_told_to_stay_away_and_never_to_go_back(name: str) -> None:
    words = live_words.current().say(f"step_{name}").text
    assert "Stay away from them" in words and "Go back" not in words


def test_what_was_hurt_comes_before_any_praise_for_stepping_away() -> None:
    words = live_words.current().say("step_put_down", country="UK").text
    assert words.index("999") < words.index("right thing")


def test_who_asks_whether_to_delete_messages_reads_no_first() -> None:
    assert live_words.current().say("step_keep_messages").text.startswith("Don't delete")


@pytest.mark.parametrize("name", ["means_here", "means_with_helper", "means_away"])
def test_who_has_or_had_pills_near_is_asked_whether_any_were_taken(name: str) -> None:
    assert "even if" in live_words.current().say(f"step_{name}").text


@pytest.mark.parametrize("name", ["worse", "waiting", "walking_hot", "seizure", "help_here"])
def test_cooling_goes_on_in_every_step_for_somebody_who_is_hot(name: str) -> None:
    assert "cool" in live_words.current().say(f"step_{name}").text.lower()


def test_elsewhere_the_emergency_number_is_named() -> None:
    assert "999" in live_words.current().say("step_walking_hot", country="ELSEWHERE").text
