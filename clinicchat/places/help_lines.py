"""Which numbers answer somebody who asks for one: the line asked for first, then the emergency number, then others.

The lines and the words they are asked for with (`asked`) stand in data/helplines.yml; only verified lines are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clinicchat.content import live_words
from clinicchat.places import countries

MOST = 5
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
    entry = _entry(named or home)
    chosen = _matching(entry, words)
    if not chosen and not named:
        entry, chosen = next(_called_by_name(text), (entry, []))
    return _numbers(entry, chosen or _for_another_kind(entry, words), _holds(words, entry.get("emergency") or {}))


def _numbers(entry: dict[str, Any], chosen: list[dict[str, Any]], emergency_first: bool) -> Numbers:
    emergency = entry.get("emergency") or {}
    general = [line for line in _verified(entry) if GENERAL in (line.get("for") or [])]
    first, *rest = [*chosen, *general] or [emergency]
    ordered = [emergency, first, *rest] if emergency_first else [first, emergency, *rest]
    links: dict[str, str] = {}
    for line in ordered:
        if line.get("url"):
            links.setdefault(str(line["url"]), str(line["label"]))
    return Numbers(
        str(ordered[0].get("label")),
        str(emergency.get("label")),
        [{"label": label, "url": url} for url, label in links.items()][:MOST],
    )


def _entry(country: str) -> dict[str, Any]:
    known = live_words.current().countries
    found: dict[str, Any] = known.get(country) or known.get("ELSEWHERE") or {}
    return found


def _verified(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in entry.get("lines") or [] if line.get("verified")]


def _matching(entry: dict[str, Any], text: str) -> list[dict[str, Any]]:
    return [line for line in _verified(entry) if _holds(text, line)]


def _holds(text: str, line: dict[str, Any]) -> bool:
    """Whether *text* has one of the words that *line* is asked for with; a word may go on ("veteran", "veterans")."""
    return any(re.search(rf"\b{re.escape(str(w))}", text, re.IGNORECASE) for w in line.get("asked") or [])


def _called_by_name(text: str) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Gives the country, and the lines, whose name *text* holds: "samaritans number" is asked for in the UK."""
    for entry in live_words.current().countries.values():
        found = [line for line in _verified(entry) if re.search(rf"\b{re.escape(str(line['name']))}\b", text, re.I)]
        if found:
            yield entry, found


def _for_another_kind(entry: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """Returns the line that finds others, when *text* asks for a kind of line that only other countries have here."""
    if not any(_matching(other, text) for other in live_words.current().countries.values()):
        return []
    return [line for line in _verified(entry) if line.get("url") == FINDS_OTHERS]
