"""A part answers when its phrasings fit; else the topic answers, and parts are offered."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.understanding import parts
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"
NEAR = {LEGAL: 0.6, f"{LEGAL}.texas": 0.3, f"{LEGAL}.canada": 0.4, COST: 0.3, f"{COST}.medicaid": 0.3}
RANKING = [(LEGAL, 0.8), (COST, 0.1), ("greet", 0.1)]
LIMITS = {"topic": 0.1, "gap": 0.5, "part": 0.75, "doubt": 0.9, "offer": 0.5}
SHIPPED = parts.limits


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    monkeypatch.setattr(parts, "limits", lambda: LIMITS)


def choose(near, topic=LEGAL, last="", candidates=()):
    return parts.choose(Decision(topic, 0.8, [*candidates]), RANKING, NEAR | near, last)


def label(decision):
    return topics.label(decision.topic, decision.part)


def test_the_part_that_fits_best_answers():
    found = choose({f"{LEGAL}.texas": 0.7})
    assert (label(found), found.parts[0]) == (f"{LEGAL}.texas", f"{LEGAL}.canada")


def test_with_no_part_near_the_topic_answers_and_parts_are_offered_the_likeliest_first():
    found = choose({})
    assert (label(found), found.parts[:2]) == (LEGAL, [f"{LEGAL}.canada", f"{LEGAL}.texas"])


def test_a_part_with_a_rival_must_fit_better_than_one_without():
    assert label(choose({f"{LEGAL}.texas": 0.62})) == f"{LEGAL}.texas"
    assert label(choose({f"{LEGAL}.texas": 0.62, f"{LEGAL}.canada": 0.61})) == LEGAL


def test_a_part_of_a_neighbour_that_fits_much_better_takes_the_topics_place():
    assert label(choose({f"{COST}.medicaid": 0.85})) == f"{COST}.medicaid"
    assert label(choose({f"{COST}.medicaid": 0.75, f"{LEGAL}.texas": 0.74})) == f"{LEGAL}.texas"


def test_the_last_topics_parts_are_among_those_looked_at():
    near = {"faq/oxytocin.spray": 0.95}
    assert label(choose(near)) == LEGAL
    assert label(choose(near, last="faq/oxytocin.bond")) == "faq/oxytocin.spray"


def test_where_no_topic_stands_only_a_part_that_fits_very_well_answers():
    assert label(choose({f"{LEGAL}.texas": 0.85}, topics.FALLBACK)) == f"{LEGAL}.texas"
    assert label(choose({f"{LEGAL}.texas": 0.6}, topics.FALLBACK)) == topics.FALLBACK


def test_what_is_out_of_scope_stays_so_however_near_a_part_is():
    assert label(choose({f"{LEGAL}.texas": 1.2}, OUT_OF_SCOPE)) == OUT_OF_SCOPE


def test_did_you_mean_offers_parts_in_place_of_their_topics():
    found = choose({f"{LEGAL}.texas": 0.55}, topics.FALLBACK, candidates=(LEGAL, COST))
    assert found.candidates == [f"{LEGAL}.texas", COST]


def test_what_is_refused_stays_refused_and_nothing_else_becomes_a_refusal():
    ranking = [("decline/dosage", 0.5), (LEGAL, 0.4)]
    near = NEAR | {f"{LEGAL}.texas": 1.2, "decline/dosage.why": 1.3}
    assert parts.choose(Decision("decline/dosage", 0.5), ranking, NEAR | {f"{LEGAL}.texas": 1.2}).part == ""
    assert label(parts.choose(Decision(LEGAL, 0.5), ranking, near)) == f"{LEGAL}.texas"


def test_a_refusal_is_said_in_its_own_words_and_its_parts_are_offered():
    near = NEAR | {"decline/dosage.why": 1.3}
    found = parts.choose(Decision("decline/dosage", 0.5), [("decline/dosage", 0.9)], near)
    assert (label(found), found.parts) == ("decline/dosage", ["decline/dosage.why"])


def test_a_service_is_never_taken_for_a_part():
    assert label(choose({f"{LEGAL}.texas": 0.99}, "find_trial")) == "find_trial"


def test_the_limits_that_are_shipped_are_named_as_here():
    assert set(SHIPPED()) == set(LIMITS)
