"""Which numbers answer somebody who asks for one: the line asked for first, then the emergency number, then others.

The lines and the words they are asked for with (`asked`) stand in data/helplines.yml; only verified lines are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clinicchat.content import live_words
from clinicchat.content.models import HelpCountry, HelpLine, Line
from clinicchat.places import countries

MAX_LINKS = 5
GENERAL = "suicide"
"""The lines of this danger are for whoever is in a crisis, so they answer a request that names no kind."""
FINDS_OTHERS = "https://findahelpline.com"
SPANISH_WORD = "español"


@dataclass(frozen=True)
class Numbers:
    """What to say first, the emergency number's words, and all links in their order."""

    first: str
    emergency: str
    links: list[dict[str, str]]


def asked_for(text: str, home: str, spanish: bool = False) -> Numbers:
    """Returns the numbers for a visitor who asks with *text*; *home* is the card country when *text* names none."""
    named = countries.card_country(countries.mentioned(text))
    words = f"{text} {SPANISH_WORD}" if spanish else text
    known = live_words.current().countries
    entry = known.get(named or home) or known[live_words.ELSEWHERE]
    chosen = _matching(entry, words)
    if not chosen and not named:
        entry, chosen = next(_called_by_name(text), (entry, []))
    return _numbers(entry, chosen or _for_another_kind(entry, words), _holds(words, entry.emergency))


def _numbers(entry: HelpCountry, chosen: list[HelpLine], emergency_first: bool) -> Numbers:
    emergency = entry.emergency
    general = [line for line in _verified(entry) if GENERAL in line.for_]
    lines: list[Line] = [*chosen, *general]
    first, *rest = lines or [emergency]
    ordered = [emergency, first, *rest] if emergency_first else [first, emergency, *rest]
    links: dict[str, str] = {}
    for line in ordered:
        if line.url:
            links.setdefault(line.url, line.label)
    found = [{"label": label, "url": url} for url, label in links.items()][:MAX_LINKS]
    return Numbers(ordered[0].label, emergency.label, found)


def _verified(entry: HelpCountry) -> list[HelpLine]:
    return [line for line in entry.lines if line.verified]


def _matching(entry: HelpCountry, text: str) -> list[HelpLine]:
    return [line for line in _verified(entry) if _holds(text, line)]


def _holds(text: str, line: Line) -> bool:
    """Whether *text* has one of the words that *line* is asked for with; a word may go on ("veteran", "veterans")."""
    return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in line.asked)


def _called_by_name(text: str) -> Iterator[tuple[HelpCountry, list[HelpLine]]]:
    """Gives the country, and the lines, whose name *text* holds: "samaritans number" is asked for in the UK."""
    for entry in live_words.current().countries.values():
        found = [line for line in _verified(entry) if re.search(rf"\b{re.escape(line.name)}\b", text, re.I)]
        if found:
            yield entry, found


def _for_another_kind(entry: HelpCountry, text: str) -> list[HelpLine]:
    """Returns the line that finds others, when *text* asks for a kind of line that only other countries have here."""
    if not any(_matching(other, text) for other in live_words.current().countries.values()):
        return []
    return [line for line in _verified(entry) if line.url == FINDS_OTHERS]
