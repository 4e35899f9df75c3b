"""clinicchat/understanding/replies.py, evaluation/replies.py, data/safety/replies/"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.content.yaml_file import ContentError
from clinicchat.danger import next_steps, phrases
from clinicchat.danger.meaning import Meaning, Meant
from clinicchat.text.reading import canonical
from clinicchat.understanding import danger_scores, encoders, needs, replies
from clinicchat.understanding.reading import Reading
from clinicchat.understanding.replies import Said
from evaluation import replies as fitting

STEPS = next_steps.current()


def read(text: str, danger: str = topics.SUICIDE) -> Meaning:
    """What the fitted model makes of *text*, by the light encoder alone."""
    light = encoders.light()
    (row,) = light.rows([canonical(text)[0]])
    scores = danger_scores.of(row[encoders.DIMENSIONS :], None, light.dangers)
    seen = phrases.current().find(text)
    reading = Reading(text, [], scores, seen, vector=row[: encoders.DIMENSIONS])
    return replies.model().read(Said.of(text, reading), danger, STEPS)


@pytest.mark.parametrize("text", ["ok bye", "bye", "thanks so much", "lol ok"])
@pytest.mark.parametrize("danger", [topics.SUICIDE, topics.DISTRESS, topics.OVERDOSE])
def test_a_goodbye_and_thanks_are_no_danger(text: str, danger: str) -> None:
    found = read(text, danger)
    assert found.no_danger and found.meant is not Meant.WORSENING and found.calm in next_steps.CALM


def test_what_gets_worse_is_seen_without_a_phrase_and_brings_a_step_that_rises() -> None:
    found = read("now shes gone grey and wont look at me", topics.OVERDOSE)
    assert found.meant is Meant.WORSENING and STEPS[found.rises].effect == "rises"


def test_a_question_about_help_gets_its_step_and_one_of_another_kind_is_left_to_its_topic() -> None:
    asked = read("mum is next door and would hear me talk, can i write to them")
    assert (asked.meant, asked.step) == (Meant.PRACTICAL, "cannot_talk")
    assert read("how long do people stay in the therapy", topics.ABUSE).meant is Meant.UNRELATED


def test_a_step_answers_only_what_it_surely_fits(monkeypatch) -> None:
    text = "can i wear socks"
    assert read(text).step == ""
    monkeypatch.setattr(replies, "SURE_STEP", 0.0)
    assert read(text).step != ""


@pytest.mark.parametrize("text", ["is it my heart or the panic", "what do they put in those tablets"])
def test_a_question_about_the_body_is_never_told_how_not_to_be_in_danger(text: str) -> None:
    assert all(read(text, danger).calm != "why_this" for danger in topics.DANGERS)


SECOND = np.zeros(len(encoders.light().dangers) + 768, np.float32)
"""What a heavy encoder says that knows nothing."""
NONE_LIKE = np.zeros(len(replies.model().near.points), np.float32)


def test_without_an_embedding_nothing_is_read() -> None:
    model = replies.model()
    assert model.read(Said(Reading("x", []), [], False), topics.ABUSE, STEPS) == Meaning()
    with pytest.raises(ValueError, match="without an embedding"):
        replies.features(Said(Reading("x", []), [], False), topics.ABUSE, STEPS, model.near, NONE_LIKE)


def test_the_model_knows_every_step_and_fits_the_features() -> None:
    model = replies.model()
    in_place = {step.of_harm for step in STEPS.values()}  # of "i'm calmer": the step that is read is another's
    assert set(STEPS) - in_place <= set(model.names) <= set(STEPS), "fit it again: python -m evaluation.replies"
    for own, second in ((model.light, None), (model.both, SECOND)):
        reading = Reading("x", [], vector=np.zeros(768, np.float32), second=second)
        row = replies.features(Said(reading, [], False), topics.ABUSE, STEPS, model.near, NONE_LIKE)
        assert own.kinds.shape == (len(Meant), len(row)) and own.steps.shape[1] == len(replies.numbers(reading))
    assert replies.WEIGHTS.stat().st_size < 2_500_000


def test_each_writer_has_every_kind_for_every_danger() -> None:
    found = {(case.writer, case.danger, case.kind) for case in fitting.replies()}
    writers = {writer for writer, _, _ in found}
    assert len(writers) >= 3 and len(found) == len(writers) * len(topics.DANGERS) * len(Meant)


def test_a_reply_under_a_step_of_another_danger_is_told_with_file_and_key(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.DATA / "safety" / "replies", tmp_path / "replies"))
    (folder / "own.yml").write_text('abuse: {practical: {threw_up: ["he threw up"]}}', encoding="utf-8")
    with pytest.raises(ContentError, match=r"own.yml: safety/abuse: practical: `threw_up` is no step of this danger"):
        fitting.replies(folder)


def vector(text: str) -> np.ndarray:
    return encoders.light().embed([canonical(text)[0]])[0]


@pytest.mark.parametrize(
    ("text", "need"),
    [("toxic center number, my kid drank bleach", "poison"), ("number for women whose men beat them", "abuse")],
)
def test_a_request_for_a_help_line_is_seen_with_its_need(text: str, need: str) -> None:
    assert needs.asked(vector(text)) == need


def test_a_question_about_a_line_asks_for_no_number(monkeypatch) -> None:
    monkeypatch.setattr(needs, "asked", lambda vector, least=0.0: "veterans")
    assert not needs.asks_for_line("faq/ptsd_treatments", "op courage any good for ptsd", None)
    assert needs.asks_for_line("faq/veterans", "the line for veterans", None)
    assert needs.asks_for_line("faq/veterans", "op courage number", None)


@pytest.mark.parametrize(
    "text", ["how many sessions are there", "what does it cost", "ok thanks", "is it legal in ohio"]
)
def test_other_words_ask_for_no_help_line(text: str) -> None:
    assert needs.asked(vector(text)) == "" == needs.asked(None)


@pytest.mark.parametrize(
    ("text", "line"), [("im 14 who can i talk to", True), ("can i speak to the receptionist", False)]
)
def test_who_wants_a_person_gets_a_line_only_where_a_kind_of_line_is_sure(text: str, line: bool) -> None:
    assert needs.asks_for_line("talk_to_human", text, vector(text)) is line
    assert not needs.asks_for_line("inform_place", text, vector(text))
