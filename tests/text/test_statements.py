"""clinicchat/text/statements.py: what asks nothing, and what kind of statement it is."""

from __future__ import annotations

import pytest

from clinicchat.text.statements import asks, kind


@pytest.mark.parametrize(
    "text",
    [
        "is it legal",
        "they dont pay, do they",
        "the price?",
        "i need a therapist",
        "it hurts there or not",
        "tell me more",
    ],
)
def test_a_question_or_a_wish_asks(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "my wife says no",
        "thats a lot",
        "he was fine this morning. grumpy",
        "So I would be paying to wait.",
        "could just be work",
        "ok",
    ],
)
def test_what_only_tells_asks_nothing(text):
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("might give them a ring next week", "plan"),
        ("i'll bring it up with him", "plan"),
        ("feel like a terrible mother", "feeling"),
        ("so scared of the crash", "feeling"),
        ("he works nights", ""),
    ],
)
def test_plans_feelings_and_facts_are_told_apart(text, what):
    assert kind(text) == what
