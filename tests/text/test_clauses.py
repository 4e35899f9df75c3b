"""clinicchat/text/clauses.py: the questions of one message."""

from __future__ import annotations

import pytest

from clinicchat.text.clauses import MAX_QUESTIONS, question_beside, questions


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("can i take it with lexapro and how old do you have to be", 2),
        ("whats mdma, is it meth, can you get hooked", 3),
        ("cost? insurance? where?", 3),
        ("find me a therapist in chicago and tell me if its legal", 2),
        ("she is on zoloft and it helps. is that a no. and who decides", 2),
        ("1) is it legal 2) what does it cost 3) who pays", 3),
    ],
)
def test_each_question_stands_by_itself(text, count):
    assert len(questions(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "is it legal in texas",
        "i am old and was diagnosed late. is that a problem",
        "hi",
        "",
        "i was hurt in 2009 and i can't sleep. what helps?",
        "?!",
        "mdma and weed",
    ],
)
def test_one_question_is_no_list(text):
    assert questions(text) == []


def test_what_is_said_right_before_a_question_goes_with_it():
    found = questions("does it work? she takes effexor and has high blood pressure, would they take her?")
    assert found[1].startswith("she takes effexor") and found[1].endswith("would they take her?")


def test_a_letter_has_a_bounded_number_of_short_questions():
    letter = "My sister was hurt. " * 20 + "Does it work? " * 20
    found = questions(letter)
    assert len(found) == MAX_QUESTIONS
    assert max(len(q.split()) for q in found) < 20


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("thanks so much. what does it cost", "what does it cost"),
        ("thanks, bye", ""),
        ("what does it cost? and who pays?", ""),
        ("who pays?", ""),
    ],
)
def test_one_question_beside_what_asks_nothing_is_found(text, asks):
    assert question_beside(text) == asks
