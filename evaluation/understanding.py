"""Figures of understanding on a set of phrasings, and what noise costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from clinicchat.understanding.decision import OUT_OF_SCOPE
from evaluation import datasets, measures
from evaluation.danger import Safety
from evaluation.datasets import EXPLICIT, KINDS, TOPICS, Line, SafetySet
from evaluation.measures import Pair, share
from evaluation.noise import noisy
from evaluation.pipeline import Pipeline
from evaluation.thresholds import composed

SEEDS = (1, 2)


def pairs_of(pipeline: Pipeline, lines: Sequence[Line]) -> list[Pair]:
    """Returns each line with what its writer gets."""
    return list(zip(lines, pipeline.understand([x.text for x in lines]), strict=True))


def figures(pipeline: Pipeline, lines: Sequence[Line]) -> dict[str, Any]:
    """Returns everything that the report shows of a set."""
    pairs = pairs_of(pipeline, lines)
    return {
        "sizes": {kind: len(measures.of_kind(pairs, kind)) for kind in KINDS},
        "headline": measures.headline(pairs),
        "by_topic": measures.by_topic(pairs),
        "confusion": measures.confusion(pairs),
        "risk_coverage": measures.risk_coverage(pairs),
        "answered": sum(u.share >= pipeline.limits["answer"] for _, u in pairs) / max(len(pairs), 1),
        "reliability": measures.reliability(pairs),
        "mistakes": with_nearest(pipeline, measures.worst_mistakes(pairs)),
    }


def with_nearest(pipeline: Pipeline, mistakes: Sequence[Pair]) -> list[dict[str, Any]]:
    """Returns mistakes with the training phrasing whose embedding is nearest, and its topic."""
    known = datasets.training()
    stored = pipeline.embeddings.of([x.text for x in known])
    similarity = pipeline.embeddings.of([u.text for _, u in mistakes]) @ stored.T
    return [
        {
            "text": line.text,
            "topic": line.topic,
            "became": u.topic,
            "confidence": round(u.share, 3),
            "nearest": known[int(row.argmax())].text,
            "nearest_topic": known[int(row.argmax())].topic,
            "similarity": round(float(row.max()), 3),
        }
        for (line, u), row in zip(mistakes, np.atleast_2d(similarity), strict=True)
    ]


def two_questions(pipeline: Pipeline, lines: Sequence[Line]) -> dict[str, Any]:
    """Returns how often both questions of a composed message are found, and a second one where there is none."""
    asked = [line for line in lines if line.kind == TOPICS]
    twos = composed([x for x in asked if x.topic.startswith("faq/")])
    both = [pipeline.asked(text) == [a, b] for text, a, b in twos]
    alone = [bool(pipeline.asked(line.text)) for line in asked]
    return {"both": share(sum(both), len(both)), "one_too_many": share(sum(alone), len(alone))}


def noise(pipeline: Pipeline, lines: Sequence[Line], told: SafetySet) -> dict[str, Any]:
    """Returns shares right on clean and on noisy text, per kind, the cost in points, and explicit danger seen."""
    clean = pairs_of(pipeline, lines)
    shaken = [p for s in SEEDS for p in pairs_of(pipeline, [Line(noisy(x.text, s), x.topic) for x in lines])]
    rows = {}
    for kind in KINDS:
        good = measures.turned_away if kind == OUT_OF_SCOPE else measures.right
        before, after = ([good(p) for p in measures.of_kind(found, kind)] for found in (clean, shaken))
        cost = 100 * (np.mean(before) - np.mean(after))
        rows[kind] = {
            "clean": share(sum(before), len(before)),
            "noisy": share(sum(after), len(after)),
            "cost": round(float(cost), 1),
        }
    return {"seeds": len(SEEDS), "kinds": rows, "danger": _shaken_danger(pipeline, told)}


def _shaken_danger(pipeline: Pipeline, told: SafetySet) -> dict[str, Any]:
    safety = Safety(pipeline, SafetySet([], [], []))
    own = [s.text for s in told.statements if s.kind == EXPLICIT]
    readings = pipeline.read([noisy(text, seed) for seed in SEEDS for text in own])
    return {
        "helped": share(sum(map(safety.helped, readings)), len(readings)),
        "card": share(sum(map(safety.seen, readings)), len(readings)),
        "phrases": share(sum(map(safety.by_phrases, readings)), len(readings)),
    }
