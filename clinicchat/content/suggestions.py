"""What a misspelled name was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, known: Iterable[str], least: float = 70) -> str | None:
    """Returns the known word most like *word*, or None.

    >>> nearest("diclaimers", ["disclaimers", "sources"])
    'disclaimers'
    """
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Returns "Did you mean `x`? Write that." when *word* resembles a known one, else *otherwise*."""
    near = nearest(word, known)
    return f"Did you mean `{near}`? Write that." if near else otherwise


def short(text: str, limit: int = 60) -> str:
    """Returns *text* on one line, cut to *limit* characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
