"""A name decides what a message is about only where nothing else does; stopping a medicine is never out of scope."""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision
from clinicchat.understanding.named import as_ours, with_named

MEDS = "faq/medication_interactions"
OUTSIDE = [(OUT_OF_SCOPE, 0.97), (MEDS, 0.01)]
OURS = [(MEDS, 0.9), ("faq/suitability", 0.05)]


def topic(text, decided=OUT_OF_SCOPE, ranking=OUTSIDE, ours=(), first=True):
    return with_named(Decision(decided, 0.9), ranking, text, ours, first).topic


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


def test_a_text_is_read_as_ours_with_mdma_beside_its_names():
    assert as_ours("emsam patch") == "zoloft and mdma patch"
    assert as_ours("whats up with peru") == "whats up with mdma in germany"
    assert as_ours("make me a coffee") == ""


@pytest.mark.parametrize("text", ["emsam patch", "latuda anyone??", "gabapentin for sciatica lol am i out"])
def test_a_medicine_outweighs_out_of_scope_where_it_would_be_ours_beside_mdma(text):
    assert topic(text, ours=OURS) == MEDS
    assert topic(text) == OUT_OF_SCOPE


@pytest.mark.parametrize(
    "text",
    ["nurse was supposed to phone the pharmacy about my klonopin", "xanax side effects", "essay on the opioid crisis"],
)
def test_the_desk_homework_and_complaints_stay_out_of_scope(text):
    assert topic(text, ours=OURS) == OUT_OF_SCOPE


def test_what_stands_in_all_talk_does_not_outweigh_out_of_scope():
    unsure = [(OUT_OF_SCOPE, 0.6), (MEDS, 0.1)]
    assert topic("i need a coffee", ranking=unsure, ours=OURS) == OUT_OF_SCOPE


def test_a_country_alone_is_asked_about_unless_it_answers_where():
    place = [("inform_place", 0.9)]
    assert topic("peru", "inform_place", place) == "faq/legal_status"
    assert topic("peru", "inform_place", place, first=False) == "inform_place"
    assert topic("canada", "inform_place", place) == "inform_place"


def test_who_says_that_they_have_a_condition_is_not_told_what_it_is():
    explains = "faq/what_is_ptsd"
    assert topic("my sister has ptsd from an attack", explains, [(explains, 0.9)]) == "faq/suitability"
    assert topic("what is ptsd", explains, [(explains, 0.9)]) == explains


def test_where_nothing_was_understood_the_name_decides():
    assert topic("klonapin makes it so foggy", topics.FALLBACK) == MEDS


def test_a_topic_that_stands_stays_and_the_names_are_kept():
    decision = with_named(Decision("faq/pregnancy", 0.9), OUTSIDE, "pregnant and on zoloft")
    assert decision.topic == "faq/pregnancy"
    assert {m.thing for m in decision.named} >= {"sertraline", "pregnancy"}


def test_what_is_said_not_to_be_so_decides_nothing():
    assert topic("not ptsd, nobody said so", decided=topics.FALLBACK) == topics.FALLBACK
    assert topic("ptsd, nobody said so", decided=topics.FALLBACK) == "faq/suitability"
