"""clinicchat/danger/after_card.py"""

from __future__ import annotations

import pytest

from actions import safety
from clinicchat.content.names import Asked
from clinicchat.danger.after_card import MAX_LENGTH, QUESTIONS, asks_for_help, reads_as


@pytest.mark.parametrize(
    "text", ["yes", "Yes!", "yeah", "I’m safe now", "yes i am", "safe", "I'm safe and I didn't take anything", "sí"]
)
def test_a_plain_yes(text):
    assert all(reads_as(text, asked) == "affirm" for asked in QUESTIONS)


@pytest.mark.parametrize(
    "text",
    ["no", "NOPE", "not really", "Not safe", "I'm not safe", "im not ok", "no i lied", "help me", "what do i do"],
)
def test_no_in_all_its_words(text):
    assert all(reads_as(text, asked) == "deny" for asked in QUESTIONS)


@pytest.mark.parametrize("text", ["please", "sure", "i think so", "yeah i guess so"])
def test_what_is_a_yes_elsewhere_does_not_say_safe(text):
    assert all(reads_as(text, asked) == "unsure" for asked in QUESTIONS)


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("it's my sister", Asked.SAFE_NOW, "other"),
        ("for a friend", Asked.SAFE_NOW, "other"),
        ("it's my sister", Asked.UNWELL_NOW, None),
        ("it was my therapist", Asked.ABUSE_SAFE, "therapist"),
        ("my guide did it", Asked.ABUSE_SAFE, "therapist"),
        ("i took 2 pills", Asked.CALMER, "took_something"),
        ("molly", Asked.CALMER, "took_something"),
        ("molly", Asked.SAFE_NOW, None),
    ],
)
def test_who_and_what_it_is_about(text, asked, said):
    assert reads_as(text, asked) == said
    assert said is None or (asked, said) in safety.ANSWERS


@pytest.mark.parametrize(
    "text", ["ok", "is it legal?", "yes but he isn't", "i'm not safe " * 8, "is it not safe?", "", "its"]
)
def test_everything_else_is_left_to_rasa(text):
    assert all(reads_as(text, asked) is None for asked in QUESTIONS)


@pytest.mark.parametrize("asked", [None, "clarify", "more"])
def test_no_other_question_is_answered_here(asked):
    assert reads_as("no", asked) is None


def test_help_is_heard_without_a_question_and_a_plain_no_is_not_help():
    assert asks_for_help("Please help me!") and asks_for_help("i lied")
    assert not asks_for_help("no") and not asks_for_help("can you help me find a therapist") and MAX_LENGTH < 100


def test_not_safe_is_heard_with_words_around_it():
    assert [reads_as(text, "safe_now") for text in ("yeah. not safe i dont think", "not ok really")] == ["deny"] * 2


def test_who_took_nothing_is_not_taken_for_somebody_who_may_be_unsafe():
    assert reads_as("no i didnt take anything", "calmer") is None
    assert reads_as("no i didnt take anything", "unwell_now") == "unsure"
