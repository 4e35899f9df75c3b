"""Mends one slip of the fingers in a word that is no word: "recieved", "zolft", "waht".

Words that count as spelled right are `gazetteer/words.txt` (the domain's first, then English by how common it is) and
the names of medicines and illnesses, so that a word which is merely rare is left alone.
"""

from __future__ import annotations

from functools import cache, lru_cache
from string import ascii_lowercase

from clinicchat.nlu.lexicon import GAZETTEER, MEDICINE_WORDS, NAMES, OTHER_DRUGS, TEXT_SPEAK, names_in

SHORTEST = 4
"""Letters; in words of this length only two swapped letters are mended ("waht"); shorter ones are often initials."""
ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "y", "ly")
"""A known word with one of these is a word too: "dreading", "prescribers"."""


@cache
def _ranks() -> dict[str, int]:
    """Returns each correct word with its place in words.txt; names that only the gazetteers know come last."""
    words = (GAZETTEER / "words.txt").read_text(encoding="utf-8").split()
    ranks = {word: place for place, word in enumerate(words)}
    for names in (NAMES, OTHER_DRUGS, MEDICINE_WORDS, TEXT_SPEAK, names_in("medicines"), _parts("illnesses")):
        for name in names:
            ranks.setdefault(name, len(words))
    return ranks


def _parts(kind: str) -> set[str]:
    return {part for name in names_in(kind) for part in name.split()}


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """Returns the likeliest word one slip away from *word*, or *word* itself.

    >>> mended("recieved"), mended("therapy"), mended("lamotrigine")
    ('received', 'therapy', 'lamotrigine')
    """
    ranks = _ranks()
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()) or _is_word(word, ranks):
        return word
    near = [w for w in _one_slip(word) if w in ranks]
    return min(near, key=lambda w: (ranks[w], w)) if near else word


def _is_word(word: str, ranks: dict[str, int]) -> bool:
    if word in ranks:
        return True
    stems = [word.removesuffix(e) for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= SHORTEST]
    return any(s in ranks or f"{s}e" in ranks or (s[-1] == s[-2] and s[:-1] in ranks) for s in stems)


def _one_slip(word: str) -> set[str]:
    """Returns what *word* becomes when one slip is undone; the first letter stays."""
    splits = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    found = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    if len(word) > SHORTEST:
        found |= {a + b[1:] for a, b in splits if b}
        found |= {a + c + b for a, b in splits for c in ascii_lowercase}
        found |= {a + c + b[1:] for a, b in splits if b for c in ascii_lowercase}
    return found
