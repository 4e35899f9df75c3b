"""clinicchat/danger/standing.py"""

from __future__ import annotations

import pytest

from clinicchat.content import topics
from clinicchat.danger import standing
from clinicchat.danger.standing import FADES_AFTER, Stage, after_step, denied, dismissed, heard, kept, raised, read

CARD = raised(None, topics.SUICIDE, now=0.0, first="faq/access")
LIVE = raised(CARD, topics.SUICIDE, now=1.0, live=True)


def test_it_rises_by_itself_and_keeps_what_was_asked_first():
    assert (CARD.stage, LIVE.stage, LIVE.first) == (Stage.CARD, Stage.LIVE, "faq/access")
    again = raised(LIVE, topics.OVERDOSE, now=2.0, first="faq/legal_status")
    assert (again.danger, again.stage, again.first) == (topics.OVERDOSE, Stage.LIVE, "faq/access")


def test_distress_after_a_crisis_does_not_lower_it():
    assert raised(CARD, topics.DISTRESS, now=1.0).danger == topics.SUICIDE
    assert raised(LIVE, topics.DISTRESS, now=1.0).stage is Stage.LIVE


def test_a_denial_lowers_by_one_level_and_never_what_goes_on():
    once = denied(CARD)
    assert once and once.stage is Stage.REMINDED and once.faded and not once.open
    assert denied(once) is None
    assert denied(LIVE) == LIVE


def test_the_button_takes_a_false_card_away_but_leaves_a_line_of_what_goes_on():
    assert dismissed(CARD) is None
    left = dismissed(LIVE)
    assert left and left.stage is Stage.REMINDED


def test_danger_that_was_denied_rises_to_a_card_again():
    once = denied(CARD)
    assert once and raised(once, topics.ABUSE, now=3.0).danger == topics.ABUSE
    assert raised(once, topics.ABUSE, now=3.0).open


def test_a_child_who_was_hurt_is_remembered_until_helpers_are_there():
    hurt = after_step(CARD, "baby_hurt")
    assert hurt.hurt and after_step(hurt, "keep_apart").hurt
    assert read(kept(hurt), 1.0, 60.0).hurt
    assert not after_step(hurt, "help_here_crisis").hurt


def test_that_it_is_about_somebody_else_is_remembered():
    assert after_step(CARD, "for_another").other and not after_step(CARD, "ask_them").other


def test_the_reminder_fades_after_twelve_messages_and_danger_starts_it_anew():
    stands = CARD
    for n in range(FADES_AFTER):
        stands = heard(stands, float(n))
        assert not stands.faded
    stands = heard(stands, 13.0)
    assert stands.faded and stands.open
    assert not raised(stands, topics.SUICIDE, now=14.0).faded


@pytest.mark.parametrize(
    ("found", "now"),
    [(None, 0.0), ({}, 0.0), ("suicide", 0.0), ({"danger": "faq/access", "stage": "card", "at": 0.0}, 1.0),
     (kept(CARD), 1801.0)],
)  # fmt: skip
def test_what_cannot_be_read_or_is_long_ago_is_nothing(found, now):
    assert read(found, now, 1800.0) is None


def test_what_is_kept_is_read_again():
    assert read(kept(LIVE), 60.0, 1800.0) == LIVE
    assert kept(None) is None and standing.graver(topics.SUICIDE, topics.ABUSE) == topics.ABUSE


def test_where_a_child_may_be_in_it_the_child_line_comes_first_whatever_is_said_later():
    told = raised(None, topics.ABUSE, now=0.0, child=standing.tells_of_child("my stepdad hits my mum"))
    assert told.lines == ("abuse_child", topics.ABUSE)
    assert raised(told, topics.ABUSE, now=1.0, live=True).child
    assert raised(denied(told), topics.ABUSE, now=2.0).child
    assert raised(None, topics.SUICIDE, now=0.0, child=True).lines == (topics.SUICIDE,)


@pytest.mark.parametrize(
    ("text", "child"),
    [("i'm 15", True), ("im only twelve", True), ("he hits my little sister", True), ("he does it to our son", True),
     ("i'm 45", False), ("he hits me", False), ("im 150 pounds", False)],
)  # fmt: skip
def test_a_child_is_seen_by_age_parents_and_whom_it_is_about(text, child):
    assert standing.tells_of_child(text) is child


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("my brother says he's gonna kill himself", True),
        ("she is on the roof", True),
        ("i want to die, my wife left", False),
        ("i'm going to end it", False),
    ],
)
def test_whose_danger_it_is_is_told_by_the_words_that_first_show_it(text, other):
    assert standing.tells_of_another(text) is other
    first = raised(None, topics.SUICIDE, now=0.0, other=other)
    assert raised(first, topics.SUICIDE, now=1.0, live=True, other=not other).other is other
