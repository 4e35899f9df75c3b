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
SAME, BESIDE_OVERVIEW = 0.12, 0.5
"""The share of the label answered last from which a message that leans is about that again ("and the pulse?"), and what
it must be of the share of its topic's overview, where that is likelier."""
GOES_ON, OVERVIEW = 0.24, 0.25
"""The shares of another part of the topic, and of its overview, from which they answer a message that leans. Of 12
parts below .2 and 15 overviews below .25 in conversations of blind writers, 3 each were what was asked for."""
FURTHER = 0.4
"""The share of a label of another topic from which it answers a message that leans; below it the answer is doubtful."""
AHEAD = 1.65
"""How many times the share of the next label a part of the topic has that answers below `GOES_ON`."""

NEAR, MAX_NEAR = 0.15, 3
"""The share from which a label is near a message that asks nothing, and how many of them are told."""


@cache
def limits() -> dict[str, float]:
    """Returns what `python -m evaluation.relevance --choose` chose, probabilities of labels.

    `part`: from which a label answers; `doubt`: that where no topic stands; `again`: that of the topic answered last,
    for the same words are never said twice in a row; `offer`: from which a part gets a button where no topic stands.
    """
    chosen: dict[str, float] = json.loads(LIMITS.read_text(encoding="utf-8"))["chosen"]
    return chosen


def choose(
    decision: Decision, shares: Mapping[str, float], last: str = "", inside: float = 1.0, leans: bool = False
) -> Decision:
    """Returns *decision* with the label of *shares* that answers, perhaps of another topic, or with parts to offer.

    *last*: the label that was answered before; *inside*: how likely it is that any label answers, which counts where no
    topic stands; *leans*: whether it goes on with *last*, so that its topic tells little. What is refused stays so, in
    its own words, the second time in others, and nothing else becomes a refusal.
    """
    if not (topics.is_answered(decision.topic) or decision.topic == topics.FALLBACK):
        return decision
    refused = topics.group(decision.topic) == topics.DECLINE
    limit = limits()
    if leans and topics.group(decision.topic) == topics.FAQ:
        further = _going_on(decision, shares, last)
        if further.topic != topics.FALLBACK or not decision.named:
            return further
    found = _ranked(shares, last, decision.topic if refused else "")
    if not found:
        return decision
    best, share = found[0]
    against = _without_overview(best, share, shares)
    sure = against >= limit["part"] if topics.is_answered(decision.topic) else against * inside >= limit["doubt"]
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


def _without_overview(label: str, share: float, shares: Mapping[str, float]) -> float:
    """Returns *share* of *label* where the overview of its topic is no rival: a part misleads nobody who meant that."""
    overview = shares.get(topics.whole(label), 0.0) if topics.part_of(label) else 0.0
    return share / max(1.0 - overview, share)


def nearest(shares: Mapping[str, float]) -> dict[str, float]:
    """Returns the labels of *shares*, with those, that stand so near that each may be worth a button, whatever the
    topic is."""
    return {label: round(share, 3) for label, share in _ranked(shares, "", "")[:MAX_NEAR] if share >= NEAR}


def _going_on(decision: Decision, shares: Mapping[str, float], last: str) -> Decision:
    """Returns *decision* of a message that goes on with *last*: that label again where the message is about the same
    thing, another where it is likely enough, else the likeliest to ask back with."""
    found = _ranked(shares, "", "")
    best, share = found[0] if found else ("", 0.0)
    others = [one for one in found if one[0] != last]
    near = [label for label, of in others if of >= limits()["offer"]][:MAX_OFFERED]
    again, overview = shares.get(last, 0.0), best == topics.whole(last)
    if again >= SAME and (best == last or (overview and again >= BESIDE_OVERVIEW * share)):
        return replace(_with(decision, last, again, near), doubtful=again < OVERVIEW)
    if len(near) == 1 and shares[near[0]] >= limits()["again"]:  # nothing to choose from
        return replace(_with(decision, near[0], shares[near[0]], []), doubtful=True)
    own = {decision.topic, topics.whole(last)}
    for place, (label, of) in enumerate(others):
        ahead = not place and len(others) > 1 and of >= max(limits()["again"], AHEAD * others[1][1])
        part = limits()["again"] if ahead and topics.part_of(label) else GOES_ON
        least = OVERVIEW if label == decision.topic else part if topics.whole(label) in own else FURTHER
        if of >= least:
            further = _with(decision, label, of, [one for one in near if one != label])
            return replace(further, doubtful=of < FURTHER)
    return replace(decision, topic=topics.FALLBACK, candidates=near, part="", parts=[])


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
