"""Which numbers answer somebody who asks for one: the line asked for first, then the emergency number, then others.

The lines, their names and the words they are asked for with stand in data/helplines.yml; only verified lines are given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clinicchat.content import live_words
from clinicchat.content.help_line_models import HelpCountry, HelpLine, Line
from clinicchat.places import countries
from clinicchat.places.help_line_words import asks, holds, matches, named, names_of, other_line, verified

MAX_LINKS = 5
GENERAL = "suicide"
"""The lines of this danger are for whoever is in a crisis, so they answer a request that names no kind."""
FINDS_OTHERS = "https://findahelpline.com"
SPANISH_WORD = "español"
BY_TEXT = re.compile(
    r"\b(?:text|texts|texting|texto|mensajes?|sms|whatsapp|type|typing|can.?t (?:talk|speak|call))\b", re.IGNORECASE
)
"""Who asks so gets a line that is written to before one that is called."""
ANY_CRISIS = re.compile(r"\b(?:suicid|crisis|mental|struggl|depress|lonely|grief|panic|someone to talk)", re.IGNORECASE)
"""What every crisis line is for: such words name no other need."""
DENIED = re.compile(r"\bnot (?:an? |the )?(?:emergency|911|999|cops?|police)\b", re.IGNORECASE)
"""What is named only to say that it is not meant."""
WORDS = {"poison": "poison", "abuse": "domestic", "veterans": "veteran", "youth": "child", "deaf": "deaf",
         "drug_treatment": "rehab", "spanish": SPANISH_WORD}  # fmt: skip
"""A word of `asked` for each need that is learned (clinicchat/understanding/needs.py), where there is one."""
NAMED = (*WORDS, "emergency")
"""Needs that name a kind of line."""
SERVED = re.compile(r"\b(?:served|serving|fought|deployed|tours?|war|veteran|combat) (?:in|of|to) \w+", re.IGNORECASE)
"""Where somebody served is not where they are."""


@dataclass(frozen=True)
class Numbers:
    """What to say first, the emergency number's words, all links in their order, and the name that was asked for where
    its number is not held here."""

    first: str
    emergency: str
    links: list[dict[str, str]]
    other: str = ""


def asked_for(text: str, home: str, spanish: bool = False, need: str = "", kinds: Sequence[str] = ()) -> Numbers:
    """Returns the numbers for a visitor who asks with *text*; *home* is the card country when *text* names none.

    *need*: what is needed, as far as it was learned; it counts where no word of *text* is one of a line's. *kinds* are
    those of the lines that come first where *text* asks for nothing, but only tells a place.
    """
    text = DENIED.sub("", text)
    place = countries.card_country(countries.lived_in(text) or countries.mentioned(SERVED.sub("", text)))
    words = f"{text} {SPANISH_WORD}" if spanish else text
    known = live_words.current().countries
    entry = known.get(place or home) or known[live_words.ELSEWHERE]
    chosen, other = _called(text, entry), None
    if not chosen and (other := other_line(text)):
        entry = known[other.country] if other.country and not place else entry
        words = f"{words} {other.asked or ''}"
    elif not (chosen or place):
        entry = _country_of_name(text, entry) or entry
        chosen = _called(text, entry)
    chosen = chosen or _matching(entry, words) or _for_another_kind(entry, words)
    emergency = holds(words, entry.emergency) or (need == "emergency" and not (chosen or other or asks(text)))
    if not (chosen or emergency or other) and need in WORDS and not ANY_CRISIS.search(text):
        chosen = _matching(entry, WORDS[need]) or _for_another_kind(entry, WORDS[need])
    if not (chosen or emergency or other):
        chosen = [line for kind in kinds for line in verified(entry) if kind in line.for_ and not line.only]
    return _numbers(entry, chosen, emergency, bool(BY_TEXT.search(text)), other.name if other else "")


def _numbers(
    entry: HelpCountry, chosen: list[HelpLine], emergency_first: bool, by_text: bool, other: str = ""
) -> Numbers:
    emergency = entry.emergency
    general = [line for line in verified(entry) if GENERAL in line.for_ and not line.only]
    if by_text:
        chosen, general = ([*_by_text(lines, True), *_by_text(lines, False)] for lines in (chosen, general))
    lines: list[Line] = [*chosen, *general]
    first, *rest = lines or [emergency]
    ordered = [emergency, first, *rest] if emergency_first else [first, emergency, *rest]
    links: dict[str, str] = {}
    for line in ordered:
        if line.url:
            links.setdefault(line.url, line.label)
    found = [{"label": label, "url": url} for url, label in links.items()][:MAX_LINKS]
    return Numbers(ordered[0].label, emergency.label, found, other)


def _matching(entry: HelpCountry, text: str) -> list[HelpLine]:
    """Returns the lines of *entry* that *text* asks for: those that are only for some first, then those with the most
    of their words."""
    lines = [line for line in verified(entry) if not line.only or named(text, line.only)]
    found = [(line, matches(text, line)) for line in lines]
    asked = [(line, count) for line, count in found if count or (line.only and not line.asked)]
    return [line for line, _ in sorted(asked, key=lambda pair: (not pair[0].only, -pair[1]))]


def _called(text: str, entry: HelpCountry) -> list[HelpLine]:
    """Returns the lines of *entry* whose name *text* holds, and what else it asks for; none where it names no line."""
    own = [line for line in verified(entry) if named(text, names_of(line))]
    return own and [*own, *(line for line in _matching(entry, text) if line not in own)]


def _country_of_name(text: str, home: HelpCountry) -> HelpCountry | None:
    """Returns the country whose line *text* names ("samaritans number" is asked for in the UK), by the longest name.

    A name that is part of one of the lines of *home* ("lifeline") means that one.
    """
    own = [line.name for line in verified(home)]
    found: dict[str, HelpCountry] = {}
    for entry in live_words.current().countries.values():
        for name in (named(text, names_of(line)) for line in verified(entry)):
            if name and not any(named(one, [name]) for one in own):
                found.setdefault(name, entry)
    return found[max(found, key=len)] if found else None


def _by_text(lines: list[HelpLine], written: bool) -> list[HelpLine]:
    return [line for line in lines if (line.url.startswith("sms:") or " or text " in line.label) is written]


def _for_another_kind(entry: HelpCountry, text: str) -> list[HelpLine]:
    """Returns the line that finds others, when *text* asks for a kind of line that only other countries have here."""
    if not any(_matching(other, text) for other in live_words.current().countries.values()):
        return []
    return [line for line in verified(entry) if line.url == FINDS_OTHERS]
