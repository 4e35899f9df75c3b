"""Which country a visitor names, and whose help lines fit it."""

from __future__ import annotations

import re
from functools import cache

from clinicchat import content

EUROPE = set("AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH".split())
"""Where 112 is the emergency number: the EU, the EEA and Switzerland."""
CARDS = {"US": "US", "GB": "UK", "UK": "UK", "CA": "CA", "AU": "AU"}


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    spoken = content.read_yaml(content.paths.DATA / "countries.yml").get("countries") or {}
    by_name = {name.lower(): code for code, called in spoken.items() for name in called}
    longest_first = sorted(by_name, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE), by_name


def mentioned(text: str) -> str | None:
    """Returns the code (US, UK, CA …) of the country that *text* names, or None.

    "us" and "uk" count in capitals or after "the" and "in": "tell us more" names no country.
    """
    pattern, by_name = _pattern()
    for match in pattern.finditer(text):
        name = match.group(1)
        if name.lower() == "us" and name != "US" and not re.search(r"\b(the|in)\s+$", text[: match.start()], re.I):
            continue
        return by_name[name.lower()]
    return None


HERE = re.compile(
    r"\b(?:i'?m|i am|im|we'?re|we are|i live|living|based|here|i come|greetings|hello|hi)\b"
    r"[^.?!]{0,25}?\b(?:in|from|over in)\s+(?:the\s+)?$"
    r"|^\s*(?:in|from)\s+(?:the\s+)?$|\b(?:my country is|here in)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def lived_in(text: str) -> str | None:
    """Returns the code of the country where the writer says to be ("i'm in the uk"), or None.

    Asking about a country ("is it legal in the UK?") is not being there: the numbers of a card must be right.
    """
    pattern, by_name = _pattern()
    for match in pattern.finditer(text):
        if HERE.search(text[: match.start()]):
            return by_name[match.group(1).lower()]
    return None


def card_country(code: str | None) -> str | None:
    """Returns the country whose cards fit *code*: one of those shipped, EU, or ELSEWHERE; None for None."""
    if code is None:
        return None
    if code in EUROPE or code == "EU":
        return "EU"
    return CARDS.get(code, "ELSEWHERE")


def of_language(header: str) -> str | None:
    """Returns the card country of an Accept-Language header's first region ("en-GB,en;q=0.9" is UK), or None."""
    match = re.match(r"\s*[a-z]{2,3}-([A-Z]{2})\b", header)
    return card_country(match.group(1)) if match else None
