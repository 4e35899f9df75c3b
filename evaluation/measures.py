"""Figures of understanding: shares with 95 % intervals, confusion, risk and coverage, reliability, mistakes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from clinicchat.content.outcomes import Outcome
from clinicchat.understanding.decision import OUT_OF_SCOPE
from evaluation.datasets import SERVICE, TOPICS, Line
from evaluation.pipeline import Understood

Pair = tuple[Line, Understood]
TURNED_AWAY = (Outcome.NOT_UNDERSTOOD, Outcome.OUT_OF_SCOPE)
Z = 1.959964
BINS = 10


def share(count: int, of: int) -> dict[str, Any]:
    """Returns a share with its Wilson 95 % interval.

    >>> share(95, 100)["low"], share(95, 100)["high"]
    (0.888, 0.978)
    """
    if not of:
        return {"count": 0, "of": 0, "share": None, "low": None, "high": None}
    p = count / of
    middle, spread = p + Z * Z / (2 * of), Z * math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))
    low, high = ((middle + sign * spread) / (1 + Z * Z / of) for sign in (-1, 1))
    interval = {"low": round(max(low, 0.0), 3), "high": round(min(high, 1.0), 3)}
    return {"count": count, "of": of, "share": round(p, 4), **interval}


def right(pair: Pair) -> bool:
    """Whether the visitor gets the right topic at once, or another that serves as well."""
    return pair[1].topic in (pair[0].topic, *pair[0].also)


def offered(pair: Pair) -> bool:
    """Whether the right topic is given, or is among those of "did you mean"."""
    return right(pair) or bool({pair[0].topic, *pair[0].also} & set(pair[1].candidates))


def turned_away(pair: Pair) -> bool:
    """Whether nothing is answered and nothing offered."""
    return pair[1].outcome in TURNED_AWAY


def of_kind(pairs: Sequence[Pair], kind: str) -> list[Pair]:
    """Returns the pairs whose line is of *kind*."""
    return [p for p in pairs if p[0].kind == kind]


def headline(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Returns the figures that the targets are about."""
    asked, service, outside = (of_kind(pairs, k) for k in (TOPICS, SERVICE, OUT_OF_SCOPE))
    ends = Counter(u.outcome for _, u in outside)
    return {
        "right": share(sum(map(right, asked)), len(asked)),
        "right_or_offered": share(sum(map(offered, asked)), len(asked)),
        "best_ranked": share(sum(line.topic == u.best for line, u in asked), len(asked)),
        "turned_away": share(sum(map(turned_away, asked)), len(asked)),
        "asked_back": share(sum(u.outcome == Outcome.CLARIFY for _, u in asked), len(asked)),
        "offer_held_it": _offers(asked),
        "service": share(sum(map(right, service)), len(service)),
        "outside_found": share(sum(map(turned_away, outside)), len(outside)),
        "outside_offered": share(ends[Outcome.CLARIFY], len(outside)),
        "outside_answered": share(ends[Outcome.ANSWERED], len(outside)),
        "outside_card": share(ends[Outcome.CRISIS], len(outside)),
        "card": share(sum(u.outcome == Outcome.CRISIS for _, u in (*asked, *service)), len(asked) + len(service)),
    }


def _offers(asked: Sequence[Pair]) -> dict[str, Any]:
    made = [p for p in asked if p[1].outcome == Outcome.CLARIFY]
    return share(sum(map(offered, made)), len(made))


def by_topic(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Returns, per topic, the share that is right at once and the share with offers, the weakest first."""
    rows = []
    for topic in dict.fromkeys(line.topic for line, _ in pairs):
        own = [p for p in pairs if p[0].topic == topic]
        good = turned_away if topic == OUT_OF_SCOPE else right
        with_offers = sum(map(good, own)) if topic == OUT_OF_SCOPE else sum(map(offered, own))
        rows.append({"topic": topic, **share(sum(map(good, own)), len(own)), "offered": with_offers / len(own)})
    return sorted(rows, key=lambda row: (row["share"], row["topic"]))


def confusion(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Returns what each topic (rows) became (columns): counts, with doubt and the cards as columns of their own."""
    rows = list(dict.fromkeys(line.topic for line, _ in pairs))
    counts = Counter((line.topic, _column(u)) for line, u in pairs)
    extra = sorted({column for _, column in counts} - set(rows))
    columns = [*rows, *extra]
    return {"rows": rows, "columns": columns, "counts": [[counts[r, c] for c in columns] for r in rows]}


def _column(understood: Understood) -> str:
    doubt = understood.outcome in (Outcome.CLARIFY, Outcome.NOT_UNDERSTOOD)
    return str(understood.outcome.value) if doubt else understood.topic


def risk_coverage(pairs: Sequence[Pair]) -> list[tuple[float, float]]:
    """Returns (coverage, risk) as the threshold falls: the share answered, and the share of those that is wrong.

    Every line counts, so an answer to a question outside the chat's scope is a wrong one.
    """
    ordered = sorted(pairs, key=lambda p: -p[1].share)
    wrong = np.cumsum([line.topic != u.best for line, u in ordered])
    return [(n / len(ordered), float(wrong[n - 1]) / n) for n in range(1, len(ordered) + 1)]


def reliability(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Returns, in bins of the best topic's probability, how often it is right, and the expected calibration error."""
    stated = np.array([u.share for _, u in pairs])
    hits = np.array([line.topic == u.best for line, u in pairs], dtype=float)
    places = np.minimum((stated * BINS).astype(int), BINS - 1)
    bins = [
        {"stated": float(stated[places == b].mean()), "found": float(hits[places == b].mean()), "of": int(count)}
        for b in range(BINS)
        if (count := (places == b).sum())
    ]
    error = sum(b["of"] * abs(b["stated"] - b["found"]) for b in bins) / max(len(pairs), 1)
    return {"bins": bins, "error": round(error, 4)}


def worst_mistakes(pairs: Sequence[Pair], most: int = 20) -> list[Pair]:
    """Returns the mistakes made with the most confidence: what a visitor is told wrongly, doubt left out."""
    wrong = [p for p in pairs if not right(p) and not (p[0].topic == OUT_OF_SCOPE and turned_away(p))]
    told = [p for p in wrong if p[1].outcome != Outcome.CLARIFY]
    return sorted(told, key=lambda p: -p[1].share)[:most]
