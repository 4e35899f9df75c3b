"""A part answers when a phrasing of it is near; else the topic answers, and its parts are offered."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.understanding import parts
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"
NEAR = {LEGAL: 0.6, f"{LEGAL}.texas": 0.3, f"{LEGAL}.canada": 0.4, COST: 0.3, f"{COST}.medicaid": 0.3}
RANKING = [(LEGAL, 0.8), (COST, 0.1), ("greet", 0.1)]
LIMITS = {"part": 0.6, "lead": -0.05, "other": 0.7, "ahead": 0.1, "doubt": 0.8}

SHIPPED = parts.limits


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    monkeypatch.setattr(parts, "limits", lambda: LIMITS)


def choose(near, topic=LEGAL, last=""):
    return parts.choose(Decision(topic, 0.8), RANKING, NEAR | near, last)


def label(decision):
    return topics.label(decision.topic, decision.part)


def test_the_nearest_part_of_the_topic_answers():
    assert label(choose({f"{LEGAL}.texas": 0.65})) == f"{LEGAL}.texas"


def test_with_no_part_near_the_topic_answers_and_its_parts_are_offered_nearest_first():
    found = choose({})
    assert (label(found), found.parts) == (LEGAL, [f"{LEGAL}.canada", f"{LEGAL}.texas"])


def test_a_part_that_is_farther_than_the_topics_own_phrasings_does_not_answer():
    assert label(choose({LEGAL: 0.9, f"{LEGAL}.texas": 0.65})) == LEGAL


def test_a_much_nearer_part_of_a_neighbour_takes_the_topics_place():
    assert label(choose({f"{COST}.medicaid": 0.75})) == f"{COST}.medicaid"
    assert label(choose({f"{COST}.medicaid": 0.75, f"{LEGAL}.texas": 0.7})) == f"{LEGAL}.texas"


def test_the_last_topics_parts_are_among_those_looked_at():
    near = {"faq/oxytocin.spray": 0.9}
    assert label(choose(near)) == LEGAL
    assert label(choose(near, last="faq/oxytocin.bond")) == "faq/oxytocin.spray"


@pytest.mark.parametrize("topic", [OUT_OF_SCOPE, topics.FALLBACK])
def test_where_no_topic_stands_only_a_very_near_part_answers(topic):
    assert label(choose({f"{LEGAL}.texas": 0.85}, topic)) == f"{LEGAL}.texas"
    assert label(choose({f"{LEGAL}.texas": 0.75}, topic)) == topic


def test_a_service_is_never_taken_for_a_part():
    assert label(choose({f"{LEGAL}.texas": 0.99}, "find_trial")) == "find_trial"


def test_the_limits_that_are_shipped_are_named_as_here():
    assert set(SHIPPED()) == set(LIMITS)
