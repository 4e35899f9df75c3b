"""Which part answers: the likeliest label, where it is likely enough; else the topic, with parts to offer.

choose(decision, reading.labels, last)      # the decision with its part, or with parts to offer
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from clinicchat.content import topics
from clinicchat.understanding.decision import MAX_BESIDE, Decision

LIMITS = Path(__file__).parent / "part_limits.json"
MAX_OFFERED = 4
"""Parts that get a button."""


@cache
def limits() -> dict[str, float]:
    """Returns what `python -m evaluation.relevance --choose` chose, probabilities of labels.

    `part`: from which a label answers; `doubt`: that where no topic stands; `again`: that of the topic answered last,
    for the same words are never said twice in a row; `offer`: from which a part gets a button where no topic stands.
    """
    chosen: dict[str, float] = json.loads(LIMITS.read_text(encoding="utf-8"))["chosen"]
    return chosen


def choose(decision: Decision, shares: Mapping[str, float], last: str = "", inside: float = 1.0) -> Decision:
    """Returns *decision* with the label of *shares* that answers, perhaps of another topic, or with parts to offer.

    *last*: the label that was answered before; *inside*: how likely it is that any label answers, which counts where no
    topic stands. What is refused stays refused, in its own words, the second time in others, and nothing else becomes a
    refusal.
    """
    if not (topics.is_answered(decision.topic) or decision.topic == topics.FALLBACK):
        return decision
    refused = topics.group(decision.topic) == topics.DECLINE
    limit = limits()
    found = _ranked(shares, last, decision.topic if refused else "")
    if not found:
        return decision
    best, share = found[0]
    sure = share >= limit["part"] if topics.is_answered(decision.topic) else share * inside >= limit["doubt"]
    fits = sure and not refused
    offered = [label for label, _ in found if topics.part_of(label) and not (fits and label == best)][:MAX_OFFERED]
    if fits or (refused and topics.whole(last) == decision.topic):
        return _with(decision, best, share, [one for one in offered if one != best])
    if again := [one for one in found if topics.whole(one[0]) == topics.whole(last) == decision.topic]:
        label, share = again[0]
        if share >= limit["again"]:
            return _with(decision, label, share, [one for one in offered if one != label])
    if decision.topic == topics.FALLBACK and decision.candidates:
        return replace(decision, candidates=_more_exact(decision.candidates, found, limit["offer"]))
    return replace(decision, parts=offered) if topics.is_answered(decision.topic) else decision


def _ranked(shares: Mapping[str, float], last: str, refused: str) -> list[tuple[str, float]]:
    """Returns the labels with their share, less *last*, the likeliest first: of *refused* alone, if there is one."""
    found = [
        (label, share)
        for label, share in shares.items()
        if label != last and (topics.whole(label) == refused if refused else topics.group(label) == topics.FAQ)
    ]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def _with(decision: Decision, label: str, share: float, offered: list[str]) -> Decision:
    """Returns *decision* with the *label* that answers; others are *offered*, and what the topic was taken for."""
    topic = topics.whole(label)
    sure = decision.confidence if topic == decision.topic else share
    near = [t for t in (decision.topic, *decision.candidates) if t not in (topic, topics.FALLBACK)]
    part = topics.part_of(label)
    return replace(decision, topic=topic, confidence=sure, candidates=near[:MAX_BESIDE], part=part, parts=offered)


def _more_exact(candidates: list[str], found: list[tuple[str, float]], offer: float) -> list[str]:
    """Returns what "did you mean" offers: the parts that fit, and the topics of *candidates* that none is of."""
    parts = [label for label, share in found if topics.part_of(label) and share >= offer][: MAX_OFFERED - 1]
    return [*parts, *(c for c in candidates if c not in {topics.whole(p) for p in parts})][:MAX_OFFERED]
