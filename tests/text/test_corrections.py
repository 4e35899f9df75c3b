"""clinicchat/text/corrections.py: what is meant instead."""

from __future__ import annotations

import pytest

from clinicchat.text.corrections import meant


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no i meant does she stay better", "does she stay better"),
        ("not that. the comedown. how many days", "the comedown. how many days"),
        ("no a study, not a counselor", "a study"),
        ("That is not what I asked. I wished to know the price.", "the price"),
        ("same as the ones on the street is what i meant", "same as the ones on the street"),
        ("you mixed it up, TRIALS", "TRIALS"),
        ("no i said study not therapist", "study"),
        ("a counselor, not a trial", "a counselor"),
        ("u gave me mdma. i said mushrooms", "mushrooms"),
    ],
)
def test_only_what_is_meant_is_left(text, rest):
    assert meant(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "is it legal",
        "no",
        "no thanks",
        "nobody talks to me",
        "what does that mean",
        "",
        "he is not breathing",
        "I not get the word 'trial'",
        "and if i said no before and they did it anyway",
    ],
)
def test_other_words_correct_nothing(text):
    assert meant(text) == ""


def test_a_long_story_with_not_and_i_mean_in_it_corrects_nothing():
    assert meant("no i mean it is like this " + "and then we talked about it for a while " * 4) == ""


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("study!! not therapist", "study"),
        ("the clinic not the facts", "the clinic"),
        ("no baby not a therapist the study", "the study"),
        ("not mississauga HAMILTON", "HAMILTON"),
        ("Whether it works was not the question. Mechanism, please.", "Mechanism, please"),
        ("im not sure", ""),
        ("i have ptsd not depression", ""),
        ("its not safe", ""),
        ("is it legal or not", ""),
    ],
)
def test_this_not_that(text, means):
    assert meant(text) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("not that one the ptsd one", "the ptsd one"),
        ("after a night out not after therapy", "after a night out"),
        ("im not asking whats in them. can i get arrested", "can i get arrested"),
        ("u misunderstood. can my husband be there", "can my husband be there"),
        ("will my school find out i asked this", ""),
        ("why not for me", ""),
        ("is there a study not in texas", ""),
    ],
)
def test_what_is_not_asked_goes_before_or_after_what_is(text, means):
    assert meant(text) == means
