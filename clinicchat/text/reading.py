"""Cleans a visitor's text: what every part of understanding reads instead of the raw characters.

`visible` keeps the words and drops what cannot be seen; `plain` also folds case, apostrophes, drawn-out letters and
text-speak; `canonical` further mends misspelled words, names the drug "mdma" whatever people call it, and marks
medicines, illnesses and other drugs, so that "lamotrigine and molly?" and "zolft + e" look alike to the classifier.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import pairwise

from clinicchat.text.lexicon import (
    EMOJI_WORDS,
    EVERYDAY,
    LETTERS,
    LOOSE,
    MEDICINE_WORDS,
    NAMES,
    NOT_BEFORE_A_LETTER,
    OTHER_DRUGS,
    ROLLING,
    TAKING,
    TEXT_SPEAK,
    names_in,
)
from clinicchat.text.spelling import mended

__all__ = ["TEXT_SPEAK", "Text", "canonical", "plain", "tokens", "visible"]

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "×": "*"})
DRAWN_OUT = re.compile(r"(\w)\1{2,}")
TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[?!$€£+&%*#]")
AGE = re.compile(r"\by/o\b")


def visible(text: str) -> str:
    """Returns *text* in NFKC without control, format and surrogate characters; new lines become spaces."""
    folded = text.replace("\n", " ").replace("\t", " ")
    if folded.isascii() and folded.isprintable():  # nearly all: nothing to fold, nothing to hide
        return " ".join(folded.split())
    folded = unicodedata.normalize("NFKC", folded)
    return re.sub(r"\s+", " ", "".join(c for c in folded if unicodedata.category(c) not in HIDDEN)).strip()


def plain(text: str) -> str:
    """Returns *text* lower-cased, apostrophes unified, drawn-out letters and text-speak folded, some emoji as words."""
    text = visible(text).translate(APOSTROPHES).lower()
    for sign, word in EMOJI_WORDS.items() if not text.isascii() else ():
        text = text.replace(sign, word)
    text = DRAWN_OUT.sub(_drawn_in, text) if DRAWN_OUT.search(text) else text
    text = AGE.sub("year old", text).replace("w/o", "without").replace("w/", "with ")
    return re.sub(r"\s+", " ", " ".join(TEXT_SPEAK.get(t, t) for t in tokens(text))).strip()


def _drawn_in(match: re.Match[str]) -> str:
    """Two of a letter, but a number stays as it is."""
    return match[0] if match[1].isdigit() else match[1] * 2


def tokens(text: str) -> list[str]:
    """Splits lower-case *text* into words and the signs that carry meaning (? ! $ € £ + & % * #)."""
    return TOKEN.findall(text)


class Text(str):
    """A visitor's text that is read once: whoever asks for its canonical form again gets the same."""

    @cached_property
    def canonical(self) -> tuple[str, list[str]]:
        """What `canonical` returns."""
        return _canonical(self)


def canonical(text: str) -> tuple[str, list[str]]:
    """Returns the plain text, its spelling mended, with the drug named "mdma", and markers of what else is named.

    Markers: `_mdma`, `_medicine`, `_medicines` (two or more), `_illness`, `_drug`.
    """
    return text.canonical if isinstance(text, Text) else _canonical(text)


def _canonical(text: str) -> tuple[str, list[str]]:
    words = " ".join(_mended(w) for w in plain(text).split()).split()
    named = [_name(words, i) for i in range(len(words))]
    found = ["_mdma"] if "mdma" in " ".join(named).split() else []
    for first, second in pairwise([*named, ""]):
        found += _markers(first, f"{first} {second}")
    if found.count("_medicine") > 1:
        found.append("_medicines")
    return re.sub(r"\bmdma( mdma)+\b", "mdma", " ".join(named)), sorted(set(found))


def _mended(word: str) -> str:
    right = word if word in NAMES else mended(word)
    return right if right == word else TEXT_SPEAK.get(right, right)


def _name(words: list[str], i: int) -> str:
    word = words[i]
    if word in NAMES:
        return "mdma"
    before = words[i - 1] if i else ""
    after = words[i + 1] if i + 1 < len(words) else ""
    if word in ROLLING and _is_taking(before, after):
        return ROLLING[word]
    if word in LETTERS and _is_the_drug(before, after, len(words)):
        return "mdma"
    if word in EVERYDAY and before in TAKING - LOOSE:
        return "mdma"
    return word


def _is_the_drug(before: str, after: str, count: int) -> bool:
    """Whether a lone "e" or "x" between these words is the drug: not "vitamin e", not "the x axis"."""
    if before in NOT_BEFORE_A_LETTER:
        return False
    return before in TAKING or after in ("and", "+", "with", "pills", "?") or count <= 3


def _is_taking(before: str, after: str) -> bool:
    """Whether "rolling" between these words is about the drug: not "rolling over", not "on a roll"."""
    return after not in ("over", "out", "in", "my", "the", "eyes") and before not in ("on", "a", "the")


def _markers(word: str, pair: str) -> list[str]:
    found = []
    if word in names_in("medicines") or word in MEDICINE_WORDS or word.rstrip("s") in names_in("medicines"):
        found.append("_medicine")
    if word in OTHER_DRUGS:
        found.append("_drug")
    if len(word) > 2 and (word in names_in("illnesses") or pair in names_in("illnesses")):
        found.append("_illness")
    return found
