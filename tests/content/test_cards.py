"""Templates of cards: what a country reads, what is left out, and what a fault is told as."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content import live_words, settings
from clinicchat.content.cards import SafetyFiles, render
from clinicchat.content.help_line_models import Emergency, HelpCountry
from clinicchat.content.terms import Terms
from clinicchat.content.yaml_file import ContentError
from clinicchat.publish import card_sheet


def country(emergency: str, terms: dict[str, str]) -> HelpCountry:
    return HelpCountry(name="", emergency=Emergency(label="", number=emergency, url=None), lines=[], terms=terms)


US = country("911", terms={"call_crisis_line": "call or text 988", "poison_help": "1-800-222-1222"})
EU = country("112", terms={"go": "go to findahelpline.com"})
SUICIDE = "safety/suicide.yml"
TERMS = Terms({"US": US, "EU": EU}, {"everywhere": "findahelpline.com"})


@pytest.mark.parametrize(
    ("template", "us", "eu"),
    [
        ("Call {emergency} now.", "Call 911 now.", "Call 112 now."),
        ("{Call_crisis_line} now. Go on.", "Call or text 988 now. Go on.", "Go on."),
        ("- Stay.\n- Or {call_crisis_line}. Now.", "- Stay.\n- Or call or text 988. Now.", "- Stay."),
        ("[only US] Yes\n[not US] No", "Yes", "No"),
        ("[only US, EU] Both\n[not US, EU] None", "Both", "Both"),
        ("[only poison_help] Call it.\n[not poison_help] Not sure?", "Call it.", "Not sure?"),
        ("One.\n\n[only US] Two.\n\nThree.", "One.\n\nTwo.\n\nThree.", "One.\n\nThree."),
        ("Call {US.poison_help}, or {clinic_phone}.", *["Call 1-800-222-1222, or {clinic_phone}."] * 2),
        ("See {everywhere}.", "See findahelpline.com.", "See findahelpline.com."),
    ],
)
def test_each_country_reads_its_terms_and_lines_and_what_it_lacks_is_left_out(template, us, eu):
    assert (render(template, "US", TERMS), render(template, "EU", TERMS)) == (us, eu)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("Call {emergancy}.", r"`{emergancy}` is not a term .* Did you mean `emergency`\?"),
        ("Call {EU.poison_help}.", r"`{EU.poison_help}` is not a term"),
        ("[only USA] Call.", r"`USA` is neither a country nor a term. Use one of: US, EU"),
    ],
)
def test_an_unknown_term_or_country_is_an_error_with_the_cure(template, told):
    with pytest.raises(ContentError, match=told):
        render(template, "US", TERMS)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Returns a function that gives a copy of data/ in which one thing is changed."""

    def edit(file: str, old: str, new: str) -> Path:
        data = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
        path = data / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return data

    return edit


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            SUICIDE,
            "crisis_line] {Call_crisis_line} now",
            "crisis_line] {Call_crisis} now",
            r"suicide\.yml: utter_safety/suicide > en: ",
        ),
        (SUICIDE, "severity: ", "severty: ", r"suicide\.yml, line \d+: words > utter_\w+ > severty: .*`severity`"),
        ("safety/abuse.yml", "utter_abuse_safe:", "utter_safe_no:", r"utter_safe_no: is in .*suicide\.yml too"),
        (SUICIDE, '{suicide}", be_the_1_to', '{suicide}", be_the', r"`be_the` is not in data/sources\.yml"),
        ("helplines.yml", "real_people: answer 112", "people: answer 112", r"EU > terms: `real_people` is missing"),
        (
            "helplines.yml",
            "languages: [en, es]",
            "languages: en",
            r"countries > US > languages: .* must be a list",
        ),
    ],
)
def test_a_fault_in_a_file_is_told_with_file_key_and_cure(edited, file, old, new, told):
    with pytest.raises(ContentError, match=told) as fault:
        live_words.Content(edited(file, old, new))
    assert str(fault.value).endswith((".", "?"))


def test_no_card_has_a_brace_or_a_mark_left():
    for of_one in SafetyFiles.read(paths.DATA).renditions("US").values():
        for rendition in of_one:
            text = rendition.text.replace("{clinic_phone}", "")
            assert not set("{}[]") & set(text), (rendition.name, rendition.country)


def test_spanish_is_for_the_countries_that_have_it_and_elsewhere_the_country_wins():
    """The numbers of a card must be right before its language is."""
    said = live_words.current()
    assert said.say("safety/suicide", country="US", language="es").text.startswith("Llama al 988")
    assert "999" in said.say("safety/suicide", country="UK", language="es").text
    assert said.say("safety/suicide", language="es") == said.say("safety/suicide", country="US", language="es")


def test_the_clinics_country_is_that_of_whoever_named_none(edited):
    said = live_words.Content(edited("clinic.yml", "country: US", "country: UK"))
    assert "116 123" in said.say("safety/suicide").text
    assert "116 123" in said.say("safety/suicide", country="XX").text
    assert "988" in said.say("safety/suicide", country="US").text


def test_answers_name_the_numbers_of_the_clinics_country(edited):
    said = live_words.Content(edited("clinic.yml", "country: US", "country: UK"))
    assert "Call 999, or Poison Help at 1-800-222-1222" in said.say("decline/dosage").text


def test_the_review_sheet_shows_the_cards_as_they_are():
    """A clinician reads docs/cards.md, so it may not be older than the templates: `make cards`."""
    expected = card_sheet.sheet(SafetyFiles.read(paths.DATA), settings.load().country)
    assert card_sheet.SHEET.read_text(encoding="utf-8") == expected, "docs/cards.md is old: run `make cards`"
