"""clinicchat/chat/typed_choice.py: what a typed number presses."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Button, Choice, Message, Said
from clinicchat.chat.typed_choice import pressed
from clinicchat.content.outcomes import Outcome

LEGAL, COST = Button("Is it legal?", "faq/legal_status"), Button("What does it cost?", "faq/cost_insurance")


def after(*buttons: Button, outcome: Outcome = Outcome.CLARIFY, topic: str = "") -> Conversation:
    conversation = Conversation("c")
    conversation.add(Said(text="hm"))
    choices = [Choice(conversation.offer(b), b.label, b.topic) for b in buttons]
    conversation.add(replace(Message(text="Which?", outcome=outcome, topic=topic), choices=tuple(choices)))
    return conversation


@pytest.mark.parametrize("text", ["2", " 2.", "#2", "option 2", "the second one please", "last", "what does it cost?"])
def test_it_presses_the_button_that_is_meant(text):
    assert pressed(after(LEGAL, COST), text) == COST


@pytest.mark.parametrize("text", ["3", "0", "22", "the third one", "2 pills", "is it", "", "he took 2"])
def test_other_words_press_nothing(text):
    assert pressed(after(LEGAL, COST), text) is None


def test_a_number_after_a_card_is_an_answer_to_its_question():
    assert pressed(after(LEGAL, COST, outcome=Outcome.CRISIS, topic="safety/overdose"), "2") is None


def test_one_button_is_no_choice():
    assert pressed(after(LEGAL), "1") is None


def test_under_an_answer_the_first_one_is_about_its_words():
    assert pressed(after(LEGAL, COST, outcome=Outcome.ANSWERED), "the first one") is None
    assert pressed(after(LEGAL, COST, outcome=Outcome.ANSWERED), "1") == LEGAL
