"""Text of strangers becomes one short plain line; capitals become names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicchat.directory.names import credentials, person_name, title_case
from clinicchat.directory.text import clean, phone, zip5


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<b>Jane</b>", "<b>Jane</b>"),
        ("right\u202eto\u2066left", "righttoleft"),
        ("nul\x00bell\x07", "nulbell"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\nbreak\u2028and\ttab", "line break and tab"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("--", ""),
        ("  ", ""),
        (None, ""),
        (42, ""),
        (["x"], ""),
        ({"x": 1}, ""),
    ],
)
def test_foreign_text_is_made_one_plain_line(raw: object, text: str) -> None:
    assert clean(raw) == text


def test_a_long_text_is_cut() -> None:
    assert clean("x" * 100_000, 20) == "x" * 19 + "…"


@given(st.text(alphabet=st.characters(), max_size=500), st.integers(2, 200))
def test_no_text_keeps_a_hidden_character_or_grows(raw: str, limit: int) -> None:
    text = clean(raw, limit)
    assert len(text) <= limit
    assert not [char for char in text if unicodedata.category(char)[0] == "C"]
    text.encode()


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("312-555-0100", "312-555-0100"),
        ("(312) 555.0100", "312-555-0100"),
        ("+1 312 555 0100", "312-555-0100"),
        ("3125550100x12", "312-555-0100 ext. 12"),
        ("312-555-0100 ext 4", "312-555-0100 ext. 4"),
        ("555-0100", ""),
        ("012-555-0100", ""),
        ("javascript:alert(1)", ""),
        ("٣١٢٥٥٥٠١٠٠", ""),
        (3125550100, ""),
        (None, ""),
    ],
)
def test_a_telephone_number_is_written_one_way_or_not_at_all(raw: object, written: str) -> None:
    assert phone(raw) == written


@pytest.mark.parametrize(
    ("raw", "code"),
    [("787011234", "78701"), ("78701-1234", "78701"), ("78701", "78701"), ("7870", ""), (78701, "")],
)
def test_a_zip_code_is_its_first_five_digits(raw: object, code: str) -> None:
    assert zip5(raw) == code


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("MCDONALD", "McDonald"),
        ("O'NEIL", "O'Neil"),
        ("SMITH-JONES", "Smith-Jones"),
        ("SAMPLE III", "Sample III"),
        ("DE LA CRUZ", "De La Cruz"),
        ("DO", "Do"),
        ("NÚÑEZ", "Núñez"),
        ("McKay", "McKay"),
        ("van Dyke", "van Dyke"),
        ("--", ""),
        (None, ""),
    ],
)
def test_a_persons_name_is_written_as_people_write_it(raw: object, name: str) -> None:
    assert title_case(raw, person=True) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("CENTER FOR HOPE AND HEALING LLC", "Center for Hope and Healing LLC"),
        ("CHILDREN'S CLINIC, P.A.", "Children's Clinic, P.A."),
        ("100 W 5TH ST NW", "100 W 5th St NW"),
        ("THE CLINIC OF THE WEST", "The Clinic of the West"),
    ],
)
def test_an_organisation_or_address_is_written_as_people_write_it(raw: str, name: str) -> None:
    assert title_case(raw) == name


def test_credentials_stay_in_capitals() -> None:
    assert credentials("Ph.D., lcsw") == "PH.D., LCSW"


def test_a_persons_parts_are_put_together_without_the_empty_ones() -> None:
    basic = {"first_name": "JANE", "middle_name": "--", "last_name": "SAMPLE", "name_suffix": "III"}
    assert person_name(basic) == "Jane Sample III"


def test_a_person_without_a_last_name_has_no_name() -> None:
    assert person_name({"first_name": "JANE", "last_name": None}) == ""
