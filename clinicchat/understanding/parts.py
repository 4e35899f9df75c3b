"""Which part answers: the one whose phrasings the text fits best, among the likely topics. Pure functions.

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
from clinicchat.understanding.decision import MAX_BESIDE, Decision, Ranking

LIMITS = Path(__file__).parent / "part_limits.json"
MAX_TOPICS = 4
"""Topics of the ranking whose parts are looked at."""
AGAIN = 0.8
"""The score from which a part goes on with the topic that was answered last: the same words are never said twice in a
row."""
MAX_OFFERED = 4
"""Parts that get a button."""
MAX_GAP = 0.5
"""A lead over the next part that is greater says no more."""


@cache
def limits() -> dict[str, float]:
    """Returns what `python -m evaluation.relevance --choose` chose, of scores of `scored`.

    `topic`: what the whole share of a topic adds to the score of its parts; `gap`: how much of the lead over the next
    part counts; `part`: the score from which a part answers; `doubt`: that where no topic stands; `offer`: the score
    from which a part gets a button there.
    """
    chosen: dict[str, float] = json.loads(LIMITS.read_text(encoding="utf-8"))["chosen"]
    return chosen


def likely(ranking: Ranking, last: str = "") -> list[str]:
    """Returns the topics whose parts may be meant: the best of *ranking*, and that of the label answered *last*."""
    found = [topic for topic, _ in ranking[:MAX_TOPICS] if _answers(topic)]
    return list(dict.fromkeys([*found, *([topics.whole(last)] if last else [])]))


def scored(
    near: Mapping[str, float], among: Collection[str], ranking: Ranking = (), topic: float = 0.0
) -> list[tuple[str, float]]:
    """Returns the parts of the topics *among* with their score, the best first: how well the text fits (*near*, of
    `Reading`), and *topic* times the share that *ranking* gives to the part's topic.

    >>> scored({"faq/a": 0.5, "faq/a.x": 0.6, "faq/a.y": 0.9, "faq/b.z": 0.8}, ["faq/a"])
    [('faq/a.y', 0.9), ('faq/a.x', 0.6)]
    """
    shares = dict(ranking)
    found = [
        (label, fit + topic * shares.get(topics.whole(label), 0.0))
        for label, fit in near.items()
        if topics.part_of(label) and topics.whole(label) in among
    ]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def choose(decision: Decision, ranking: Ranking, near: Mapping[str, float], last: str = "") -> Decision:
    """Returns *decision* with the part that answers, perhaps of another likely topic, or with parts to offer."""
    limit = limits()
    among = _among(decision, ranking, last)
    found = [part for part in scored(near, among, ranking, limit["topic"]) if part[0] != last]
    if not found or not (_answers(decision.topic) or decision.topic == topics.FALLBACK):
        return decision
    best, score = found[0]
    sure = score + limit["gap"] * min(MAX_GAP, score - found[1][1] if len(found) > 1 else MAX_GAP)
    refused = topics.group(decision.topic) == topics.DECLINE  # in its own words; its parts are a press away
    fits = not refused and sure >= limit["part" if _answers(decision.topic) else "doubt"]
    offered = [label for label, _ in found if label != best or not fits][:MAX_OFFERED]
    if fits:
        return _with(decision, best, score, offered)
    own = [part for part in found if topics.whole(part[0]) == topics.whole(last) == decision.topic]
    if own and own[0][1] >= AGAIN:
        return _with(decision, *own[0], [label for label in offered if label != own[0][0]])
    if decision.topic == topics.FALLBACK and decision.candidates:
        return replace(decision, candidates=_more_exact(decision.candidates, found, limit["offer"]))
    return replace(decision, parts=offered) if _answers(decision.topic) else decision


def _among(decision: Decision, ranking: Ranking, last: str) -> list[str]:
    """Returns the topics whose parts may answer. What is refused stays refused, and nothing else becomes a refusal."""
    if topics.group(decision.topic) == topics.DECLINE:
        return [decision.topic]
    own = [decision.topic] if _answers(decision.topic) else []
    return [t for t in dict.fromkeys([*own, *likely(ranking, last)]) if topics.group(t) != topics.DECLINE]


def _with(decision: Decision, label: str, score: float, offered: list[str]) -> Decision:
    """Returns *decision* with the part *label*; others are *offered*, and what the topic was taken for."""
    topic = topics.whole(label)
    sure = decision.confidence if topic == decision.topic else min(1.0, score)
    near = [t for t in (decision.topic, *decision.candidates) if t not in (topic, topics.FALLBACK)]
    part = topics.part_of(label)
    return replace(decision, topic=topic, confidence=sure, candidates=near[:MAX_BESIDE], part=part, parts=offered)


def _more_exact(candidates: list[str], found: list[tuple[str, float]], offer: float) -> list[str]:
    """Returns what "did you mean" offers: the parts that fit, and the topics of *candidates* that none is of."""
    parts = [label for label, score in found if score >= offer][: MAX_OFFERED - 1]
    return [*parts, *(c for c in candidates if c not in {topics.whole(p) for p in parts})][:MAX_OFFERED]


def _answers(topic: str) -> bool:
    return topics.group(topic) in (topics.FAQ, topics.DECLINE)
