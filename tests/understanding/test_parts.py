"""A part answers when its phrasings fit; else the topic answers, and parts are offered."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.text.mentions import Mention
from clinicchat.understanding import parts
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"
SHARES = {LEGAL: 0.2, f"{LEGAL}.texas": 0.05, f"{LEGAL}.canada": 0.1, COST: 0.05, f"{COST}.medicaid": 0.05}
LIMITS = {"part": 0.4, "doubt": 0.6, "again": 0.1, "offer": 0.2}
SHIPPED = parts.limits


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    monkeypatch.setattr(parts, "limits", lambda: LIMITS)


def choose(shares, topic=LEGAL, last="", candidates=()):
    return parts.choose(Decision(topic, 0.8, [*candidates]), SHARES | shares, last)


def label(decision):
    return topics.label(decision.topic, decision.part)


def test_the_likeliest_part_answers():
    found = choose({f"{LEGAL}.texas": 0.7})
    assert (label(found), found.parts[0]) == (f"{LEGAL}.texas", f"{LEGAL}.canada")


def test_with_no_part_likely_the_topic_answers_and_parts_are_offered_the_likeliest_first():
    found = choose({LEGAL: 0.6})
    assert (label(found), found.parts[:2]) == (LEGAL, [f"{LEGAL}.canada", f"{COST}.medicaid"])


def test_an_overview_that_is_likelier_than_its_parts_answers():
    assert label(choose({LEGAL: 0.9, f"{LEGAL}.texas": 0.4})) == LEGAL


def test_a_part_of_a_neighbour_that_is_much_likelier_takes_the_topics_place():
    assert label(choose({f"{COST}.medicaid": 0.85})) == f"{COST}.medicaid"
    assert label(choose({f"{COST}.medicaid": 0.3, f"{LEGAL}.texas": 0.25})) == LEGAL


def test_what_was_just_said_is_not_said_again():
    assert label(choose({f"{LEGAL}.texas": 0.9})) == f"{LEGAL}.texas"
    assert label(choose({f"{LEGAL}.texas": 0.9}, last=f"{LEGAL}.texas")) != f"{LEGAL}.texas"
    assert label(choose({}, last=LEGAL)) == f"{LEGAL}.canada", "the overview was said: a part goes on"


def test_what_is_refused_a_second_time_is_refused_in_other_words():
    found = {"decline/dosage": 0.9, "decline/dosage.why": 0.01, f"{LEGAL}.texas": 0.05}
    assert label(choose(found, "decline/dosage")) == "decline/dosage"
    assert label(choose(found, "decline/dosage", last="decline/dosage")) == "decline/dosage.why"


def test_where_no_topic_stands_only_a_part_that_is_very_likely_answers():
    assert label(choose({f"{LEGAL}.texas": 0.85}, topics.FALLBACK)) == f"{LEGAL}.texas"
    assert label(choose({f"{LEGAL}.texas": 0.3}, topics.FALLBACK)) == topics.FALLBACK
    outside = parts.choose(Decision(topics.FALLBACK, 0.8), {f"{LEGAL}.texas": 0.85}, inside=0.4)
    assert label(outside) == topics.FALLBACK, "most likely nothing of the site answers"


def test_what_is_out_of_scope_stays_so_however_likely_a_part_is():
    assert label(choose({f"{LEGAL}.texas": 9.0}, OUT_OF_SCOPE)) == OUT_OF_SCOPE


def test_did_you_mean_offers_parts_in_place_of_their_topics():
    found = choose({f"{LEGAL}.texas": 0.25}, topics.FALLBACK, candidates=(LEGAL, COST))
    assert found.candidates == [f"{LEGAL}.texas", COST]


def test_what_is_refused_stays_refused_and_nothing_else_becomes_a_refusal():
    assert choose({f"{LEGAL}.texas": 0.9, "decline/dosage": 0.1}, "decline/dosage").part == ""
    assert label(choose({f"{LEGAL}.texas": 0.9, "decline/dosage.why": 5.0})) == f"{LEGAL}.texas"


def test_a_refusal_is_said_in_its_own_words_and_its_parts_are_offered():
    found = choose({"decline/dosage.why": 0.9}, "decline/dosage")
    assert (label(found), found.parts) == ("decline/dosage", ["decline/dosage.why"])


def test_a_service_is_never_taken_for_a_part():
    assert label(choose({f"{LEGAL}.texas": 0.99}, "find_trial")) == "find_trial"


def test_the_limits_that_are_shipped_are_named_as_here():
    assert set(SHIPPED()) == set(LIMITS)


def goes_on(shares, last, topic=LEGAL, named=()):
    return parts.choose(Decision(topic, 0.8, named=tuple(named)), shares, last, leans=True)


def test_a_message_that_goes_on_is_about_the_last_answer_again_where_that_is_likeliest():
    found = goes_on({f"{LEGAL}.texas": 0.4, f"{LEGAL}.canada": 0.1}, last=f"{LEGAL}.texas")
    assert label(found) == f"{LEGAL}.texas"
    nearly = goes_on({LEGAL: 0.5, f"{LEGAL}.texas": 0.3}, last=f"{LEGAL}.texas")
    assert label(nearly) == f"{LEGAL}.texas", "the overview is no news to who read its part"


def test_a_message_that_goes_on_gets_another_part_only_where_one_is_likely_or_far_ahead():
    assert label(goes_on({f"{LEGAL}.canada": 0.35, LEGAL: 0.3}, last=f"{LEGAL}.texas")) == f"{LEGAL}.canada"
    ahead = goes_on({f"{LEGAL}.canada": 0.2, f"{COST}.medicaid": 0.1}, last=f"{LEGAL}.texas")
    assert label(ahead) == f"{LEGAL}.canada" and ahead.doubtful


def test_a_message_that_goes_on_is_asked_back_about_where_nothing_is_likely():
    shares = {f"{LEGAL}.canada": 0.21, f"{COST}.medicaid": 0.2, LEGAL: 0.05}
    found = goes_on(shares, last=f"{LEGAL}.texas")
    assert (label(found), found.candidates[:2]) == (topics.FALLBACK, [f"{LEGAL}.canada", f"{COST}.medicaid"])
    named = goes_on(shares, last=f"{LEGAL}.texas", named=[Mention("states", "TX", "texas")])
    assert label(named) != topics.FALLBACK, "the line of what is named answers"


def test_the_only_label_that_is_near_answers_instead_of_being_asked_back_about():
    found = goes_on({f"{COST}.medicaid": 0.22, LEGAL: 0.02}, last=f"{LEGAL}.texas")
    assert label(found) == f"{COST}.medicaid" and found.doubtful
