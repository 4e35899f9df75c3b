"""Telephone numbers are seen in running words, and other numbers are not taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.publish.check import Project
from clinicchat.publish.check.cards import numbers
from clinicchat.publish.check.helplines import digits_of, verified

NUMBERS = [
    ("Call or text 988 now. If anyone is in danger right now, call 911.", ["988", "911"]),
    ("Call Samaritans on 116 123 now, or text SHOUT to 85258.", ["116 123", "85258"]),
    ("You can also text 0477 13 11 14.", ["0477 13 11 14"]),
    ("Poison Help: 1-800-222-1222.", ["1-800-222-1222"]),
    ("Llama al 988 ahora y oprime 2.", ["988"]),
    ("You can also call 111, option 2.", ["111"]),
    ("In 2023, 5 of 53 people had one. Call the clinic.", []),
    ("It cost A$20,000 to A$30,000. Messages are kept for 30 days.", []),
    ("See https://doi.org/10.1038/s41591-023-02565-4 and NCT07118839.", []),
    ("Call the study's 24-hour contact.", []),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers_to_call_are_found(text: str, expected: list[str]) -> None:
    assert sorted(numbers(text)) == sorted(expected)


def test_numbers_are_compared_by_digits_without_the_country_code() -> None:
    assert digits_of("tel:+18002221222") == digits_of("1-800-222-1222")


def test_a_country_has_only_its_own_verified_numbers(as_it_is: Path) -> None:
    project = Project(as_it_is)
    assert "999" in verified(project, "UK").digits
    assert "911" not in verified(project, "UK").digits
    assert "6234737433" not in verified(project).digits, "Fireside's hours are not verified"
