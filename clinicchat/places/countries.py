"""Which country a visitor names, and whose help lines fit it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clinicchat.content import live_words, serving, settings
from clinicchat.content.clinic_models import Countries
from clinicchat.content.fields import COUNTRIES
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load

RINGS = re.compile(r"\b(?:call|ring|rang|rung|phon|dial|on to|through to)\w* (?:the )?(\d{3})\b", re.IGNORECASE)
"""What is called, in words that say so."""
EUROPE = set("AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH".split())
"""Where 112 is the emergency number: the EU, the EEA and Switzerland."""


@dataclass(frozen=True)
class _Names:
    """What countries are called: one pattern for all names, each name's code, one for words said elsewhere, and one
    for each country's own."""

    pattern: re.Pattern[str]
    codes: dict[str, str]
    elsewhere: re.Pattern[str]
    there: dict[str, re.Pattern[str]]


def _read(path: Path) -> _Names:
    file = load(path, Countries)
    spoken = file.countries
    by_name = {name.lower(): code for code, called in spoken.items() for name in called}
    longest_first = sorted(by_name, key=len, reverse=True)
    named = re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE)
    there = {code: _any_of(said) for code, said in file.said_there.items()}
    return _Names(named, by_name, _any_of(file.said_elsewhere), there)


def _any_of(said: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, said)) or r"(?!)"
    return re.compile(rf"(?<![\w,.$£])(?:{words})(?![\w,%]|\.\d)", re.IGNORECASE)


_kept = LastGood(
    _read,
    names=lambda names: [f"data/countries.yml: {code}" for code in dict.fromkeys(names.codes.values())],
    recheck=live_words.RECHECK_SECONDS,
)


def check() -> None:
    """Raises `ValueError`, with file, key and cure, when the names of countries cannot be read."""
    _names()


def _names() -> _Names:
    return _kept.current(serving.data() / "countries.yml")


def mentioned(text: str) -> str | None:
    """Returns the code (US, UK, CA …) of the country that *text* names, or None.

    "us" and "uk" count in capitals or after "the" and "in": "tell us more" names no country.
    """
    names = _names()
    for match in names.pattern.finditer(text):
        name = match.group(1)
        if name.lower() == "us" and name != "US" and not re.search(r"\b(the|in)\s+$", text[: match.start()], re.I):
            continue
        return names.codes[name.lower()]
    return None


ASKS = (
    r"(?:is|are|can|could|does|do|will|legal|law|about|interested|asking|looking|searching|wondering|reading|curious|"
    r"moving|move|going|go|thinking|trial|trials|study|not|never|was|were|new)"
)
"""Words between "I'm" and a country that make it a country one asks about, not the one one is in."""
HERE = re.compile(
    rf"(?:\b(?:i['’]?m|i am|we['’]?re|we are|i live|living|based|here|i come|greetings|hello|hi)\b"
    rf"(?:(?!\b{ASKS}\b)[^.?!]){{0,25}}?\b(?:in|from|over in)\s+(?:the\s+)?"
    rf"|^\s*(?:in|from)\s+(?:the\s+)?|\b(?:my country is|here in)\s+(?:the\s+)?)"
    rf"(?:(?!(?:{ASKS}|and|but|or|with|my|pain|love|a|an|the)\b)[\w'’-]+,?\s+){{0,2}}$",
    re.IGNORECASE,
)
ONLY_A_PLACE = re.compile(r"^\s*(?:in|from)\b", re.IGNORECASE)
NOT_IN_THE_US = re.compile(
    r"\b(?:(?:not|don['’]?t live) (?:in|from)|outside(?: of)?) (?:the )?"
    r"(?:us|u\.s\.|usa|united states|states|america)\b",
    re.IGNORECASE,
)
NEAR = 120
"""Letters before a country's name in which "I'm in" may stand."""
NOWHERE_NAMED = "ZZ"
"""Not in the United States, and nothing more is known."""
STATES = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington "
    "wisconsin wyoming"
).split()
IN_A_STATE = re.compile(
    rf",?\s+(?:(?:new|north|south|west|rhode)\s+[a-z]+|{'|'.join(STATES)})\b"
    r"|,\s*(?:a[lkrz]|c[aot]|de|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]|"
    r"w[aivy])\b",
    re.IGNORECASE,
)
"""What follows a town of the US that is called like a place abroad: "Melbourne, Florida", "London, KY"."""


def lived_in(text: str) -> str | None:
    """Returns the code of the country where the writer says to be ("i'm in the uk"), or None.

    Asking about a country ("is it legal in the UK?") is not being there: the numbers of a card must be right. Asking
    about the NHS is: `said_there`.
    """
    if NOT_IN_THE_US.search(text):
        return NOWHERE_NAMED
    names = _names()
    found, end = None, -1
    for match in names.pattern.finditer(text):
        code, after = names.codes[match.group(1).lower()], text[match.end() :]
        if found and re.fullmatch(r"[,\s]*", text[end : match.start()]):  # "London, Ontario": the last one tells
            found, end = code, match.end()
        elif not found and _is_here(text, match.start(), after):
            found, end = ("US" if IN_A_STATE.match(after) else code), match.end()
    return found or next((code for code, said in names.there.items() if said.search(text)), None)


def _is_here(text: str, start: int, after: str) -> bool:
    """Whether the place at *start* is where the writer is; "in Australia, can a doctor …?" is a question about it."""
    if ONLY_A_PLACE.match(text) and re.search(r"\w", after):
        return False
    return HERE.search(text, max(0, start - NEAR), start) is not None


def hinted(text: str, region: str | None, by_words: bool = True) -> str | None:
    """Returns the card country for a visitor of *region*, as far as the browser tells it: ELSEWHERE where that, or the
    clinic's own country, is the US and *text* has words that are hardly said there ("mum", "call 999").

    A word is no proof of a country, so no country's numbers are chosen by it; but the US numbers are not the first.
    Without *by_words* only a number that is rung counts: after a card "mum" takes no numbers away that were shown.
    """
    if (region or settings.load().country) != "US":
        return region
    numbers = {entry.emergency.number for entry in live_words.current().countries.values()} - {"911"}
    rings = any(number in numbers for number in RINGS.findall(text))
    return live_words.ELSEWHERE if rings or (by_words and _names().elsewhere.search(text)) else region


def as_listed(code: str | None) -> str | None:
    """Returns the ISO *code* as data/ writes it: "UK" for "GB"."""
    return "UK" if code == "GB" else code


def card_country(code: str | None) -> str | None:
    """Returns the country whose cards fit *code*: one of those shipped, EU, or ELSEWHERE; None for None."""
    if code is None:
        return None
    known = as_listed(code)
    if known in COUNTRIES:
        return known
    return "EU" if code in EUROPE else "ELSEWHERE"


def of_language(header: str) -> str | None:
    """Returns the card country of an Accept-Language header's first region ("en-GB,en;q=0.9" is UK), or None."""
    match = re.match(r"\s*[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b", header)
    return card_country(match.group(1)) if match else None


SPANISH = set(
    "voy quiero ya estoy tengo hacerme aguanto más mas mi muy porque pero siento puedo vivir morir matar ayuda hijo "
    "hija esposo esposa amigo amiga hermano hermana tomé muchas pastillas daño nadie miedo vida por favor ella "
    "cuál cual número línea teléfono ayuda necesito llamar emergencias violencia violación contra".split()
)


def language_of(text: str) -> str:
    """Returns `es` for words that are plainly Spanish, else `en`: the languages that a card may have.

    >>> language_of("me voy a matar"), language_of("mi casa es su casa"), language_of("i want to die")
    ('es', 'en', 'en')
    """
    return "es" if len(SPANISH & set(re.findall(r"\w+", text.lower()))) > 1 else "en"
