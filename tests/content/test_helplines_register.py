"""The register pins every number that is shown: a slip of one digit anywhere in data/ is seen."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clinicchat import paths
from clinicchat.chat import last_words
from clinicchat.content import live_words, serving, yaml_file
from clinicchat.content.cards import FOLDER
from clinicchat.content.settings import COUNTRIES

FILE = Path(__file__).parent / "helplines_register.yml"
WAYS = {"tel": "call", "sms": "text", "https": "web"}
SAID = re.compile(r"(?<![\w.,:/-])\+?\d[\d -]*\d(?![\w%]|[.,:/-]\d)|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|gov|net)\b")
"""Numbers of two digits or more, and web addresses."""
NOT_A_NUMBER = {"24", "18", "100", "120", "55", "10", "711"}
"""What a card says in digits that nobody calls: hours, ages."""


@cache
def register() -> dict[str, list[dict[str, Any]]]:
    return yaml_file.load(FILE)


def plain(contact: str) -> str:
    """Returns digits only, without the country code of the US; a web address in small letters.

    >>> plain("+18002221222"), plain("1-800-222-1222"), plain("https://RAINN.org")
    ('8002221222', '8002221222', 'rainn.org')
    """
    if re.search("[a-z]", contact.partition("?body=")[0], re.IGNORECASE):
        return contact.lower().removeprefix("https://").removeprefix("www.").rstrip("/")
    digits = re.sub(r"\D", "", contact.partition("?body=")[0])
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def pinned(country: str, shown: bool = True) -> set[str]:
    return {plain(e["contact"]) for e in register()[country] if e.get("shown", True) == shown}


def in_the_file(country: str, verified: bool) -> Counter[tuple[str, str]]:
    """Returns (contact, way) of what data/helplines.yml has for *country*, by its link."""
    entry = live_words.current().countries[country]
    lines = [line for line in entry.lines if line.verified == verified]
    lines += [entry.emergency] if verified and entry.emergency.url else []
    return Counter((plain(re.sub(r"^(tel|sms):", "", e.url)), WAYS[e.url.partition(":")[0]]) for e in lines)


def said_in_cards() -> Iterator[tuple[str, str, str]]:
    """Yields (country, name, contact) for all that the cards say."""
    for name, variations in live_words.current().words.items():
        for one in variations:
            if one.file.startswith(f"{FOLDER}/"):
                for contact in SAID.findall(one.text):
                    if contact not in NOT_A_NUMBER:
                        yield one.conditions.get("country", "US"), name, contact


NAMED_WITH_COUNTRY = {"ELSEWHERE": {"999", "000", "112"}}
"""Emergency numbers said with the country they are of ("999 in the UK"), where the country is not known."""


def test_a_number_said_with_its_country_is_that_countrys() -> None:
    assert NAMED_WITH_COUNTRY["ELSEWHERE"] <= pinned("UK") | pinned("AU") | pinned("EU")


def test_every_entry_says_what_it_is_and_who_checked_it() -> None:
    assert set(register()) == set(COUNTRIES)
    for country, entries in register().items():
        for entry in entries:
            assert {"service", "contact", "way", "checked"} <= set(entry), (country, entry)
            assert isinstance(entry["contact"], str) and entry["way"] in WAYS.values(), (country, entry)
            assert re.search(r"20\d\d-\d\d-\d\d|fact sheet", entry["checked"]), (country, entry)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("shown", [True, False], ids=["shown", "not shown"])
def test_the_help_lines_are_those_of_the_register_and_no_others(country: str, shown: bool) -> None:
    entries = [e for e in register()[country] if e.get("shown", True) == shown]
    assert in_the_file(country, shown) == Counter((plain(e["contact"]), e["way"]) for e in entries)


@pytest.mark.parametrize("country", COUNTRIES)
def test_number_and_label_of_a_line_are_the_links(country: str) -> None:
    entry = live_words.current().countries[country]
    for line in [e for e in (entry.emergency, *entry.lines) if e.url]:
        called = plain(re.sub(r"^(tel|sms):", "", line.url))
        assert plain(str(line.number)) == called, line
        for said in SAID.findall(line.label):
            assert plain(said) == called or line.number == "711", line  # the relay passes on to another


def test_a_card_says_only_numbers_of_the_register_for_its_country() -> None:
    unknown = [
        (country, name, contact)
        for country, name, contact in said_in_cards()
        if plain(contact) not in pinned(country) | {"findahelpline.com"} | NAMED_WITH_COUNTRY.get(country, set())
    ]
    assert unknown == []


MUST_SAY = {
    "utter_safety/suicide": {"US": {"988", "911"}, "UK": {"116 123", "999", "85258", "111", "0808 808 8000"},
                             "CA": {"988", "911"},
                             "AU": {"13 11 14", "000", "0477 13 11 14"}, "EU": {"112"}, "ELSEWHERE": set()},
    "utter_safety/overdose": {"US": {"911", "1-800-222-1222", "988"}, "UK": {"999", "116 123"}, "CA": {"911", "988"},
                              "AU": {"000", "13 11 14"}, "EU": {"112"}, "ELSEWHERE": set()},
    "utter_safety/abuse": {"US": {"911", "1-800-656-4673", "64673", "1-800-799-7233", "88788", "741741"},
                           "UK": {"999", "0808 2000 247", "0808 500 2222"}, "CA": {"911", "sheltersafe.ca"},
                           "AU": {"000", "1800 737 732"}, "EU": {"112"}, "ELSEWHERE": set()},
    "utter_safety/medical_emergency": {"US": {"911", "988"}, "UK": {"999", "116 123"}, "CA": {"911", "988"},
                                       "AU": {"000", "13 11 14"}, "EU": {"112"}, "ELSEWHERE": set()},
    "utter_safety/harm_to_others": {"US": {"911", "988", "1-800-799-7233"}, "UK": {"999", "116 123"}, "CA": {"911"},
                                    "AU": {"000", "13 11 14"}, "EU": {"112"}, "ELSEWHERE": set()},
    "utter_unavailable": {"US": {"911", "988"}, "UK": {"999", "116 123"}, "CA": {"911", "988"},
                          "AU": {"000", "13 11 14"}, "EU": {"112"}, "ELSEWHERE": set()},
}  # fmt: skip
"""What a card must say, by hand as well."""
ABROAD = {"NZ": {"111", "1737"}, "IE": {"112", "116 123"}, "DE": {"112", "0800 111 0 111"}, "FR": {"112", "3114"},
          "ES": {"112", "024"}, "NL": {"112", "0800-0113"}, "CH": {"112", "143"}, "MX": {"911", "800 911 2000"},
          "BR": {"192", "188"}, "IN": {"112", "14416"}}  # fmt: skip
"""What every card of a crisis must say in the countries that are not named above."""


@pytest.mark.parametrize("name", MUST_SAY)
@pytest.mark.parametrize("country", COUNTRIES)
def test_a_card_says_the_numbers_that_it_must(name: str, country: str) -> None:
    said = live_words.current().say(name.removeprefix("utter_"), country=country, language="en").text
    abroad = ABROAD.get(country, set()) if name != "utter_safety/abuse" else set()
    for contact in MUST_SAY[name].get(country, abroad):
        assert re.search(rf"(?<!\d){re.escape(contact)}(?!\d)", said), f"{name} ({country}) does not say {contact}"


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_number_of_the_register_that_is_shown_is_on_the_list_of_some_danger_or_the_full_one(country: str) -> None:
    shown = {link["url"] for danger in ("suicide", "overdose", "abuse", "abuse_child", "abuse_therapist", "distress")
             for link in live_words.current().help_lines(country, danger)}  # fmt: skip
    found = {plain(re.sub(r"^(tel|sms):", "", url)) for url in shown}
    full = {plain(e.number) for e in live_words.current().countries[country].lines if not e.for_}
    assert pinned(country) == found | full


def test_answers_and_the_page_say_only_numbers_of_the_register() -> None:
    """Those that look like help lines: three digits that are known, toll-free and text numbers."""
    looks = re.compile(r"(?<![\w-])(?:1-8\d\d-\d{3}-\d{4}|(?:call|text|or) (\d{3,6})\b|to (\d{5,6})\b)", re.IGNORECASE)
    known = {number for country in COUNTRIES for number in pinned(country)}
    texts = [(w.file, w.name, w.text)
             for v in live_words.current().words.values()
             for w in v if not w.file.startswith(f"{FOLDER}/")]  # fmt: skip
    texts.append(("page.yml", "", (paths.DATA / "page.yml").read_text(encoding="utf-8")))
    seen = [(f, n, m.group(1) or m.group(2) or m.group()) for f, n, text in texts for m in looks.finditer(text)]
    assert len(seen) > 15, "the pattern finds nothing any more"
    assert [one for one in seen if plain(one[2]) not in known] == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_last_words_say_only_numbers_of_the_register_for_their_country(country: str) -> None:
    allowed = pinned(country) | {"findahelpline.com"}
    for message in (last_words.card("safety/suicide", country), last_words.unavailable(country)):
        for link in message.links:
            assert plain(re.sub(r"^(tel|sms):", "", link.url)) in allowed
            assert all(plain(said) in allowed for said in SAID.findall(link.label))
        assert all(plain(said) in allowed for said in SAID.findall(message.text))
    emergency = live_words.current().countries[country].emergency
    assert not emergency.url or last_words.links(country)[0].url == emergency.url


@pytest.mark.parametrize(
    ("file", "number", "slip"),
    [
        ("helplines.yml", "838255", "741470"), ("helplines.yml", "741741", "741740"), ("helplines.yml", "988", "989"),
        ("helplines.yml", "116 123", "116 124"),
        ("helplines.yml", "verified: false", "verified: true"),
    ],
)  # fmt: skip
def test_a_slip_of_a_digit_is_seen(
    file: str, number: str, slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Path(shutil.copytree(paths.DATA, tmp_path / slip))  # its own name: what was read is kept by path
    path = data / file
    path.write_text(path.read_text(encoding="utf-8").replace(number, slip), encoding="utf-8")
    monkeypatch.setattr(paths, "DATA", data)
    tests = (
        test_a_card_says_only_numbers_of_the_register_for_its_country,
        test_answers_and_the_page_say_only_numbers_of_the_register,
        *(lambda c=c, s=s: test_the_help_lines_are_those_of_the_register_and_no_others(c, s)
          for c in COUNTRIES for s in (True, False)),
    )  # fmt: skip
    with serving.answering(data):  # whatever a test before this one in the process left to be served
        assert any(fails(test) for test in tests)


def fails(test: Callable[[], None]) -> bool:
    """Whether *test* does not hold, or the file is refused: an id holds the number too."""
    try:
        test()
    except (AssertionError, live_words.ContentError):
        return True
    return False
