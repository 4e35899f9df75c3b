"""Mends one slip of the fingers in a word that is no word: "recieved", "zolft", "waht"; two in a long one.

Words that count as spelled right are `gazetteer/words.txt` (likeliest first, the domain's words raised) and the names
of medicines and illnesses, so that a word which is merely rare is left alone. Of the words near to what was typed the
likeliest is meant: how common it is, times how easily fingers slip that way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinicchat.text.lexicon import MEDICINE_WORDS, NAMES, OTHER_DRUGS, TEXT_SPEAK, WORDLISTS, names_in

MIN_LENGTH = 3
"""Letters; shorter words are often initials."""
LIKELY = {3: 600, 4: 3_500}
"""A word this short is only taken for one of the so many likeliest, of three letters only for a word that lost one."""
LONG, LIKELY_OF_TWO = 8, 8_000
"""Letters of a word that may hold two slips, and the words it may be taken for."""
ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "y", "ly")
"""A known word with one of these is a word too: "dreading", "prescribers"."""
STEM = 4
SWAPPED, DOUBLED, BESIDE, LOST, EXTRA, OTHER = 0.0, 0.2, 0.7, 1.0, 2.0, 2.8
"""What each slip costs, in powers of e of a word's place: letters swapped, one doubled, the key beside it hit, one
lost, one too many, any other letter."""
FIRST_PLACES = 60
"""Added to each place: the very commonest words are hardly likelier than the next."""
COMMON_SHORT = 300
"""The place of a word without its apostrophe: "thats", "doesnt"."""
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@cache
def _ranks() -> dict[str, int]:
    """Returns each correct word with its place in words.txt; names that only the gazetteers know come last."""
    words = (WORDLISTS / "words.txt").read_text(encoding="utf-8").split()
    ranks = {word: place for place, word in enumerate(words)}
    for names in (NAMES, OTHER_DRUGS, MEDICINE_WORDS, TEXT_SPEAK, names_in("medicines"), _parts("illnesses")):
        for name in names:
            ranks.setdefault(name, len(words))
    for short, meant in TEXT_SPEAK.items():
        if "'" in meant:
            ranks[short] = min(ranks[short], COMMON_SHORT)
    return ranks


def _parts(kind: str) -> set[str]:
    return {part for name in names_in(kind) for part in name.split()}


@lru_cache(maxsize=16384)
def mended(word: str) -> str:
    """Returns the likeliest word one slip away from *word*, or *word* itself.

    >>> mended("recieved"), mended("therapy"), mended("lamotrigine"), mended("hekp")
    ('received', 'therapy', 'lamotrigine', 'help')
    """
    ranks = _ranks()
    if len(word) < MIN_LENGTH or not (word.isascii() and word.isalpha()) or _is_word(word, ranks):
        return word
    likely = LIKELY.get(len(word), len(ranks))
    near: dict[str, float] = {}
    for found, cost in _one_slip(word):
        if (place := ranks.get(found)) is not None and (place < likely or (cost == SWAPPED and len(word) > MIN_LENGTH)):
            near[found] = min(near.get(found, math.inf), math.log(place + FIRST_PLACES) + cost)
    if near:
        return min(near, key=lambda w: (near[w], w))
    return _two_slips(word) if len(word) >= LONG else word


def is_word(word: str) -> bool:
    """Whether *word*, in small letters, is spelled right: a word, or a name of a medicine or an illness."""
    return _is_word(word, _ranks())


def is_common(word: str) -> bool:
    """Whether *word*, in small letters, is an ordinary word, and not only in a list of names."""
    return word in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    return frozenset((WORDLISTS / "words.txt").read_text(encoding="utf-8").split())


def _is_word(word: str, ranks: dict[str, int]) -> bool:
    if word in ranks:
        return True
    stems = [word.removesuffix(e) for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= STEM]
    return any(s in ranks or f"{s}e" in ranks or (s[-1] == s[-2] and s[:-1] in ranks) for s in stems)


def _one_slip(word: str) -> Iterator[tuple[str, float]]:
    """Gives what *word* becomes when one slip is undone, with the slip's cost; the first letter stays."""
    splits = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    for a, b in splits:
        for c in ascii_lowercase:
            yield a + c + b, LOST
    if len(word) == MIN_LENGTH:
        return
    for a, b in splits[:-1]:
        yield a + b[1:], DOUBLED if b[0] == a[-1] else EXTRA
        for c in ascii_lowercase:
            yield a + c + b[1:], BESIDE if c in _beside(b[0]) else OTHER
        if len(b) > 1:
            yield a + b[1] + b[0] + b[2:], SWAPPED


@cache
def _beside(letter: str) -> frozenset[str]:
    row = next(row for row in KEYS if letter in row)
    at = row.index(letter)
    return frozenset(row[max(0, at - 1) : at + 2]) - {letter}


@cache
def _long_words() -> list[str]:
    ranks = _ranks()
    return [w for w, place in ranks.items() if place < LIKELY_OF_TWO and len(w) >= LONG - 2]


def _two_slips(word: str) -> str:
    found = process.extractOne(word, _long_words(), scorer=OSA.distance, score_cutoff=2)
    return found[0] if found and found[0][0] == word[0] else word
