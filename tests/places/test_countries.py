"""clinicchat/places/countries.py"""

from __future__ import annotations

import pytest

from clinicchat.places import countries


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
        ("I’m in London", "UK"),
        ("I live in Mumbai and want to die", "IN"),
        ("I live in London, Ontario", "CA"),
        ("I'm in Perth, Scotland", "UK"),
        ("im in manchester uk", "UK"),
        ("I live in Melbourne, Florida", "US"),
        ("i'm from london, ky", "US"),
        ("I live in New Mexico", None),
        ("i live in new england", None),
        ("I'm not in the US", "ZZ"),
        ("i live outside the united states", "ZZ"),
        ("I'm interested in Canada", None),
        ("I'm looking for a trial in Australia", None),
        ("in Australia, can a doctor prescribe it?", None),
        ("i'm in pain, is it legal in the uk", None),
        ("I was in London last year", None),
        ("i am moving to the uk", None),
    ],
)
def test_asking_about_a_country_is_not_being_there(text, code):
    assert countries.lived_in(text) == code


@pytest.mark.parametrize(
    ("code", "card"),
    [
        ("US", "US"),
        ("GB", "UK"),
        ("UK", "UK"),
        ("DE", "DE"),
        ("IT", "EU"),
        ("ZZ", "ELSEWHERE"),
        ("NZ", "NZ"),
        ("PE", "ELSEWHERE"),
        (None, None),
    ],
)
def test_every_country_has_a_card(code, card):
    assert countries.card_country(code) == card


@pytest.mark.parametrize(
    ("header", "card"),
    [
        ("en-GB,en;q=0.9", "UK"),
        ("de-DE", "DE"),
        ("en", None),
        ("", None),
        ("pt-BR,pt", "BR"),
        ("zh-Hans-CN", "ELSEWHERE"),
    ],
)
def test_the_browsers_language_region_names_a_country(header, card):
    assert countries.of_language(header) == card


def test_who_asks_for_a_number_in_spanish_speaks_spanish():
    assert countries.language_of("cual es el número de la línea de crisis") == "es"
    assert countries.language_of("samaritans number") == "en"


def test_after_a_card_only_a_number_that_is_rung_tells_of_another_country():
    assert countries.hinted("my mum is here", None, by_words=False) is None
    assert countries.hinted("do i ring 999", None, by_words=False) == "ELSEWHERE"


@pytest.mark.parametrize(
    ("text", "region", "country"),
    [
        ("my mum wont wake up", None, "ELSEWHERE"),
        ("do i ring 999", "US", "ELSEWHERE"),
        ("should i call 000", None, "ELSEWHERE"),
        ("my mum wont wake up", "UK", "UK"),
        ("my mom wont wake up, do i call 911", None, None),
        ("it cost 999 dollars", "US", "US"),
    ],
)
def test_words_of_other_countries_put_no_us_numbers_first_and_name_no_country(text, region, country):
    assert countries.hinted(text, region) == country
