"""Which part answers: the one with the phrasing nearest to the text, among the likely topics. Pure functions.

    scored(reading.near, likely(reading.ranking, last))     # [("faq/access.price", 0.81), …], the nearest first
    choose(decision, reading.ranking, reading.near, last)   # the decision with its part, or with parts to offer

Parts have no training of their own: a new one is known by its phrasings and its title (`Reading.near`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from clinicchat.content import topics
from clinicchat.understanding.decision import MAX_BESIDE, OUT_OF_SCOPE, Decision, Ranking

LIMITS = Path(__file__).parent / "part_limits.json"
MAX_TOPICS = 4
"""Topics of the ranking whose parts are looked at."""
MAX_OFFERED = 4
"""Parts that get a button."""


@cache
def limits() -> dict[str, float]:
    """Returns what `python -m evaluation.relevance --choose` chose, cosines all.

    `part`: from which a part of the topic that stands answers; `lead`: how much nearer than the topic's own phrasings
    it must be (negative: farther); `other`: from which the part of another likely topic takes its place; `ahead`: by
    how much it must be nearer than the best part of the topic that stands; `doubt`: from which a part answers where no
    topic stands.
    """
    chosen: dict[str, float] = json.loads(LIMITS.read_text(encoding="utf-8"))["chosen"]
    return chosen


def likely(ranking: Ranking, last: str = "") -> list[str]:
    """Returns the topics whose parts may be meant: the best of *ranking*, and that of the label answered *last*."""
    found = [topic for topic, _ in ranking[:MAX_TOPICS] if _answers(topic)]
    return list(dict.fromkeys([*found, *([topics.whole(last)] if last else [])]))


def scored(near: Mapping[str, float], among: Collection[str]) -> list[tuple[str, float]]:
    """Returns the parts of the topics *among* with their score from *near* (`Reading.near`), the nearest first.

    >>> scored({"faq/a": 0.5, "faq/a.x": 0.6, "faq/a.y": 0.9, "faq/b.z": 0.8}, ["faq/a"])
    [('faq/a.y', 0.9), ('faq/a.x', 0.6)]
    """
    found = [(label, s) for label, s in near.items() if topics.part_of(label) and topics.whole(label) in among]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def choose(decision: Decision, ranking: Ranking, near: Mapping[str, float], last: str = "") -> Decision:
    """Returns *decision* with the part that answers, perhaps of another likely topic, or with parts to offer."""
    limit, found = limits(), scored(near, likely(ranking, last))
    if not found:
        return decision
    best, score = found[0]
    if not _answers(decision.topic):
        sure = score >= limit["doubt"] and decision.topic in (OUT_OF_SCOPE, topics.FALLBACK)
        return _with(decision, best, score, found) if sure else decision
    own = [(label, s) for label, s in found if topics.whole(label) == decision.topic]
    first = own[0][1] if own else near.get(decision.topic, 0.0)
    if topics.whole(best) != decision.topic and score >= limit["other"] and score >= first + limit["ahead"]:
        return _with(decision, best, score, found)
    if own and first >= limit["part"] and first >= near.get(decision.topic, 0.0) + limit["lead"]:
        return _with(decision, *own[0], found)
    offered = own if own else [entry for entry in found if entry[1] >= limit["other"]]
    return replace(decision, parts=[label for label, _ in offered[:MAX_OFFERED]])


def _with(decision: Decision, label: str, score: float, found: list[tuple[str, float]]) -> Decision:
    """Returns *decision* with the part *label*; its nearest fellows are offered, and what the topic was taken for."""
    topic = topics.whole(label)
    others = [other for other, _ in found if other != label and topics.whole(other) == topic]
    sure = decision.confidence if topic == decision.topic else score
    near = [t for t in (decision.topic, *decision.candidates) if t not in (topic, OUT_OF_SCOPE, topics.FALLBACK)]
    part, offered = topics.part_of(label), others[:MAX_OFFERED]
    return replace(decision, topic=topic, confidence=sure, candidates=near[:MAX_BESIDE], part=part, parts=offered)


def _answers(topic: str) -> bool:
    return topics.group(topic) in (topics.FAQ, topics.DECLINE)
