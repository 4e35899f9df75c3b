"""The questions of one message, each understood by itself or after the one before it: "is it legal, since when?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from clinicchat.content import topics
from clinicchat.places import countries
from clinicchat.text.clauses import questions
from clinicchat.understanding.context import Before, followed
from clinicchat.understanding.corrected import SEARCHES
from clinicchat.understanding.reading import Understanding, decided

WHAT_ABOUT, MAX_PLACE = re.compile(r"\W*(?:(?:and|so|ok|but|then)\W+)*(?:what|how) about\b", re.IGNORECASE), 6
"""How a clause begins that only names a place, and its words."""
ANSWERED = (*SEARCHES, "bot_identity", "talk_to_human", "help_lines")
"""Service intents that answer one question among several."""


LEANS = 0.8
"""How likely a question must lean on the one before it in the same message: most do not."""


class Asked(NamedTuple):
    """One question: its words, the label of the topic or part that answers it, and how sure that is."""

    text: str
    label: str
    share: float
    sure: bool = True
    """What is not sure is offered only."""


def asked(
    understanding: Understanding, text: str, limits: Mapping[str, float], before: Before | None = None
) -> list[Asked]:
    """Returns the questions of *text*, those that are understood first, in its order, each answer once. None when it
    asks only one thing, or nothing of it is understood.

    *limits*: as for `decide`.
    """
    clauses, last = _with_places(questions(text)), before or Before()
    if len(clauses) < 2:
        return []
    found: dict[str, Asked] = {}
    for clause, alone in zip(clauses, understanding.read(clauses), strict=True):
        reading = followed(understanding, alone, last, LEANS)
        decision = decided(reading, limits, last.label)
        label = topics.label(decision.topic, decision.part)
        if _answered(decision.topic):
            found[label] = found.get(label) or Asked(clause, label, decision.confidence)
            last = Before(label, clause)
        elif decision.topic == topics.FALLBACK and decision.candidates:
            close = decision.candidates[0]
            found.setdefault(close, Asked(clause, close, 0.0, sure=False))
    parts = {topics.whole(label) for label in found if topics.part_of(label)}
    kept = sorted((one for label, one in found.items() if label not in parts), key=lambda one: not one.sure)
    return kept if len(kept) > 1 and kept[0].sure else []


def only_offered(several: list[Asked], label: str) -> bool:
    """Whether of *several* questions one alone is sure, and the whole message was read as *label*, another of them."""
    return bool(several) and [one.label for one in several if not one.sure] == [label] and len(several) == 2


def _with_places(clauses: list[str]) -> list[str]:
    """Returns *clauses* where one that only names a country stands before the question that it is about: "what about
    canada, eh. is there a program"."""
    found: list[str] = []
    for clause in reversed(clauses):
        only_place = len(clause.split()) <= MAX_PLACE and WHAT_ABOUT.match(clause) and countries.mentioned(clause)
        if found and only_place:
            found[0] = f"{clause} {found[0]}"
        else:
            found.insert(0, clause)
    return found


def _answered(topic: str) -> bool:
    return topics.is_answered(topic) or topic in ANSWERED
