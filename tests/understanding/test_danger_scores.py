"""What the encoders say of danger becomes two scores, and they and the phrases a level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clinicchat.danger.level import Level
from clinicchat.danger.phrases import Alarm
from clinicchat.understanding import danger_scores
from clinicchat.understanding.danger_scores import DangerScores, level

CLASSES = ["none", "distress", "suicide:explicit", "suicide:indirect", "abuse:explicit", "abuse:indirect"]
LIMITS = {"card": 1.0, "help": -1.0, "phrase": -2.0}
SUICIDE, ABUSE, DISTRESS, HARM = "safety/suicide", "safety/abuse", "safety/distress", "safety/harm_to_others"
SAID = Alarm(SUICIDE, "Wants to die", "want to die")


def scored(*shares: float) -> np.ndarray:
    return np.log(np.array(shares, dtype=np.float32))


def test_the_card_counts_stated_danger_and_the_help_line_distress_too():
    found = danger_scores.of(scored(0.2, 0.4, 0.1, 0.1, 0.1, 0.1), None, CLASSES)
    assert found.card == pytest.approx(np.log(0.4 / 0.6), abs=1e-3)
    assert found.help == pytest.approx(np.log(0.8 / 0.2), abs=1e-3)


def test_explicit_and_indirect_count_for_the_same_danger():
    found = danger_scores.of(scored(0.1, 0.2, 0.25, 0.05, 0.2, 0.2), None, CLASSES)
    assert [danger for danger, _ in found.ranking] == [ABUSE, SUICIDE, DISTRESS]


def test_the_heavy_encoder_counts_twice_the_light_one():
    light, heavy = scored(0.9, 0.02, 0.02, 0.02, 0.02, 0.02), scored(0.1, 0.1, 0.5, 0.1, 0.1, 0.1)
    alone, asked = (danger_scores.of(row, None, CLASSES).help for row in (light, heavy))
    assert danger_scores.of(light, heavy, CLASSES).help == pytest.approx((0.5 * alone + asked) / 1.5, abs=1e-3)


@pytest.mark.parametrize(
    ("card", "help_line", "expected"),
    [(1.0, 2.0, (Level.CARD, ABUSE)), (0.9, -1.0, (Level.HELP, DISTRESS)), (-3.0, -1.1, (Level.NONE, None))],
)
def test_the_scores_decide_by_their_limits(card, help_line, expected):
    assert level(DangerScores(card, help_line, [(DISTRESS, 0.5), (ABUSE, 0.4)]), None, LIMITS) == expected


@pytest.mark.parametrize(("help_line", "expected"), [(-2.1, Level.HELP), (-2.0, Level.CARD), (3.0, Level.CARD)])
def test_a_phrase_is_a_card_unless_the_scores_see_nothing_at_all(help_line, expected):
    assert level(DangerScores(-3.0, help_line, [(ABUSE, 0.4)]), SAID, LIMITS) == (expected, SUICIDE)


def test_a_phrase_is_a_card_where_the_scores_could_not_read():
    assert level(danger_scores.NONE, SAID, LIMITS) == (Level.CARD, SUICIDE)
    assert level(DangerScores(-9.0, -9.0, clear=False), SAID, LIMITS) == (Level.CARD, SUICIDE)


def test_the_encoders_know_no_spanish_so_they_doubt_of_it_distress_alone():
    foreign = DangerScores(-3.0, -3.0, [(ABUSE, 0.4)], english=False)
    assert level(foreign, SAID, LIMITS) == (Level.CARD, SUICIDE)
    assert level(foreign, replace(SAID, topic=DISTRESS), LIMITS)[0] is Level.HELP


def test_symptoms_means_and_plans_are_never_doubted():
    live = replace(SAID, live=True)
    assert level(DangerScores(-9.0, -9.0, [(ABUSE, 0.4)]), live, LIMITS) == (Level.CARD, SUICIDE)


def test_distress_alone_is_no_card_by_score():
    assert level(DangerScores(5.0, 9.0, [(DISTRESS, 0.9)]), None, LIMITS) == (Level.HELP, DISTRESS)


def test_a_danger_without_words_is_not_raised():
    assert level(DangerScores(9.0, 9.0, []), None, LIMITS) == (Level.NONE, None)


@pytest.mark.parametrize(
    ("card", "alarm", "expected"), [(2.0, None, HARM), (-2.0, None, HARM), (2.0, ABUSE, HARM), (2.0, SUICIDE, SUICIDE)]
)
def test_harm_to_others_takes_the_place_of_abuse_and_never_of_a_suicide_phrase(card, alarm, expected):
    scores = DangerScores(card, 2.0, [(ABUSE, 0.6), (SUICIDE, 0.3)], of_harm=True)
    assert level(scores, Alarm(alarm, "", "") if alarm else None, LIMITS)[1] == expected


@pytest.mark.parametrize(("doubted", "expected"), [((ABUSE,), Level.HELP), ((SUICIDE,), Level.CARD), ((), Level.CARD)])
def test_words_that_scores_are_often_wrong_about_leave_a_help_line_and_phrases_their_card(doubted, expected):
    scores = DangerScores(2.0, 2.0, [(ABUSE, 0.9)], doubted=frozenset(doubted))
    assert level(scores, None, LIMITS)[0] is expected
    assert level(scores, replace(SAID, topic=ABUSE), LIMITS)[0] is Level.CARD


def test_doubt_is_looked_for_where_the_scores_are_not_plain():
    scores, text = DangerScores(1.0, 1.0, [(SUICIDE, 0.9)]), "suicide tuesday is real"
    assert danger_scores.known(scores, text, bool, False).doubted == {SUICIDE}
    assert not danger_scores.known(replace(scores, card=danger_scores.PLAIN), text, bool, False).doubted
