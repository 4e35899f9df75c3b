"""clinicchat/countries.py"""

from __future__ import annotations

import pytest

from clinicchat import countries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("and in Canada?", "CA"),
        ("is it legal in the uk", "UK"),
        ("what about the US", "US"),
        ("is it legal in the us", "US"),
        ("tell us more", None),
        ("it is what it is", None),
        ("does it work", None),
        ("new zealand?", "NZ"),
    ],
)
def test_a_named_country_is_found_and_us_the_word_is_not(text, code):
    assert countries.mentioned(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hi i'm in the uk", "UK"),
        ("i live in canada and feel awful", "CA"),
        ("is it legal in the uk?", None),
        ("what does it cost in australia", None),
        ("writing from ireland", None),
        ("im from germany", "DE"),
        ("from australia", "AU"),
    ],
)
def test_asking_about_a_country_is_not_being_there(text, code):
    assert countries.lived_in(text) == code


@pytest.mark.parametrize(
    ("code", "card"),
    [("US", "US"), ("GB", "UK"), ("UK", "UK"), ("DE", "EU"), ("NZ", "ELSEWHERE"), (None, None)],
)
def test_every_country_has_a_card(code, card):
    assert countries.card_country(code) == card


@pytest.mark.parametrize(
    ("header", "card"), [("en-GB,en;q=0.9", "UK"), ("de-DE", "EU"), ("en", None), ("", None), ("pt-BR,pt", "ELSEWHERE")]
)
def test_the_browsers_language_region_names_a_country(header, card):
    assert countries.of_language(header) == card
