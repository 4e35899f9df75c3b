"""clinicchat/understanding/wants_care.py: after an answer, who names no drug looks for care."""

from __future__ import annotations

import pytest

from clinicchat.understanding.reading import Reading
from clinicchat.understanding.wants_care import care_rather

VETERANS, SOURCING, DOSAGE = "faq/veterans", "decline/sourcing", "decline/dosage"


def topic(text, last):
    return care_rather(Reading(text, [(SOURCING, 0.8), ("faq/access", 0.1)]), last).ranking[0][0]


def test_who_asks_where_after_an_answer_looks_for_a_trial():
    assert topic("and which ones are near boise", VETERANS) == "find_trial"


def test_who_asks_what_can_be_had_now_looks_for_care():
    assert topic("so what could i have right now", VETERANS) == "faq/access"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("where can i buy it near boise", VETERANS),
        ("which ones have molly", VETERANS),
        ("which ones are near boise", ""),
        ("which ones are near boise", "decline/sourcing"),
    ],
)
def test_the_drug_itself_and_words_after_no_answer_stay_refused(text, last):
    assert topic(text, last) == SOURCING


def test_who_says_nothing_of_an_amount_after_an_answer_asks_for_none():
    reading = Reading("and is there an upper limit in studies", [(DOSAGE, 0.8), ("faq/access", 0.1)])
    assert care_rather(reading, "faq/age_limits").ranking == [("faq/access", 1.0)]


@pytest.mark.parametrize("text", ["what do people take", "how much is it", "is 120 fine", "the maximum", "how strong"])
def test_an_amount_stays_refused(text):
    assert care_rather(Reading(text, [(DOSAGE, 0.8)]), "faq/age_limits").ranking[0][0] == DOSAGE
