"""The evaluation understands as Rasa's components do, and trains once for the same content."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.phrases import Alarm
from clinicchat.understanding.danger_scores import DangerScores
from evaluation import pipeline
from evaluation.datasets import Line
from evaluation.pipeline import Pipeline, Reading, resolve
from tests.evaluation.conftest import LIMITS

TEXTS = [
    "is it legal in texas and what does it cost",
    "how many mg do they give",
    "hello there",
    "i want to kill myself",
    "my friend took something and is not breathing",
    "qwerty zxcvb",
    "???",
    "what about my dog's insurance",
    "i feel so low lately, does this help depression",
]


@pytest.fixture(scope="module")
def by_rasa(small: Pipeline):
    """The messages after Rasa's own two components, around the same model."""
    from rasa.shared.nlu.training_data.message import Message

    from clinicchat.engine.danger_detector import DangerDetector
    from clinicchat.engine.topic_classifier import TopicClassifier

    limits = {k: LIMITS[k] for k in ("answer", "offer", "beside") if k in LIMITS}
    messages = [Message({"text": text}) for text in TEXTS]
    classifier = TopicClassifier({**TopicClassifier.get_default_config(), **limits}, None, None, small.model)
    danger = DangerDetector({key: LIMITS[key] for key in ("card", "help", "phrase")})
    done = []
    for message in messages:
        done += danger.process(classifier.process([message]))
    return done


def test_topics_and_offers_are_those_of_rasas_components(small, by_rasa):
    found = small.understand(TEXTS)
    assert [u.topic for u in found] == [m.get("topic") for m in by_rasa]
    assert [u.candidates for u in found] == [m.get("candidates") for m in by_rasa]


def test_confidences_and_danger_are_those_of_rasas_components(small, by_rasa):
    for understood, reading, message in zip(small.understand(TEXTS), small.read(TEXTS), by_rasa, strict=True):
        if not message.get("questions"):  # several are understood one by one, below
            assert understood.confidence == pytest.approx(message.get("intent")["confidence"], abs=1e-4)
        assert understood.level == message.get("danger_level")
        told = message.get("danger_scores")
        assert (reading.danger.card, reading.danger.help) == pytest.approx((told["card"], told["help"]), abs=0.01)


def test_the_questions_of_a_message_are_those_that_rasas_component_sees(small, by_rasa):
    for understood, message in zip(small.understand(TEXTS), by_rasa, strict=True):
        seen = [topics.whole(q["label"]) for q in message.get("questions")]
        assert not seen or message.get("intent")["confidence"] == message.get("questions")[0]["share"]
        assert seen == ([] if topics.is_danger(understood.topic) else small.asked(understood.text))


@pytest.mark.parametrize(
    ("ranking", "score", "alarm", "outcome"),
    [
        ([("faq/access", 0.9), ("greet", 0.1)], -9.0, None, Outcome.ANSWERED),
        ([("faq/access", 0.3), ("greet", 0.1)], -9.0, None, Outcome.CLARIFY),
        ([("faq/access", 0.05), ("greet", 0.04)], -9.0, None, Outcome.NOT_UNDERSTOOD),
        ([("out_of_scope", 0.9), ("greet", 0.1)], -9.0, None, Outcome.OUT_OF_SCOPE),
        ([("faq/access", 0.9), ("greet", 0.1)], -2.0, "safety/abuse", Outcome.CRISIS),
        ([("faq/access", 0.9), ("greet", 0.1)], -9.0, "safety/abuse", Outcome.ANSWERED),
        ([("faq/access", 0.9), ("greet", 0.1)], 2.0, None, Outcome.CRISIS),
        ([("faq/access", 0.9), ("greet", 0.1)], 0.0, None, Outcome.ANSWERED),
        ([("out_of_scope", 0.9), ("greet", 0.1)], 0.0, None, Outcome.NOT_UNDERSTOOD),
    ],
)
def test_each_reading_ends_in_one_outcome(ranking, score, alarm, outcome):
    scores = DangerScores(score, score, [("safety/suicide", 0.4)])
    assert resolve(Reading("text", ranking, scores, Alarm(alarm, "", "") if alarm else None), LIMITS).outcome == outcome


def test_another_phrasing_another_setting_and_the_same_again(tmp_path):
    one, two = [Line("a", "greet")], [Line("b", "greet")]
    prints = [
        pipeline.fingerprint(lines, chosen) for lines, chosen in ((one, {"c": 1}), (two, {"c": 1}), (one, {"c": 2}))
    ]
    assert len(set(prints)) == 3
    assert pipeline.fingerprint(one, {"c": 1}) == prints[0]


def test_a_model_is_trained_once_for_the_same_content(small, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "MODELS", tmp_path)
    lines = [
        Line("hello", "greet"),
        Line("hi all", "greet"),
        Line("thank you", "thanks"),
        Line("thanks a lot", "thanks"),
    ]
    first = pipeline.trained(lines, {"c": 1.0}, small.embeddings)
    monkeypatch.setattr(pipeline, "fitted", None)
    assert pipeline.trained(lines, {"c": 1.0}, small.embeddings).topics == first.topics == ["greet", "thanks"]


def test_the_limits_in_force_are_the_chosen_ones_unless_config_has_its_own(monkeypatch):
    chosen = pipeline.limits()
    assert set(chosen) == {"answer", "service", "offer", "beside", "card", "help", "phrase"}
    monkeypatch.setattr(pipeline, "_component", lambda name: {"answer": 0.77, "card": 1.1, "offer": None})
    assert pipeline.limits() == {**chosen, "answer": 0.77, "card": 1.1}
