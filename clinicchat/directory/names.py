"""Names as people write them, from a registry that writes them in capitals."""

from __future__ import annotations

import re

from clinicchat.directory.text import NAME, clean

NUMERALS = frozenset({"II", "III", "IV", "VI", "VII"})
# In the names of organisations and in addresses; a person may be called Do or An.
KEEP_UPPER = NUMERALS | {
    *(
        "LLC",
        "PLLC",
        "LLP",
        "LP",
        "PC",
        "PA",
        "PLC",
        "PSC",
        "SC",
        "MD",
        "DO",
        "NP",
        "PMHNP",
        "LCSW",
        "LMFT",
        "LPC",
    ),
    *("LMHC", "USA", "US", "VA", "ABC", "TMS", "CBT", "DBT", "EMDR", "PTSD", "NW", "NE", "SW", "SE", "PO"),
}
KEEP_LOWER = frozenset({"of", "and", "the", "for", "at", "in", "on", "to", "by", "a", "an"})
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


def title_case(value: object, limit: int = NAME, person: bool = False) -> str:
    """A name in capitals as it is written; text in mixed case stays as it is, anything but text is "".

    >>> title_case("JANE O'NEIL-MCDONALD III", person=True)
    "Jane O'Neil-McDonald III"
    >>> title_case("CENTER FOR HOPE LLC")
    'Center for Hope LLC'
    """
    text = clean(value, limit)
    if text not in (text.upper(), text.lower()):
        return text
    words = text.split()
    return " ".join(_title(word, first=not index, person=person) for index, word in enumerate(words))


def _title(word: str, first: bool, person: bool) -> str:
    bare = word.strip(".,;()&").upper().replace(".", "")
    if bare in (NUMERALS if person else KEEP_UPPER):
        return word.upper()
    if bare.lower() in KEEP_LOWER and not first and not person:
        return word.lower()
    if any(char.isdigit() for char in word):
        return re.sub(r"(\d)(ST|ND|RD|TH)\b", lambda m: m[1] + m[2].lower(), word.upper())
    return _WORD.sub(lambda match: _piece(match, word), word.lower())


def _piece(match: re.Match[str], word: str) -> str:
    piece, start = match[0], match.start()
    if len(piece) == 1 and start and word[start - 1] in "'’":
        return piece  # the s of "children's"
    if piece.startswith("mc") and len(piece) > 3:
        return "Mc" + piece[2:].capitalize()
    return piece.capitalize()


def credentials(value: object) -> str:
    """'LCSW', 'PH.D., ABPP': in capitals, as registered; "" when there are none."""
    return clean(value, 60).upper()


def person_name(basic: dict[str, object]) -> str:
    """First, middle, last name and suffix of a registry's `basic`; "" without a last name."""
    last = title_case(basic.get("last_name"), 60, person=True)
    rest = [title_case(basic.get(key), 40, person=True) for key in ("first_name", "middle_name", "name_suffix")]
    first, middle, suffix = rest
    return " ".join(filter(None, [first, middle, last, suffix])) if last else ""
