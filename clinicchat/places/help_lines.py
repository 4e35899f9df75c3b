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
BY_TEXT = re.compile(r"\b(?:text|texts|texting|sms|whatsapp|type|typing|can.?t (?:talk|speak|call))\b", re.IGNORECASE)
"""Who asks so gets a line that is written to before one that is called."""
ASKS = re.compile(
    r"\b(?:num|nums|numbers?(?! of)|nummer|nubmer|numer|n[uú]mero(?! de)|tel[eé]fono|hot ?line|help ?line|lifeline|"
    r"l[ií]nea|dial|(?:a|the|which|what|crisis|text|dv|youth|teen|poison|any|is there a?|there an?) line|"
    r"lines? for|line\?|who (?:do|does|can|should|would) (?:i|we|he|she|they) (?:call|ring|text|phone)|"
    r"someone to text|whatsapp)\b",
    re.IGNORECASE,
)
NEEDS = re.compile(
    r"\b(?:suicid|crisis|struggl|hot ?line|help ?line|lifeline|someone to|kind voice|any number|whatsapp|over here)",
    re.IGNORECASE,
)
"""What a number is asked for, beside the words of the lines themselves (`asked`)."""
CLINIC = re.compile(
    r"\b(?:clinics?|front desk|your|office|appointment|reception|staff|study|studies|trials?|insurance)\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\bnot (?:an? |the )?(?:emergency|911|999|cops?|police)\b", re.IGNORECASE)
"""What is named only to say that it is not meant."""
WORDS = {"poison": "poison", "abuse": "domestic", "veterans": "veteran", "youth": "child", "deaf": "deaf",
         "drug_treatment": "rehab", "spanish": SPANISH_WORD}  # fmt: skip
"""A word of `asked` for each need that is learned (clinicchat/understanding/needs.py), where there is one."""
SERVED = re.compile(r"\b(?:served|serving|fought|deployed|tours?|war|veteran|combat) (?:in|of|to) \w+", re.IGNORECASE)
"""Where somebody served is not where they are."""


@dataclass(frozen=True)
class Numbers:
    """What to say first, the emergency number's words, and all links in their order."""

    first: str
    emergency: str
    links: list[dict[str, str]]


def asked_for(text: str, home: str, spanish: bool = False, need: str = "") -> Numbers:
    """Returns the numbers for a visitor who asks with *text*; *home* is the card country when *text* names none.

    *need*: what is needed, as far as it was learned; it counts where no word of *text* is one of a line's.
    """
    text = DENIED.sub("", text)
    named = countries.card_country(countries.mentioned(SERVED.sub("", text)))
    words = f"{text} {SPANISH_WORD}" if spanish else text
    known = live_words.current().countries
    entry = known.get(named or home) or known[live_words.ELSEWHERE]
    chosen = _matching(entry, words)
    if not named:
        entry, chosen = next(_called_by_name(text, entry), (entry, chosen))
    chosen = chosen or _for_another_kind(entry, words)
    emergency = _holds(words, entry.emergency) or (need == "emergency" and not chosen and not asks(text))
    if not (chosen or emergency) and need in WORDS:
        chosen = _matching(entry, WORDS[need]) or _for_another_kind(entry, WORDS[need])
    return _numbers(entry, chosen, emergency, bool(BY_TEXT.search(text)))


def asks(text: str) -> bool:
    """Whether *text* plainly asks for a help line's number.

    >>> asks("line for veterans"), asks("who do i ring if im struggling"), asks("what is your phone number")
    (True, True, False)
    """
    if not ASKS.search(text) or of_clinic(text):
        return False
    lines = (line for entry in live_words.current().countries.values() for line in (entry.emergency, *_verified(entry)))
    return NEEDS.search(text) is not None or any(_holds(text, line) for line in lines)


def of_clinic(text: str) -> bool:
    """Whether *text* names the clinic or a study, whose number is another matter."""
    return CLINIC.search(text) is not None


def _numbers(entry: HelpCountry, chosen: list[HelpLine], emergency_first: bool, by_text: bool) -> Numbers:
    emergency = entry.emergency
    general = [line for line in _verified(entry) if GENERAL in line.for_]
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
    return Numbers(ordered[0].label, emergency.label, found)


def _verified(entry: HelpCountry) -> list[HelpLine]:
    return [line for line in entry.lines if line.verified]


def _matching(entry: HelpCountry, text: str) -> list[HelpLine]:
    return [line for line in _verified(entry) if _holds(text, line)]


def _holds(text: str, line: Line) -> bool:
    """Whether *text* has one of the words that *line* is asked for with; a word may go on ("veteran", "veterans")."""
    return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in line.asked)


def _by_text(lines: list[HelpLine], written: bool) -> list[HelpLine]:
    return [line for line in lines if line.url.startswith("sms:") is written]


def _called_by_name(text: str, home: HelpCountry) -> Iterator[tuple[HelpCountry, list[HelpLine]]]:
    """Gives the country, and the lines, whose name *text* holds: "samaritans number" is asked for in the UK.

    A name that is part of one of the lines of *home* ("lifeline") means that one.
    """
    own = " ".join(line.name for line in _verified(home)).lower()
    for entry in live_words.current().countries.values():
        found = [line for line in _verified(entry) if _named(line, text) and _short(line).lower() not in own]
        if found:
            yield entry, found


def _named(line: HelpLine, text: str) -> bool:
    return re.search(rf"\b{re.escape(_short(line))}\b", text, re.IGNORECASE) is not None


def _short(line: HelpLine) -> str:
    """Returns the name of *line* without what explains it: "FRANK (about drugs)" is FRANK."""
    return re.split(r" \(|, ", line.name)[0]


def _for_another_kind(entry: HelpCountry, text: str) -> list[HelpLine]:
    """Returns the line that finds others, when *text* asks for a kind of line that only other countries have here."""
    if not any(_matching(other, text) for other in live_words.current().countries.values()):
        return []
    return [line for line in _verified(entry) if line.url == FINDS_OTHERS]
