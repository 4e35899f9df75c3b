"""clinicchat/content/live_words.py, and the contract between topics, questions and answers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content import live_words, phrasings, topics

SERVICE = "utter_{}"
SPOKEN_SERVICES = {
    "greet", "goodbye", "thanks", "help_menu", "bot_identity", "talk_to_human", "feedback_positive",
    "feedback_negative", "out_of_scope",
}  # fmt: skip
CONTRACT = {
    "faq": 32, "decline": 3, "safety": 4,
}  # fmt: skip
MIN_TOPICS = {"faq": 25, "decline": 25, "safety": 60, "out_of_scope": 150}


def questions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, topic in phrasings.read_all():
        found.setdefault(topics.whole(topic), []).append(text)
    return found


QUESTIONS = questions()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.DATA, tmp_path / "data"))


@pytest.mark.parametrize("group", list(CONTRACT))
def test_every_topic_with_questions_has_words_and_the_other_way_round(group):
    asked = {t for t in QUESTIONS if topics.group(t) == group}
    assert asked == set(live_words.current().topics(group))
    assert len(asked) >= CONTRACT[group]


@pytest.mark.parametrize("topic", list(QUESTIONS))
def test_every_topic_has_enough_questions(topic):
    assert len(QUESTIONS[topic]) >= MIN_TOPICS.get(topics.group(topic), 20)


@pytest.mark.parametrize("service", sorted(SPOKEN_SERVICES))
def test_every_service_reply_exists(service):
    assert live_words.current().say(service).text


def test_a_deleted_answer_is_named_with_file_key_and_cure(data: Path):
    (data / "topics/faq/cost_insurance.yml").unlink()
    with pytest.raises(live_words.ContentError) as told:
        live_words.Content(data).say("faq/cost_insurance")
    assert str(told.value) == (
        "data/topics/faq/cost_insurance.yml: faq/cost_insurance has no answer. "
        "Add utter_faq/cost_insurance under `responses:` with its text."
    )


def test_a_broken_file_is_named_with_its_line(data: Path):
    (data / "topics/faq/access.yml").write_text('responses:\n  utter_x: "open\n', encoding="utf-8")
    with pytest.raises(live_words.ContentError, match=r"data/topics/faq/access\.yml, line \d"):
        live_words.Content(data)


def test_a_variation_without_text_is_named(data: Path):
    (data / "replies.yml").write_text("responses:\n  utter_greet:\n  - txt: hello\n", encoding="utf-8")
    with pytest.raises(live_words.ContentError, match=r"line 3: .* > txt: .* Did you mean `text`"):
        live_words.Content(data)


def test_a_changed_sentence_is_live_without_training(data: Path, monkeypatch):
    monkeypatch.setattr(paths, "DATA", data)
    monkeypatch.setattr(live_words._kept, "recheck", 0.0)
    assert live_words.current().say("thanks").text.startswith("You're welcome")
    file = data / "replies.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("You're welcome", "With pleasure"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert live_words.current().say("thanks").text.startswith("With pleasure")


def test_a_half_saved_edit_keeps_the_last_good_words(data: Path, monkeypatch):
    monkeypatch.setattr(paths, "DATA", data)
    monkeypatch.setattr(live_words._kept, "recheck", 0.0)
    before = live_words.current().say("thanks").text
    (data / "replies.yml").write_text('responses: {"', encoding="utf-8")
    assert live_words.current().say("thanks").text == before


def test_the_words_for_a_country_win_over_the_common_ones():
    said = live_words.current()
    assert "999" in said.say("safety/suicide", country="UK").text
    assert "988" in said.say("safety/suicide", country="US").text
    assert said.say("safety/suicide", country="XX") == said.say("safety/suicide", country="US")


def test_only_verified_help_lines_are_shown():
    said = live_words.current()
    shown = {line["label"] for country in said.countries for line in said.help_lines(country, "distress")}
    hidden = {line.label for entry in said.countries.values() for line in entry.lines if not line.verified}
    assert hidden, "the list should still know of lines that wait for a check"
    assert not shown & hidden


def test_a_country_without_a_list_gets_elsewhere():
    assert live_words.current().help_lines("PT", "suicide") == live_words.current().help_lines("ELSEWHERE", "suicide")
