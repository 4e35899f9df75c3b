"""A few words are a short turn only after what they go on with, and never where they show danger."""

from __future__ import annotations

import pytest

from clinicchat.danger import phrases
from clinicchat.text.reading import canonical
from clinicchat.understanding import danger_scores, encoders
from clinicchat.understanding.context import Before
from clinicchat.understanding.reading import Reading
from clinicchat.understanding.turns import found, topic_of

RESULTS = Before("", "find a therapist in tucson", "find_provider")
ANSWER = Before("faq/ptsd_evidence", "does it work", "faq/ptsd_evidence")


def read(text, danger=danger_scores.NONE):
    vector = encoders.light().rows([canonical(text)[0]])[0, : encoders.DIMENSIONS]
    return Reading(text, [], danger, phrases.current().find(text), vector=vector)


@pytest.mark.parametrize(
    ("text", "before", "turn"),
    [
        ("how far is that", RESULTS, "far"),
        ("any women in there", RESULTS, "who"),
        ("cant travel, what about video", RESULTS, "video"),
        ("really?", ANSWER, "doubt"),
        ("that's not what i asked", ANSWER, "not_asked"),
        ("but why not", ANSWER, "why"),
        ("no im fine dont worry", ANSWER, "fine"),
        ("need to talk to someone tonight", Before(), "tonight"),
        ("how far is that", ANSWER, ""),
        ("really?", Before(), ""),
        ("forget it", RESULTS, ""),
        ("is it legal in texas", ANSWER, ""),
        ("how do therapists train for it", RESULTS, ""),
    ],
)
def test_a_turn_is_known_by_its_words_and_what_came_before(text, before, turn):
    assert found(read(text), before) == turn


def test_words_of_danger_are_no_short_turn():
    assert found(read("no im fine i just want to die"), ANSWER) == ""


def test_after_a_card_no_message_is_a_short_turn():
    assert found(read("no im fine dont worry"), Before("", "i took pills", "safety/overdose")) == ""


def test_a_turn_of_a_search_goes_on_with_that_search():
    assert topic_of("far", Before("", "", "find_trial")) == "find_trial"
    assert topic_of("doubt", ANSWER) == "faq/sources"
