"""clinicchat/danger/reaction.py: what follows a message once danger was seen."""

from __future__ import annotations

import dataclasses

import pytest

from clinicchat.content import topics
from clinicchat.danger import next_steps, phrases
from clinicchat.danger.level import Level
from clinicchat.danger.reaction import AGAIN, NEAR, NEAR_LOWERS, NOT_DANGER, Heard, Kind, Reaction, react
from clinicchat.danger.standing import Standing, denied, raised

SUICIDE, OVERDOSE, ABUSE = (raised(None, d, now=0.0) for d in (topics.SUICIDE, topics.OVERDOSE, topics.ABUSE))
LIVE = raised(None, topics.OVERDOSE, now=0.0, live=True)


def after(standing: Standing | None, text: str, topic: str = topics.FALLBACK, asked: str = "", **more: object):
    """What follows *text*, read by the real phrases, when danger stands so."""
    alarm = phrases.current().find(text)
    found = Heard(
        text,
        topic=alarm.topic if alarm else str(more.pop("taken_for", topic)),
        beneath=topic,
        alarm=alarm.topic if alarm else "",
        live=alarm is not None and alarm.live,
        steps=tuple(next_steps.current().found(text)),
    )
    return react(standing, asked, dataclasses.replace(found, **more), next_steps.current())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("standing", "text", "step"),
    [
        (SUICIDE, "i have pills here", "means_here"),
        (SUICIDE, "i called them", "on_the_line"),
        (SUICIDE, "i cant call, my roommate will hear", "cannot_talk"),
        (SUICIDE, "what will they ask me", "they_ask_crisis"),
        (SUICIDE, "it wont help", "will_not_help"),
        (SUICIDE, "no one", "alone_crisis"),
        (OVERDOSE, "911 is on the way", "waiting"),
        (OVERDOSE, "i called 911", "waiting"),
        (OVERDOSE, "he threw up", "threw_up"),
        (OVERDOSE, "hes asleep now", "asleep"),
        (OVERDOSE, "will the police come", "police"),
        (OVERDOSE, "how long till its out of his system", "how_long"),
        (OVERDOSE, "should i make him throw up", "make_vomit"),
        (OVERDOSE, "i'll drive him there", "drive"),
        (OVERDOSE, "im on hold", "on_hold"),
        (OVERDOSE, "i have no credit", "cannot_call"),
        (OVERDOSE, "what will they ask", "they_ask"),
        (OVERDOSE, "he took another one", "took_more"),
        (OVERDOSE, "hes feeling better", "better"),
        (OVERDOSE, "hes breathing weird", "not_breathing"),
        (ABUSE, "where can i go", "where_to_go"),
        (ABUSE, "i want to report her", "report"),
        (ABUSE, "will she lose her license", "report_therapist"),
        (ABUSE, "how do i clear this chat", "clear_chat"),
        (ABUSE, "should i keep evidence", "evidence"),
        (ABUSE, "he is coming up the stairs", "coming_now"),
    ],
)
def test_each_next_step_has_its_words(standing: Standing, text: str, step: str) -> None:
    assert after(standing, text) == Reaction(Kind.STEP, step)


@pytest.mark.parametrize(
    "text", ["no i'm not suicidal", "it was years ago", "it's a mistake", "no, i was asking about the therapy"]
)
def test_a_plain_denial_lowers(text: str) -> None:
    found = after(SUICIDE, text, asked="safe_now")
    assert found and found.kind is Kind.DENIED


def test_a_denial_beside_danger_lowers_nothing() -> None:
    meant = after(SUICIDE, "i really mean it")
    assert meant is None or meant.kind is not Kind.DENIED
    assert after(SUICIDE, "it was years ago", score=AGAIN).kind is Kind.ASK
    assert after(ABUSE, "it was a joke he says but he hits me").kind is Kind.ASK
    assert after(SUICIDE, "i was only asking. i have pills here").kind in (Kind.ASK, Kind.STEP, Kind.CARD)
    assert after(OVERDOSE, "it was years ago but now he is turning blue").kind is not Kind.DENIED


def test_another_danger_has_its_own_card_and_distress_after_a_crisis_has_not() -> None:
    assert after(SUICIDE, "my husband hits me").kind is Kind.CARD
    assert after(SUICIDE, "i cant stop crying").kind is not Kind.CARD
    lowered = denied(SUICIDE)
    assert after(lowered, "i want to kill myself").kind is Kind.CARD, "believed once"
    assert after(lowered, "is it legal", "faq/legal_status") is None


def test_a_model_that_is_sure_of_the_same_danger_brings_the_help_again_and_one_that_doubts_does_not() -> None:
    sure = {"taken_for": topics.SUICIDE, "level": Level.CARD, "danger": topics.SUICIDE}
    assert after(SUICIDE, "i really mean it", score=AGAIN, **sure).kind is Kind.AGAIN
    doubts = after(SUICIDE, "tell me more", "faq/access", score=AGAIN - 1, **sure)
    assert doubts == Reaction(Kind.TOPIC, "faq/access")
    other = {**sure, "danger": topics.ABUSE, "taken_for": topics.ABUSE}
    assert after(SUICIDE, "something else", score=0.0, **other).kind is Kind.CARD


def test_where_danger_goes_on_answers_and_searches_wait_and_elsewhere_they_do_not() -> None:
    assert after(LIVE, "what does it cost", "faq/cost_insurance").kind in (Kind.WAIT, Kind.STEP)
    assert after(LIVE, "find a therapist", "find_provider").kind is Kind.WAIT
    assert after(SUICIDE, "is it legal", "faq/legal_status") is None
    assert after(OVERDOSE, "we're in Denver", "inform_place") == Reaction(Kind.STEP, "place")


def test_words_that_are_like_a_phrasing_are_met_with_its_step_and_lower_only_when_all_but_the_same() -> None:
    near = {topics.SUICIDE: ("cannot_talk", NEAR)}
    assert after(SUICIDE, "zzz", near=near) == Reaction(Kind.STEP, "cannot_talk")
    assert after(SUICIDE, "zzz", near={topics.SUICIDE: ("cannot_talk", NEAR - 0.01)}) is None
    assert after(SUICIDE, "zzz", near={topics.SUICIDE: ("denial", NEAR_LOWERS - 0.01)}) is None
    assert after(SUICIDE, "zzz", near={topics.SUICIDE: ("denial", NEAR_LOWERS)}).kind is Kind.DENIED


def test_another_country_gets_its_numbers() -> None:
    assert after(SUICIDE, "i'm in leeds", country="UK").kind is Kind.NUMBERS
    assert after(SUICIDE, "is it legal in canada", "faq/legal_status", country="CA") is None


def test_a_reply_that_is_not_understood_is_asked_again() -> None:
    assert after(SUICIDE, "its complicated", asked="safe_now") == Reaction(Kind.ASK, "to_be_sure")
    assert after(SUICIDE, "not safe", asked="safe_now") == Reaction(Kind.ANSWER, "deny")
    assert after(SUICIDE, "help me") == Reaction(Kind.ANSWER, "deny")


def test_buttons_keep_their_meaning_without_danger() -> None:
    pressed = Heard("No", topic="deny", asked="safe_now")
    assert react(None, None, pressed, next_steps.current()) == Reaction(Kind.ANSWER, "deny")
    away = Heard("That was not about danger", topic="unsure", said=NOT_DANGER)
    assert react(SUICIDE, "safe_now", away, next_steps.current()) == Reaction(Kind.DISMISSED)
    assert react(None, None, Heard("hi", topic="greet"), next_steps.current()) is None


def test_it_reads_what_rasa_hands_over() -> None:
    told = {"beneath": "faq/access", "alarm": "safety/abuse", "live": True, "steps": ["report"],
            "near": {"safety/abuse": ["report", 0.9]}, "country": "UK"}  # fmt: skip
    entities = [{"entity": "asked", "value": "safe_now"}, {"entity": "said", "value": "other"}]
    found = Heard.of({"text": "x", "intent": {"name": "unsure"}, "after_card": told, "entities": entities,
                      "danger_level": "card", "danger": "safety/abuse", "danger_scores": {"card": 3.0}})  # fmt: skip
    assert (found.beneath, found.alarm, found.live, found.steps) == ("faq/access", "safety/abuse", True, ("report",))
    assert found.near == {"safety/abuse": ("report", 0.9)} and (found.asked, found.said) == ("safe_now", "other")
    assert (found.level, found.score, found.country) == (Level.CARD, 3.0, "UK")
    assert Heard.of(None).topic == topics.FALLBACK
