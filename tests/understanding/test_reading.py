"""One understanding: topics without danger, danger by itself, the heavy encoder where the light one is unsure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clinicchat.content import topics
from clinicchat.danger.level import Level
from clinicchat.danger.phrases import Alarm
from clinicchat.understanding import danger_scores, second_reading
from clinicchat.understanding.danger_scores import DangerScores
from clinicchat.understanding.encoders import DIMENSIONS
from clinicchat.understanding.model import FITS
from clinicchat.understanding.reading import Reading, Understanding, resolve

LIMITS = {"answer": 0.5, "offer": 0.2, "service": 0.3, "beside": 0.1, "card": 1.0, "help": -1.0, "phrase": -2.0}
LEGAL, COST, SUICIDE, DISTRESS = "faq/legal_status", "faq/cost_insurance", "safety/suicide", "safety/distress"
CLASSES = ["none", "distress", "suicide:explicit", "suicide:indirect"]


class Model:
    """A topic model that says *shares* of every text."""

    topics = labels = (LEGAL, COST, "greet")

    def __init__(self, *shares: float) -> None:
        self.shares = shares

    def read(self, texts, embeddings):
        shares = np.array([self.shares] * len(texts), dtype=np.float32)
        return shares, np.repeat(shares[..., None], len(FITS), axis=2)


class Encoder:
    """An encoder that says the same of every text, and notes what it was asked."""

    folder, topics, dangers = Path(), [COST, LEGAL], CLASSES

    def __init__(self, *numbers: float, breaks: bool = False) -> None:
        self.numbers, self.breaks, self.asked = numbers, breaks, []

    def rows(self, texts):
        if self.breaks:
            raise RuntimeError("broken")
        self.asked += texts
        return np.array([self.numbers] * len(texts), dtype=np.float32)


def light(none: float = 9.0) -> Encoder:
    """Sure that there is no danger, unless *none* is lower."""
    return Encoder(*[0.0] * DIMENSIONS, none, 0.0, 0.0, 0.0)


def understanding(model: Model, light: Encoder, heavy: Encoder | None = None, words=lambda topic: True):
    return Understanding(model, light, heavy, words)


def test_what_is_clear_is_not_asked_of_the_heavy_encoder():
    heavy = Encoder(*[0.0] * 6)
    (reading,) = understanding(Model(0.9, 0.05, 0.05), light(), heavy).read(["Is it legal?"])
    assert not heavy.asked and not reading.asked_heavy


def test_a_close_reading_asks_it_too_and_only_notes_what_it_says():
    heavy = Encoder(0.0, 9.0, 0.0, 0.0, 9.0, 0.0, *np.eye(DIMENSIONS)[0])
    asked = understanding(Model(0.9, 0.05, 0.05), light(), heavy)
    (plain,), (close,) = asked.read(["Is it legal?"]), asked.read(["Is it legal?"], closely=True)
    assert heavy.asked == ["Is it legal?"] and plain.second is None
    assert close.second.tolist() == [0.0, 0.0, 9.0, 0.0, *np.eye(DIMENSIONS)[0]]
    assert (close, close.labels) == (plain, plain.labels) and not close.asked_heavy


def test_signs_alone_are_not_read_closely():
    heavy = Encoder(*[0.0] * 6)
    (reading,) = understanding(Model(0.6, 0.3, 0.1), light(), heavy).read(["???"], closely=True)
    assert reading.second is None and not heavy.asked


@pytest.mark.parametrize(
    ("model", "none"), [(Model(0.4, 0.35, 0.25), 9.0), (Model(0.9, 0.05, 0.05), 2.0)], ids=["topic", "danger"]
)
def test_what_is_unsure_is_asked_as_it_was_typed(model, none):
    heavy = Encoder(*[0.0] * 6)
    (reading,) = understanding(model, light(none), heavy).read(["Is it Legal??"])
    assert heavy.asked == ["Is it Legal??"] and reading.asked_heavy


class Unlike(Model):
    """Sure of the topic and not of the label: all fit alike."""

    def read(self, texts, embeddings):
        shares, fits = super().read(texts, embeddings)
        return shares, np.full_like(fits, 0.5)


def test_where_only_the_label_is_unsure_the_heavy_encoder_counts_for_the_label_alone(monkeypatch):
    monkeypatch.setattr(second_reading, "SURE_LABEL", 0.99)
    heavy = Encoder(5.0, 0.0, 0.0, 0.0, 9.0, 0.0, *np.eye(DIMENSIONS)[0])
    (alone,) = understanding(Unlike(0.9, 0.05, 0.05), light()).read(["x"])
    (asked,) = understanding(Unlike(0.9, 0.05, 0.05), light(), heavy).read(["x"])
    assert heavy.asked == ["x"] and asked.asked_heavy
    assert (asked.ranking, asked.danger) == (alone.ranking, alone.danger)
    assert asked.labels != alone.labels


def test_a_service_is_not_asked_for_its_label():
    heavy = Encoder(*[0.0] * 6)
    understanding(Unlike(0.05, 0.05, 0.9), light(), heavy).read(["hello"])
    assert not heavy.asked


def test_the_heavy_encoders_vote_moves_the_topic():
    heavy = Encoder(5.0, 0.0, 9.0, 0.0, 0.0, 0.0)  # its first topic is COST
    (reading,) = understanding(Model(0.45, 0.35, 0.2), light(), heavy).read(["x"])
    assert reading.ranking[0][0] == COST
    assert sum(share for _, share in reading.ranking) == pytest.approx(1)


def test_a_topic_that_the_heavy_encoder_does_not_know_keeps_its_chance():
    heavy = Encoder(0.0, 0.0, 9.0, 0.0, 0.0, 0.0)
    (reading,) = understanding(Model(0.3, 0.25, 0.45), light(), heavy).read(["x"])
    assert reading.ranking[0][0] == "greet"


def test_the_heavy_encoders_word_on_danger_counts():
    heavy = Encoder(0.0, 0.0, 0.0, 0.0, 9.0, 0.0)
    (reading,) = understanding(Model(0.9, 0.05, 0.05), light(2.0), heavy).read(["x"])
    assert reading.danger.card > 1
    assert reading.danger.ranking[0][0] == SUICIDE


@pytest.mark.parametrize("heavy", [None, Encoder(breaks=True)], ids=["missing", "breaking"])
def test_without_the_heavy_encoder_the_light_reading_stands(heavy, caplog):
    found = understanding(Model(0.4, 0.35, 0.25), light(), heavy)
    for _ in range(2):
        (reading,) = found.read(["x"])
    assert (reading.ranking[0][0], reading.asked_heavy) == (LEGAL, False)
    assert caplog.text.count("heavy encoder failed") == (1 if heavy else 0)


def test_a_topic_without_words_is_never_chosen():
    found = understanding(Model(0.6, 0.3, 0.1), light(), words=lambda topic: topic != LEGAL)
    (reading,) = found.read(["x"])
    assert reading.ranking[0] == (COST, pytest.approx(0.75))
    assert LEGAL not in dict(reading.ranking)


def test_a_danger_without_words_is_never_raised():
    found = understanding(Model(0.6, 0.3, 0.1), light(-9.0), words=lambda topic: topic != SUICIDE)
    (reading,) = found.read(["x"])
    assert SUICIDE not in dict(reading.danger.ranking)


def test_signs_alone_are_no_danger():
    (reading,) = understanding(Model(0.6, 0.3, 0.1), light(-9.0)).read(["???"])
    assert (reading.danger.card, reading.danger.help) == (danger_scores.NONE.card, danger_scores.NONE.help)


def read(ranking, card=-9.0, help_line=-9.0, alarm=None, dangers=((SUICIDE, 0.4), (DISTRESS, 0.1))) -> Reading:
    return Reading("x", ranking, DangerScores(card, help_line, dangers), Alarm(alarm, "", "") if alarm else None)


CLEAR, DOUBTFUL, OUTSIDE = [(LEGAL, 0.9)], [(LEGAL, 0.15), (COST, 0.1)], [("out_of_scope", 0.9)]


def test_a_card_takes_the_topics_place():
    understood = resolve(read(CLEAR, card=2.0), LIMITS)
    assert (understood.topic, understood.level, understood.confidence) == (SUICIDE, Level.CARD, 1.0)


def test_a_help_line_leaves_the_topic_as_understood():
    understood = resolve(read(CLEAR, help_line=0.0), LIMITS)
    assert (understood.topic, understood.level, understood.danger) == (LEGAL, Level.HELP, SUICIDE)


def test_whoever_may_be_in_danger_is_not_told_that_this_is_not_covered():
    understood = resolve(read(OUTSIDE, help_line=0.0), LIMITS)
    assert (understood.topic, understood.level) == (topics.FALLBACK, Level.HELP)


def test_strong_distress_without_another_topic_gets_the_distress_words():
    dangers = ((DISTRESS, 0.8), (SUICIDE, 0.1))
    strong, weak = (read(DOUBTFUL, help_line=h, dangers=dangers) for h in (2.0, 1.9))
    assert (resolve(strong, LIMITS).topic, resolve(strong, LIMITS).level) == (DISTRESS, Level.CARD)
    assert (resolve(weak, LIMITS).topic, resolve(weak, LIMITS).level) == (topics.FALLBACK, Level.HELP)


def test_strong_distress_beside_a_clear_question_gets_the_answer_with_a_help_line():
    understood = resolve(read(CLEAR, help_line=3.0, dangers=((DISTRESS, 0.8),)), LIMITS)
    assert (understood.topic, understood.level) == (LEGAL, Level.HELP)


def test_without_danger_nothing_is_raised():
    understood = resolve(read(CLEAR), LIMITS)
    assert (understood.topic, understood.level, understood.danger) == (LEGAL, Level.NONE, None)


@pytest.mark.parametrize("text", ["w a n t  t o  d i e", "im not safe with h1m", "k!ll myself", "u.n.s.a.f.e here"])
def test_disguised_words_are_not_left_to_the_scores(text):
    (found,) = understanding(Model(0.9, 0.05, 0.05), light()).read([text])
    assert not found.danger.clear


@pytest.mark.parametrize(
    ("topic", "stated", "level"),
    [("decline/self_treatment", 0.5, Level.HELP), ("decline/self_treatment", 0.7, Level.CARD), (COST, 0.5, Level.CARD)],
)
def test_words_that_are_surely_about_use_at_home_get_no_card_from_scores_split_between_dangers(topic, stated, level):
    scores = DangerScores(2.0, 2.0, [("safety/abuse", stated), (SUICIDE, 0.1), (DISTRESS, 0.9)])
    found = resolve(Reading("x", [(topic, 0.95), (LEGAL, 0.05)], scores), LIMITS)
    assert found.level is level
    alarmed = Reading("x", [(topic, 0.95)], scores, Alarm("safety/abuse", "a phrase", ""))
    assert resolve(alarmed, LIMITS).level is Level.CARD, "a phrase is believed"


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, Level.NONE),
        ({"ranking": [(LEGAL, 0.7), (COST, 0.2)]}, Level.HELP),
        ({"labels": {f"{LEGAL}.us_states": 0.2}}, Level.HELP),
        ({"labels": {COST: 0.6}}, Level.HELP),
        ({"danger": DangerScores(-0.5, 0.1, [(SUICIDE, 0.4)])}, Level.HELP),
        ({"leans": True}, Level.HELP),
        ({"corrects": True}, Level.HELP),
        ({"seen": Alarm(SUICIDE, "a phrase", "")}, Level.CARD),
    ],
)
def test_a_message_that_surely_asks_what_is_answered_gets_no_help_line_where_danger_is_unlikely(change, level):
    scores = DangerScores(-0.5, -0.1, [(SUICIDE, 0.4)])
    surely = Reading("x", [(LEGAL, 0.85)], scores, labels={f"{LEGAL}.us_states": 0.4})
    limits = {**LIMITS, "help": -1.0, "phrase": -1.0}
    assert resolve(replace(surely, **change), limits).level is level
