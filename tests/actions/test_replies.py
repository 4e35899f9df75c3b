"""actions/replies.py"""

from __future__ import annotations

import pytest

from actions import replies
from clinicchat.content import live_words
from tests.actions.running import run

SPOKEN = ("greet", "goodbye", "thanks", "bot_identity", "talk_to_human", "feedback_positive", "feedback_negative")


@pytest.mark.parametrize("intent", SPOKEN)
def test_each_service_intent_has_its_own_reply(intent):
    done = run(replies.ActionReply(), intent)
    assert done.says(intent)
    assert "{" not in done.message["text"], "a placeholder was not filled"


def test_the_greeting_says_what_it_is_and_offers_the_articles_three_questions():
    done = run(replies.ActionReply(), "greet")
    assert "automated" in done.message["text"]
    assert "not for emergencies" in done.message["text"]
    assert done.choices[:3] == list(live_words.current().say("greet").metadata.choices[:3])


@pytest.mark.parametrize("intent", list(replies.GENTLE))
def test_small_talk_after_a_crisis_is_gentle_and_keeps_the_help_line(intent):
    done = run(replies.ActionReply(), intent, danger="safety/suicide")
    assert done.says(replies.GENTLE[intent])
    assert "988" in done.custom["reminder"]["text"]


def test_asking_for_a_person_gives_the_clinics_telephone():
    done = run(replies.ActionReply(), "talk_to_human")
    assert done.custom["outcome"] == "human"
    assert any(link["url"].startswith("tel:") for link in done.custom["links"])


def test_the_menu_offers_topics_searches_and_a_person():
    done = run(replies.ActionMenu(), "help_menu")
    assert set(live_words.current().say("help_menu").metadata.choices) == set(done.choices)


def test_what_is_not_covered_is_said_so_with_the_clinics_telephone():
    done = run(replies.ActionOutOfScope(), "out_of_scope", text="can i book an appointment")
    assert done.custom["outcome"] == "out_of_scope"
    assert any(link["url"].startswith("tel:") for link in done.custom["links"])


def test_a_complaint_that_may_be_despair_gets_the_help_line_and_no_apology_for_an_answer():
    may_be = {"danger_level": "help", "danger": "safety/suicide"}
    done = run(replies.ActionReply(), "feedback_negative", parsed=may_be, told=["faq/legal_status"])
    assert done.says("heard_beside_help")
    assert any("988" in link["label"] for link in done.custom["help"])


def test_why_names_the_last_answer_and_offers_what_was_not_told():
    done = run(replies.ActionReply(), "reaction", text="but why", parsed={"turn": "why"}, told=["faq/age_limits"])
    assert done.says("why_so") and live_words.current().title("faq/age_limits") in done.message["text"]
    assert "faq/age_limits" in done.choices
