"""clinicchat/understanding/decision.py: what follows from a ranking."""

from __future__ import annotations

import pytest

from clinicchat.understanding.decision import decide, readable, thresholds

LIMITS = {"answer": 0.5, "offer": 0.2, "beside": 0.1}
LEGAL, COST, DOSE = "faq/legal_status", "faq/cost_insurance", "decline/dosage"


def test_a_clear_topic_is_answered():
    decision = decide([(LEGAL, 0.9), (COST, 0.04)], LIMITS)
    assert (decision.topic, decision.confidence, decision.candidates) == (LEGAL, 0.9, [])


def test_beside_an_answer_stand_up_to_two_close_topics():
    near = [(LEGAL, 0.6), (COST, 0.11), ("greet", 0.11), (DOSE, 0.1), ("faq/access", 0.1)]
    assert decide(near, LIMITS).candidates == [COST, DOSE]


def test_beside_a_service_stands_nothing():
    assert decide([("greet", 0.6), (COST, 0.3)], LIMITS).candidates == []


def test_a_doubtful_one_offers_the_close_topics():
    decision = decide([(LEGAL, 0.4), (COST, 0.3), (DOSE, 0.1)], LIMITS)
    assert (decision.topic, decision.candidates) == ("nlu_fallback", [LEGAL, COST])
    assert decision.confidence == pytest.approx(0.6)


def test_a_service_is_not_offered_but_a_search_is():
    near = [("greet", 0.3), ("find_trial", 0.25), (LEGAL, 0.2)]
    assert decide(near, LIMITS).candidates == ["find_trial", LEGAL]


def test_what_may_be_out_of_scope_is_offered_the_close_topics():
    assert decide([("out_of_scope", 0.4), (LEGAL, 0.3)], LIMITS).candidates == [LEGAL]
    outside = decide([("out_of_scope", 0.6), (LEGAL, 0.3), (COST, 0.09)], LIMITS)
    assert (outside.topic, outside.candidates) == ("out_of_scope", [LEGAL])


def test_three_topics_at_most_are_offered():
    near = [(LEGAL, 0.22), (COST, 0.21), (DOSE, 0.2), ("faq/access", 0.2)]
    assert decide(near, LIMITS).candidates == [LEGAL, COST, DOSE]


def test_what_cannot_be_read_is_not_understood():
    decision = decide([(LEGAL, 0.99)], LIMITS, readable=False)
    assert (decision.topic, decision.confidence, decision.candidates) == ("nlu_fallback", 1.0, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("???", False), ("🪑", False), ("", False), ("e?", True), ("👋", True), ("asdf", False), ("glad", True)],
)
def test_signs_alone_cannot_be_read(text, expected):
    assert readable(text) is expected


def test_the_chosen_thresholds_are_probabilities_and_log_odds():
    assert set(thresholds()) == {"answer", "service", "offer", "beside", "card", "help", "phrase"}
    assert all(0 < thresholds()[key] < 1 for key in ("answer", "service", "offer", "beside"))
    assert thresholds()["help"] <= thresholds()["card"] >= thresholds()["phrase"]
