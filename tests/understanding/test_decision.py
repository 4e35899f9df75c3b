"""clinicchat/understanding/decision.py: what follows from a ranking."""

from __future__ import annotations

import pytest

from clinicchat.understanding.decision import danger, decide, readable, second_question, thresholds

LIMITS = {"answer": 0.5, "offer": 0.2}
LEGAL, COST, DOSE = "faq/legal_status", "faq/cost_insurance", "decline/dosage"


def test_a_clear_topic_is_answered():
    decision = decide([(LEGAL, 0.5), (COST, 0.4)], LIMITS)
    assert (decision.topic, decision.confidence, decision.candidates) == (LEGAL, 0.5, [])


def test_a_doubtful_one_offers_the_close_topics():
    decision = decide([(LEGAL, 0.4), (COST, 0.3), (DOSE, 0.1)], LIMITS)
    assert (decision.topic, decision.candidates) == ("nlu_fallback", [LEGAL, COST])
    assert decision.confidence == pytest.approx(0.6)


def test_a_service_is_not_offered_but_a_search_is():
    near = [("greet", 0.3), ("find_trial", 0.25), (LEGAL, 0.2)]
    assert decide(near, LIMITS).candidates == ["find_trial", LEGAL]


def test_nothing_is_offered_when_the_best_is_out_of_scope():
    assert decide([("out_of_scope", 0.4), (LEGAL, 0.3)], LIMITS).candidates == []


def test_three_topics_at_most_are_offered():
    near = [(LEGAL, 0.22), (COST, 0.21), (DOSE, 0.2), ("faq/access", 0.2)]
    assert decide(near, LIMITS).candidates == [LEGAL, COST, DOSE]


def test_a_danger_that_is_merely_first_does_not_stand():
    """ "i'm scared of needles" got a crisis card at .12, with a danger score of .003."""
    ranking = [("safety/distress", 0.12), (LEGAL, 0.06), (COST, 0.02)]
    assert decide(ranking, {"answer": 0.99, "offer": 0.99}).topic == "nlu_fallback"
    assert danger("i'm scared of needles", None, ranking, 0.003, 0.03) is None


def test_what_is_no_danger_shares_all_probability():
    decision = decide([("safety/suicide", 0.5), (LEGAL, 0.4), (COST, 0.1)], LIMITS)
    assert (decision.topic, decision.confidence) == (LEGAL, pytest.approx(0.8))


def test_where_only_danger_is_ranked_nothing_else_stands():
    assert decide([("safety/suicide", 1.0)], LIMITS).topic == "nlu_fallback"


def test_what_cannot_be_read_is_not_understood():
    decision = decide([(LEGAL, 0.99)], LIMITS, readable=False)
    assert (decision.topic, decision.confidence, decision.candidates) == ("nlu_fallback", 1.0, [])


@pytest.mark.parametrize(("text", "expected"), [("???", False), ("🙂", False), ("", False), ("e?", True)])
def test_signs_alone_cannot_be_read(text, expected):
    assert readable(text) is expected


def test_a_second_question_needs_its_own_clause_and_a_clear_topic():
    def best(clauses):
        return [(COST if "cost" in c else LEGAL, 0.9) for c in clauses]

    assert second_question("is it legal and what does it cost", LEGAL, 0.6, best) == COST
    assert second_question("is it legal and what does it cost", LEGAL, 0.95, best) is None
    assert second_question("is the cost legal", LEGAL, 0.6, best) is None
    assert second_question("hello there and what does it cost", "greet", 0.6, best) is None


def test_a_phrase_beats_the_score_and_the_score_beats_silence():
    ranking = [(LEGAL, 0.5), ("safety/abuse", 0.3), ("safety/suicide", 0.1)]
    assert danger("x", "safety/overdose", ranking, 0.0, 0.35) == "safety/overdose"
    assert danger("x", None, ranking, 0.4, 0.35) == "safety/abuse"
    assert danger("x", None, ranking, 0.4, 0.45) is None


def test_the_chosen_thresholds_are_probabilities():
    assert set(thresholds()) == {"answer", "service", "offer", "second", "safety"}
    assert all(0 < value < 1 for value in thresholds().values())
