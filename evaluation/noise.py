"""Seeded noise, as phones and haste make it: up to two typos, no apostrophes, odd casing, text-speak."""

from __future__ import annotations

import random
import re

NEIGHBOURS = "qwertyuiop asdfghjkl zxcvbnm"
SHORTER = {
    "you": "u",
    "are": "r",
    "your": "ur",
    "with": "w",
    "because": "bc",
    "please": "pls",
    "people": "ppl",
    "and": "n",
}
MAX_TYPOS = 2
MIN_LETTERS = 4
"""A word shorter than this is left alone: one wrong letter makes another word of it."""


def noisy(text: str, seed: int) -> str:
    """Returns *text* as a hurried visitor might type it; the same for the same seed."""
    chance = random.Random(f"{seed}:{text}")
    words = text.replace("'", "").replace("’", "").split()
    if not words:
        return text
    words = [SHORTER.get(w.lower(), w) if chance.random() < 0.5 else w for w in words]
    for _ in range(min(MAX_TYPOS, 1 + len(words) // 5)):
        place = chance.randrange(len(words))
        words[place] = _typo(words[place], chance)
    changed = " ".join(words)
    return chance.choice([changed.lower(), changed.upper(), changed, changed.lower()])


def _typo(word: str, chance: random.Random) -> str:
    """Returns *word* with a letter lost, doubled, swapped with the next or hit beside its key; the first one stays."""
    if len(word) < MIN_LETTERS or not re.fullmatch(r"[A-Za-z]+\W?", word):
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice(["lost", "doubled", "swapped", "beside"])
    if kind == "lost":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    if kind == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    key = NEIGHBOURS.find(word[at].lower())
    near = NEIGHBOURS[key - 1 : key] + NEIGHBOURS[key + 1 : key + 2]
    return word[:at] + (chance.choice(near.strip() or word[at])) + word[at + 1 :]
