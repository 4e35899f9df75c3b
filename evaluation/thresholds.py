"""Chooses the thresholds from development sets: `python -m evaluation.thresholds`.

The leading sets (`real.CHOOSING`) are by blind writers, in real manner, and nothing has learned of them. The older
development sets bound cards too; they and `study` (training data: read cross-fitted, but the
encoders have seen it) are told beside. No held-out line and no judging set is read here. Writes
clinicchat/understanding/thresholds.json: what was chosen, and the measures that it was chosen from, with a table of
other thresholds of danger.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.understanding.decision import OUT_OF_SCOPE, THRESHOLDS
from evaluation import danger_thresholds, datasets, measures, real
from evaluation.danger_thresholds import LOOKALIKE, ORDINARY, by_kind
from evaluation.datasets import TOPICS, Line
from evaluation.pipeline import Pipeline, Reading, fingerprint, resolve, settings

ANSWER = np.arange(0.20, 0.92, 0.05)
SERVICE = np.arange(0.20, 0.92, 0.05)
OFFER = (0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4)
BESIDE = (0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
MIN_RIGHT, MAX_TURNED_AWAY, MIN_FOUND = 0.86, 0.04, 0.88
"""Wanted of the topics of the leading sets: right at once, turned away, and out of scope found."""
OFFER_WORTH = 0.5
BUTTON_COST = 0.015
"""Of each button, instead of an answer or beside it, which is read whether or not it is needed."""
SERVICE_HARM = 0.3
"""A greeting or a menu where none was meant costs less than a wrong answer."""
PAIRS, MAX_PAIR_WORDS = 200, 10
Limits = Mapping[str, float]


def choose(
    lines: Sequence[Line], readings: Sequence[Reading], limits: Limits
) -> tuple[dict[str, float], dict[str, Any]]:
    """Returns `answer`, `offer`, `service` and `beside` with their measures; *limits* hold those of danger.

    The most right answers, plus half the right offers, less the wrong answers and the cost of buttons, among those
    limits that keep the three constraints (topics right at once, topics turned away, out-of-scope found); when
    none does, among those that break them least; of equals, the lowest offer. An out-of-scope message that is met
    with "did you mean" counts as found here, for nothing is answered, and so does one with a card, which is the
    other limits' doing. Then `beside`: the most right offers beside other answers, each button at its cost.
    """
    best: tuple[tuple[float, ...], dict[str, float], dict[str, Any]] | None = None
    for answer in ANSWER:
        for offer in (o for o in OFFER if o <= answer):
            chosen = {"answer": _round(answer), "offer": _round(offer), "beside": 1.0}
            found = _judge(lines, readings, {**limits, **chosen})
            rank = (-found["broken"], found["score"], -chosen["offer"])
            if best is None or rank > best[0]:
                best = (rank, chosen, found)
    assert best is not None
    service, found = _service(lines, readings, {**limits, **best[1]})
    beside, shown = _beside(lines, readings, {**limits, **best[1], "service": service})
    return {**best[1], "service": service, "beside": beside}, {**best[2], "with_service": found, "beside": shown}


def _round(limit: float) -> float:
    return round(float(limit), 2)


def _service(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> tuple[float, dict[str, Any]]:
    """Returns the limit of service intents: most right answers less a part of the wrong; of equals the highest."""
    points = [_round(s) for s in SERVICE if s <= limits["answer"]]
    found = {s: _judge(lines, readings, {**limits, "service": s}) for s in points}
    best = max(points, key=lambda s: (found[s]["right_answers"] - SERVICE_HARM * found[s]["wrong_answers"], s))
    return best, {k: found[best][k] for k in ("right_answers", "wrong_answers", "score")}


def _beside(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> tuple[float, dict[str, Any]]:
    """Returns the limit of buttons beside an answer: most that are needed, less what all cost."""
    found = {b: _buttons(lines, readings, {**limits, "beside": b}) for b in map(_round, BESIDE)}
    best = max(found, key=lambda b: (OFFER_WORTH * found[b]["needed"] - BUTTON_COST * found[b]["buttons"], b))
    return best, found[best]


def _buttons(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> dict[str, int]:
    pairs = [(line, resolve(r, limits)) for line, r in zip(lines, readings, strict=True)]
    beside = [p for p in pairs if p[1].outcome in (Outcome.ANSWERED, Outcome.OUT_OF_SCOPE)]
    needed = sum(measures.offered(p) and not measures.right(p) for p in beside)
    return {"needed": needed, "buttons": sum(len(u.candidates) for _, u in beside), "messages": len(beside)}


def _judge(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> dict[str, Any]:
    pairs = [(line, resolve(r, limits)) for line, r in zip(lines, readings, strict=True)]
    asked, outside = measures.of_kind(pairs, TOPICS), measures.of_kind(pairs, OUT_OF_SCOPE)
    answers = [p for p in pairs if p[1].outcome == Outcome.ANSWERED]
    good = sum(map(measures.right, answers))
    helped = sum(measures.offered(p) and not measures.right(p) for p in pairs if p[1].outcome == Outcome.CLARIFY)
    away = sum(map(measures.turned_away, asked)) / max(len(asked), 1)
    once = sum(map(measures.right, asked)) / max(len(asked), 1)
    told = sum(u.outcome == Outcome.ANSWERED and u.topic not in line.also for line, u in outside)
    found = 1.0 - told / max(len(outside), 1)
    buttons = sum(len(u.candidates) for _, u in pairs if u.outcome == Outcome.CLARIFY)
    excess = (MIN_RIGHT - once, away - MAX_TURNED_AWAY, MIN_FOUND - found)
    return {
        "right_answers": good,
        "right_offers": helped,
        "wrong_answers": len(answers) - good,
        "topics_right_at_once": round(once, 4),
        "topics_turned_away": round(away, 4),
        "out_of_scope_found": round(found, 4),
        "score": round(good + OFFER_WORTH * helped - (len(answers) - good) - BUTTON_COST * buttons, 2),
        "broken": round(sum(max(0.0, x) for x in excess), 4),
    }


def composed(asked: Sequence[Line], seed: int = 1) -> list[tuple[str, str, str]]:
    """Returns messages of two questions with the topics of both."""
    chance = random.Random(seed)
    short = [x for x in asked if len(x.text.split()) <= MAX_PAIR_WORDS and x.text.split()[0].lower() != "and"]
    pairs = [chance.sample(short, 2) for _ in range(PAIRS)] if len(short) > 1 else []
    joins = ("? ", "? also ", "? and ")
    return [
        (a.text.rstrip("?. ") + chance.choice(joins) + b.text, a.topic, b.topic) for a, b in pairs if a.topic != b.topic
    ]


def chosen(pipeline: Pipeline) -> dict[str, Any]:
    """Returns the content of thresholds.json for *pipeline*'s model."""
    older, told = datasets.lines("development"), datasets.safety("development")
    leading = {name: real.messages(name) for name in real.CHOOSING}
    own, study = [m for ms in leading.values() for m in ms], real.messages(real.STUDY)
    readings = pipeline.read([m.text for m in own])
    kinds = [(s.kind, s.text) for s in told.statements] + [(LOOKALIKE, x.text) for x in told.lookalikes]
    kinds += [(ORDINARY, x.text) for x in (*older, *told.ordinary)]
    danger, seen = danger_thresholds.choose(
        by_kind([m.kind for m in own], readings), by_kind([k for k, _ in kinds], pipeline.read([t for _, t in kinds]))
    )
    harmless = [(m, r) for m, r in zip(own, readings, strict=True) if not topics.is_danger(m.topic)]
    limits, measured = choose(real.lines([m for m, _ in harmless]), [r for _, r in harmless], danger)
    found = {**limits, **danger}
    asked = [(m, r) for m, r in zip(study, real.cross_fitted(pipeline, study), strict=True) if m.kind == real.HARMLESS]
    beside = {
        "development": _judge(older, pipeline.read([x.text for x in older]), found),
        "study": _judge(real.lines([m for m, _ in asked]), [r for _, r in asked], found),
    }
    return {
        "chosen": found,
        "from": {
            "sizes": {
                **{name: len(ms) for name, ms in leading.items()},
                "development": len(older),
                "safety-development": len(told.texts),
            },
            "model": fingerprint(datasets.training(), settings()),
            "answer_and_offer": measured,
            "beside": beside,
            "danger": seen,
        },
    }


def main() -> None:
    """Writes thresholds.json and prints it."""
    text = json.dumps(chosen(Pipeline.current()), indent=2) + "\n"
    THRESHOLDS.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
