"""A name decides what a message is about only where nothing else does; stopping a medicine is never out of scope."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision
from clinicchat.understanding.named import with_named

MEDS = "faq/medication_interactions"
OUTSIDE = [(OUT_OF_SCOPE, 0.97), (MEDS, 0.01)]


def topic(text, decided=OUT_OF_SCOPE, ranking=OUTSIDE):
    return with_named(Decision(decided, 0.9), ranking, text).topic


@pytest.mark.parametrize("text", ["how do i taper off klonopin", "must i quit my meds", "can she skip her zoloft"])
def test_stopping_a_medicine_is_never_out_of_scope(text):
    decision = with_named(Decision(OUT_OF_SCOPE, 0.9), OUTSIDE, text)
    assert (decision.topic, decision.stopping) == (MEDS, True)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("lexipro", MEDS),
        ("my mom has diabetis and shes 63", "faq/suitability"),
        ("tbi from the crash", "faq/suitability"),
    ],
)
def test_who_only_says_what_they_have_or_take_asks_about_it(text, about):
    assert topic(text) == about


@pytest.mark.parametrize(
    "text", ["is xanax addictive", "whats the max dose of zoloft", "zoloft refill", "lithium battery"]
)
def test_a_question_of_its_own_about_a_medicine_stays_out_of_scope(text):
    assert topic(text) == OUT_OF_SCOPE


def test_where_nothing_was_understood_the_name_decides():
    assert topic("klonapin makes it so foggy", topics.FALLBACK) == MEDS


def test_a_topic_that_stands_stays_and_the_names_are_kept():
    decision = with_named(Decision("faq/pregnancy", 0.9), OUTSIDE, "pregnant and on zoloft")
    assert decision.topic == "faq/pregnancy"
    assert {m.thing for m in decision.named} >= {"sertraline", "pregnancy"}
