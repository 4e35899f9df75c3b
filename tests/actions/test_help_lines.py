"""actions/help_lines.py and clinicchat/places/help_lines.py: asked for a number, it gives the right one first."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from actions.help_lines import ActionHelpLines
from clinicchat.content import topics
from clinicchat.danger import standing
from clinicchat.places import help_line_words, help_lines
from tests.actions.running import run


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("what's the suicide hotline number", "tel:988"),
        ("is there a hotline", "tel:988"),
        ("what is 988", "tel:988"),
        ("rape crisis number", "tel:+18006564673"),
        ("poison control number", "tel:+18002221222"),
        ("domestic violence hotline", "tel:+18007997233"),
        ("veterans crisis line", "tel:988"),
        ("crisis text line", "sms:741741?body=HOME"),
        ("hotline for teenagers", "tel:+18004224453"),
        ("crisis line uk", "tel:116123"),
        ("samaritans number", "tel:116123"),
        ("rape crisis number uk", "tel:08085002222"),
        ("lifeline australia", "tel:131114"),
        ("emergency number in spain", "tel:112"),
        ("whats the number for an ambulance", "tel:911"),
        ("veterans text line", "sms:838255"),
        ("trevor text line", "sms:678678?body=START"),
        ("hotline for abused men", "tel:+18007997233"),
        ("mens abuse line uk", "tel:08088010327"),
        ("domestic violence line for the deaf", "tel:+18558121001"),
        ("im in scotland whats the number for domestic abuse", "tel:08000271234"),
        ("northern ireland suicide line", "tel:08088088000"),
        ("1800 respect number", "tel:1800737732"),
        ("womens refuge number", "tel:0800733843"),
        ("veilig thuis number", "tel:08002000"),
        ("poison line montreal canada", "tel:+18004635060"),
    ],
)
def test_the_number_asked_for_comes_first(text, first):
    assert help_lines.asked_for(text, "US").links[0]["url"] == first


@pytest.mark.parametrize(
    ("text", "home", "name", "first"),
    [
        ("whats the number for womens aid", "UK", "Women's Aid", "tel:08082000247"),
        ("kids helpline", "US", "Kids Helpline", "https://findahelpline.com"),
        ("papyrus number", "US", "PAPYRUS", "tel:116123"),
        ("aa number", "US", "Alcoholics Anonymous", "tel:+18006624357"),
    ],
)
def test_a_line_that_is_not_held_is_said_to_be_none_of_ours_with_our_line_for_that_need(text, home, name, first):
    found = help_lines.asked_for(text, home)
    assert (found.other, found.links[0]["url"]) == (name, first)
    assert help_lines.asked_for("women's aid number", "IE").other == "", "held in Ireland"
    done = run(ActionHelpLines(), "help_lines", text=text, country=home)
    assert done.message["text"].startswith(f"I don't have a number for {name} here.")


@pytest.mark.parametrize(
    "text", ["samhsa", "pieta house", "childline pls", "whats rainn", "i'm in leeds, who do i ring"]
)
def test_a_lines_name_alone_and_a_place_with_who_to_call_ask_for_a_number(text):
    assert help_line_words.asks(text)


@pytest.mark.parametrize("text", ["1737", "frank", "shout", "calm", "what is your phone number", "number of sessions"])
def test_ordinary_words_numbers_alone_and_the_clinics_number_do_not(text):
    assert not help_line_words.asks(text)


def test_after_a_card_any_number_that_is_not_the_clinics_is_a_help_lines():
    assert help_line_words.asks_for_any("is there a number i can call")
    assert not help_line_words.asks_for_any("whats the number of your office")


def test_the_visitors_country_counts_when_none_is_named():
    assert help_lines.asked_for("is there a hotline", "AU").links[0]["url"] == "tel:131114"


def test_a_kind_without_a_line_here_leads_to_the_list_of_lines_not_to_another_countrys_number():
    urls = [link["url"] for link in help_lines.asked_for("rape hotline", "EU").links]
    assert urls == ["https://findahelpline.com", "tel:112"]


def test_only_verified_lines_are_given(monkeypatch):
    from clinicchat.content import live_words

    countries = live_words.current().countries
    lines = [replace(x, verified=x.verified and x.name != "Poison Help") for x in countries["US"].lines]
    monkeypatch.setitem(countries, "US", replace(countries["US"], lines=lines))
    assert "tel:+18002221222" not in [x["url"] for x in help_lines.asked_for("poison control number", "US").links]


def test_the_message_says_the_number_and_what_to_call_in_danger():
    done = run(ActionHelpLines(), "help_lines", text="poison control number")
    assert done.message["text"].startswith("Call Poison Help, 1-800-222-1222.")
    assert "911" in done.message["text"]
    assert (done.custom["outcome"], done.custom["topic"]) == ("help_lines", "help_lines")


def test_asked_in_spanish_it_answers_in_spanish_with_the_spanish_line_first():
    done = run(ActionHelpLines(), "help_lines", text="necesito el número de la línea de crisis", language="es")
    assert done.message["text"].startswith("En español: llama al 988 y oprime 2.")
    assert done.custom["lang"] == "es"


@pytest.mark.parametrize(
    ("text", "child", "first"),
    [
        ("who do i text", True, "tel:+18004224453"),
        ("who do i text", False, "sms:988"),
        ("suicide line germany", False, "tel:08001110111"),
        ("im in glasgow", False, "tel:08085002222"),
        ("is there a number to talk to", False, "tel:988"),
    ],
)
def test_where_abuse_goes_on_its_lines_come_first_for_who_only_tells_a_place_and_a_childs_for_who_writes(
    text, child, first
):
    before = standing.raised(None, topics.ABUSE, now=time.time(), child=child)
    done = run(ActionHelpLines(), "help_lines", text, standing=standing.kept(before))
    shown = [link["url"] for link in done.custom["links"]]
    assert next(url for url in shown if url not in ("tel:911", "tel:999", "tel:112")) == first


def test_after_another_card_who_asks_for_a_line_to_write_to_gets_the_crisis_line_first():
    before = standing.raised(None, topics.OVERDOSE, now=time.time())
    done = run(ActionHelpLines(), "help_lines", "is there a number to text", standing=standing.kept(before))
    assert done.custom["links"][0]["url"] == "sms:988"


def test_figures_of_a_study_and_what_a_number_is_ask_for_no_line():
    assert not help_line_words.asks("how often did suicidal thoughts come up, i cant find both numbers")
    assert help_line_words.tells_of_one("that number is for another study") and not help_line_words.tells_of_one(
        "i need a number"
    )


def test_after_an_answer_about_something_taken_whom_to_call_is_poison_help():
    done = run(ActionHelpLines(), "help_lines", text="who do i call on a holiday", told=["faq/pregnancy.breastfeeding"])
    assert "1-800-222-1222" in done.message["text"]
