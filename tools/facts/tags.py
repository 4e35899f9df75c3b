"""What stands in brackets after a fact: `[source ids · confidence · how known]`; and amounts, which are not copied."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tools.facts.model import CONFIDENCE, KNOWN, UNSTATED

BRACKETS = re.compile(r"\[([^\[\]]+)\](?!\()")
SOURCE = re.compile(r"\b[STU]\d+[a-z]?\b")
OURS = re.compile(r"\bours?\b|judgement|house rule|inference|not found|measured")
TAG = re.compile(rf"{SOURCE.pattern}|SEEN|MEMORY|{OURS.pattern}|^[HML]$|^(?:sections? )?[\d.,–; ]+$")
LETTER = re.compile(r"(?<![\w.'])[HML](?![\w'])")
ASIDE = re.compile(r"\([^)]*\)|\"[^\"]*\"|“[^”]*”|'[^']*'")
LEFT_OUT = "…"
COUNT = r"(?:\d[\d.,–½-]*|[Oo]ne|[Tt]wo|[Tt]hree|[Hh]alf an?|a second)"
AMOUNTS = (
    (re.compile(rf"\b{COUNT}\s?(?:mg|mcg|µg|g|ml)\b(?:/kg)?"), LEFT_OUT),
    (
        re.compile(rf"\b{COUNT} dose, wait {COUNT} minutes, a second\b"),
        f"{LEFT_OUT} dose, wait {LEFT_OUT} minutes, {LEFT_OUT}",
    ),
    (re.compile(rf"\b{COUNT} (doses?|tablets?|pills?|capsules?|drops?|sprays?)\b"), rf"{LEFT_OUT} \1"),
    (re.compile(r"\b[\w–]+ days'( personal)? supply\b"), rf"{LEFT_OUT}\1 supply"),
)
"""Amounts of a drug or medicine, and what stands in their place."""


def split(text: str) -> tuple[str, list[str]]:
    """Returns *text* without its tags, and the tags."""
    tags = [found for found in BRACKETS.findall(text) if TAG.search(found)]
    bare = BRACKETS.sub(lambda m: "" if TAG.search(m[1]) else m[0], text)
    bare = re.sub(r"\s+([.;,:](?:\s|$))", r"\1", re.sub(r"[ \t]{2,}", " ", bare))
    return re.sub(r"\.(?:\s*\.)+(?=\s|$)", ".", bare).strip(), tags


def confidence(tags: Iterable[str]) -> str:
    """Returns the lowest confidence that the tags name: a fact is as sure as its least sure part."""
    letters = [letter for tag in tags for letter in LETTER.findall(ASIDE.sub("", tag))]
    return min(letters, key=CONFIDENCE.index, default=UNSTATED)


def known(tags: list[str]) -> tuple[str, ...]:
    """Returns in which ways the parts of the fact are known; a fact without any tag is the project's own wording."""
    told = " ".join(tags)
    words = set(re.findall(r"SEEN-2|SEEN|MEMORY", told))
    if OURS.search(told) or not tags or not (words or SOURCE.search(told)):
        words.add("OURS")
    return tuple(way for way in KNOWN if way in words)


def sources(tags: Iterable[str]) -> tuple[str, ...]:
    """Returns the ids of the sources, each once, in the tags' order."""
    return tuple(dict.fromkeys(name for tag in tags for name in SOURCE.findall(tag)))


def without_amounts(text: str) -> str:
    """Returns *text* with `…` for each amount of a drug or medicine."""
    for pattern, instead in AMOUNTS:
        text = pattern.sub(instead, text)
    return text
