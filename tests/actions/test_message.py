"""actions/message.py: the soft line above the answer to words that may tell of danger."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import message
from actions.answers import ActionAnswer
from actions.search import ActionAskPlace
from actions.unclear import ActionUnclear
from clinicchat.chat.message import Message
from clinicchat.content.outcomes import Outcome
from tests.actions.running import run

RAISED = {"danger_level": "help", "danger": "safety/suicide"}


def test_the_question_is_answered_and_the_numbers_stand_above():
    done = run(ActionAnswer(), "faq/legal_status", parsed=RAISED)
    assert (done.made.outcome, done.made.severity) == (Outcome.ANSWERED, "info")
    urls = [link.url for link in done.made.help]
    assert {"tel:911", "tel:988"} <= set(urls) and len(urls) <= message.MAX_HELP
    assert not done.made.links


@pytest.mark.parametrize("danger", ["suicide", "overdose", "abuse", "distress"])
def test_every_danger_has_numbers_for_it(danger):
    done = run(ActionAnswer(), "faq/legal_status", parsed={**RAISED, "danger": f"safety/{danger}"})
    assert len(done.made.help) >= 2


def test_the_numbers_are_those_of_the_visitors_country():
    done = run(ActionAnswer(), "faq/legal_status", parsed={**RAISED, "metadata": {"country": "UK"}})
    assert "tel:999" in [link.url for link in done.made.help]


def test_what_was_not_understood_carries_it_too():
    done = run(ActionUnclear(), "nlu_fallback", parsed={**RAISED, "candidates": []})
    assert done.says("not_understood_beside_help") and done.made.help


def test_so_does_a_question_inside_a_search():
    done = run(ActionAskPlace(), "nlu_fallback", "i cant go on like this", parsed=RAISED, loop="place_form")
    assert done.made.outcome == Outcome.ASKED and done.made.help


@pytest.mark.parametrize("parsed", [{}, {"danger_level": "none", "danger": None}])
def test_it_is_not_repeated_on_the_next_message(parsed):
    assert not run(ActionAnswer(), "faq/legal_status", parsed=parsed).made.help


def test_it_does_not_repeat_the_numbers_that_stay_after_a_card():
    done = run(ActionAnswer(), "faq/legal_status", parsed=RAISED, danger="safety/suicide")
    assert done.made.reminder and not done.made.help


def test_a_turns_second_message_does_not_carry_it_again():
    said = {"text": "x", "intent": {"name": "faq"}, "entities": [], **RAISED}
    tracker, dispatcher = Tracker("test", {}, said, [], False, None, {}, None), CollectingDispatcher()
    for _ in range(2):
        message.send(dispatcher, tracker, Message(text="x", outcome=Outcome.ANSWERED))
    assert ["help" in sent["custom"] for sent in dispatcher.messages] == [True, False]
