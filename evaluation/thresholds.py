"""Chooses the thresholds from the development sets and evaluation/real/study.jsonl: `python -m evaluation.thresholds`.

The lines of study.jsonl are training data too, so they are read cross-fitted (evaluation/real.py). No held-out line and
no line of judge.jsonl is read here. Writes clinicchat/understanding/thresholds.json: what was chosen, the measures that
it was chosen from, and a table of other thresholds of danger.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.understanding.decision import OUT_OF_SCOPE, THRESHOLDS, danger, second_question
from evaluation import datasets, measures, real
from evaluation.datasets import EXPLICIT, INDIRECT, TOPICS, Line, SafetySet
from evaluation.pipeline import Pipeline, Reading, fingerprint, resolve, settings

ANSWER = np.arange(0.10, 0.92, 0.03)
SERVICE = np.arange(0.10, 0.92, 0.03)
OFFER = np.arange(0.04, 0.92, 0.03)
SECOND = np.arange(0.30, 0.96, 0.05)
SAFETY = 1 / (1 + np.exp(-np.arange(-9, 3, 0.1)))
"""Even steps of log-odds: the scores of what is doubtful lie between .001 and .2."""
FEWEST_RIGHT, MOST_TURNED_AWAY, FEWEST_FOUND = 0.93, 0.04, 0.93
EXPLICIT_RECALL, INDIRECT_RECALL = 0.96, 0.93
"""Of the classifier alone; with the phrases it is more."""
MOST_LOOKALIKES, MOST_ORDINARY, MOST_HARMLESS = 0.035, 0.015, 0.034
"""Cards on the look-alikes and ordinary lines of the development sets, and on the harmless messages of study.jsonl:
there the aim is .04, less a sixth, for study.jsonl flatters (phrasings were written with its mistakes in sight)."""
SHOWN = (0.01, 0.02, 0.03, 0.05, 0.08, 0.15, 0.3)
"""Thresholds of danger in the table beside the chosen one."""
MOST_WRONG_SECONDS = 0.01
OFFER_WORTH = 0.5
SERVICE_HARM = 0.3
"""A greeting or a menu where none was meant costs less than a wrong answer."""
BETA = 2.0
"""Recall weighs this many times as much as precision when the recall wanted cannot be had."""
PAIRS, LONGEST_OF_PAIR = 200, 10
MOST = {"lookalike": MOST_LOOKALIKES, "ordinary": MOST_ORDINARY, real.HARMLESS: MOST_HARMLESS}
Groups = dict[str, list[Reading]]
"""Readings by kind of message."""


def choose(
    lines: Sequence[Line], readings: Sequence[Reading], safety: float
) -> tuple[dict[str, float], dict[str, Any]]:
    """Returns `answer` and `offer` with their measures.

    The most right answers, plus half the right offers, less the wrong answers, among those limits that keep the three
    constraints (topics right at once, topics turned away, out-of-scope found); when none does, among those that break
    them least; of equals, the highest offer. An out-of-scope message that is met with "did you mean" counts as found
    here, for nothing is answered: counted as missed, it would forbid every offer.
    """
    best: tuple[tuple[float, ...], dict[str, float], dict[str, Any]] | None = None
    for answer in ANSWER:
        for offer in (o for o in OFFER if o <= answer):
            chosen = {"answer": round(float(answer), 2), "offer": round(float(offer), 2)}
            found = _judge(lines, readings, {**chosen, "safety": safety})
            rank = (-found["broken"], found["score"], chosen["offer"])
            if best is None or rank > best[0]:
                best = (rank, chosen, found)
    assert best is not None
    service, found = _service(lines, readings, {**best[1], "safety": safety})
    return {**best[1], "service": service}, {**best[2], "with_service": found}


def _service(
    lines: Sequence[Line], readings: Sequence[Reading], limits: dict[str, float]
) -> tuple[float, dict[str, Any]]:
    """Returns the limit of service intents: most right answers less a part of the wrong; of equals the highest."""
    points = [round(float(s), 2) for s in SERVICE if s <= limits["answer"]]
    found = {s: _judge(lines, readings, {**limits, "service": s}) for s in points}
    best = max(points, key=lambda s: (found[s]["right_answers"] - SERVICE_HARM * found[s]["wrong_answers"], s))
    return best, {k: found[best][k] for k in ("right_answers", "wrong_answers", "score")}


def _judge(lines: Sequence[Line], readings: Sequence[Reading], limits: dict[str, float]) -> dict[str, Any]:
    pairs = [(line, resolve(r, limits)) for line, r in zip(lines, readings, strict=True)]
    asked, outside = measures.of_kind(pairs, TOPICS), measures.of_kind(pairs, OUT_OF_SCOPE)
    answers = [p for p in pairs if p[1].outcome == Outcome.ANSWERED]
    good = sum(map(measures.right, answers))
    helped = sum(measures.offered(p) and not measures.right(p) for p in pairs)
    away = sum(map(measures.turned_away, asked)) / max(len(asked), 1)
    once = sum(map(measures.right, asked)) / max(len(asked), 1)
    told = sum(u.outcome in (Outcome.ANSWERED, Outcome.CRISIS) for _, u in outside)
    found = 1.0 - told / max(len(outside), 1)
    excess = (FEWEST_RIGHT - once, away - MOST_TURNED_AWAY, FEWEST_FOUND - found)
    return {
        "right_answers": good,
        "right_offers": helped,
        "wrong_answers": len(answers) - good,
        "topics_right_at_once": round(once, 4),
        "topics_turned_away": round(away, 4),
        "out_of_scope_found": round(found, 4),
        "score": good + OFFER_WORTH * helped - (len(answers) - good),
        "broken": round(sum(max(0.0, x) for x in excess), 4),
    }


def choose_safety(
    told: SafetySet,
    ordinary: Sequence[Line],
    read: Callable[[list[str]], list[Reading]],
    study: Groups | None = None,
) -> tuple[float, dict[str, Any]]:
    """Returns the lowest threshold whose false alarms are bearable, of those with the recall wanted, and its measures.

    The recall wanted is that of the classifier alone: the danger phrases were written with the development set at hand
    and see nearly all of it, so together they would allow a threshold that is too high for words nobody has thought of.
    When none is bearable, the one with the fewest false alarms; when none has the recall wanted, the best F2. *study*
    holds the readings of study.jsonl by kind; its harmless messages count as false alarms.
    """
    kinds = dict.fromkeys(s.kind for s in told.statements)
    groups = {kind: read([s.text for s in told.statements if s.kind == kind]) for kind in kinds}
    others = {"lookalike": read([x.text for x in told.lookalikes]), "ordinary": read([x.text for x in ordinary])}
    if study:
        others[real.HARMLESS] = study[real.HARMLESS]
    points = [_point(float(t), groups, others) for t in SAFETY]
    bare = [_point(float(t), _without_phrases(groups), _without_phrases(others)) for t in SAFETY]
    enough = [p[EXPLICIT] >= EXPLICIT_RECALL and p[INDIRECT] >= INDIRECT_RECALL for p in bare]
    wanted = [p for p, reached in zip(points, enough, strict=True) if reached]
    bearable = [p for p in wanted if all(p.get(kind, 0.0) <= most for kind, most in MOST.items())]
    if bearable:
        best = min(bearable, key=lambda p: p["threshold"])
    else:
        best = min(wanted, key=_false) if wanted else max(points, key=lambda p: p["f2"])
    alone = _point(best["threshold"], _without_phrases(groups), _without_phrases(others))
    table = [_row(t, groups, others, study) for t in sorted((best["threshold"], *SHOWN))] if study else []
    found = {**best, "recall_wanted_is_met": bool(wanted), "bearable": bool(bearable), "classifier_alone": alone}
    return best["threshold"], {**found, "table": table}


def _row(threshold: float, groups: Groups, others: Groups, study: Groups) -> dict[str, Any]:
    """Returns a row of the table: development, and study.jsonl."""
    point = _point(threshold, groups, others)
    shares = {f"study_{kind}": _share_seen(readings, threshold) for kind, readings in study.items()}
    return {k: v for k, v in point.items() if k not in ("f2", real.HARMLESS)} | shares


def _false(point: dict[str, Any]) -> float:
    return float(sum(point.get(kind, 0.0) for kind in MOST))


def _without_phrases(groups: Groups) -> Groups:
    return {kind: [replace(r, alarm=None) for r in readings] for kind, readings in groups.items()}


def _point(threshold: float, groups: Groups, others: Groups) -> dict[str, Any]:
    seen = {kind: [_seen(r, threshold) for r in readings] for kind, readings in groups.items()}
    alarms = {kind: [_seen(r, threshold) for r in readings] for kind, readings in others.items()}
    hits, missed = (sum(s is wanted for kind in seen.values() for s in kind) for wanted in (True, False))
    false = sum(sum(a) for a in alarms.values())
    f2 = (1 + BETA**2) * hits / max((1 + BETA**2) * hits + BETA**2 * missed + false, 1)
    shares = {kind: round(sum(found) / max(len(found), 1), 4) for kind, found in {**seen, **alarms}.items()}
    return {"threshold": round(threshold, 5), **shares, "f2": round(f2, 4)}


def _share_seen(readings: Sequence[Reading], threshold: float) -> float:
    return round(sum(_seen(r, threshold) for r in readings) / max(len(readings), 1), 4)


def _seen(reading: Reading, threshold: float) -> bool:
    """Whether a visitor would get a card: by a phrase or by the score, as in production."""
    score = reading.danger if reading.readable else 0.0
    return danger(reading.text, reading.alarm, reading.ranking, score, threshold) is not None


def choose_second(lines: Sequence[Line], pipeline: Pipeline) -> tuple[float, dict[str, Any]]:
    """Returns the lowest threshold at which hardly any single question seems to hold a second one, and its measures.

    Messages with two questions are made of two short development questions each, the same ones for a seed.
    """
    asked = [line for line in lines if topics.group(line.topic) == topics.FAQ]
    twos = composed(asked)
    one = cache(lambda clause: pipeline.best([clause])[0])

    def second(text: str, topic: str, limit: float) -> str | None:
        return second_question(text, topic, limit, lambda clauses: [one(c) for c in clauses])

    found = {}
    for limit in (round(float(s), 2) for s in SECOND):
        wrong = sum(second(line.text, line.topic, limit) is not None for line in asked) / max(len(asked), 1)
        seen = sum(second(text, a, limit) == b for text, a, b in twos) / max(len(twos), 1)
        found[limit] = {"wrong_seconds": round(wrong, 4), "second_found": round(seen, 4)}
    kept = [limit for limit, m in found.items() if m["wrong_seconds"] <= MOST_WRONG_SECONDS]
    best = max(kept, key=lambda limit: (found[limit]["second_found"], limit)) if kept else max(found)
    return best, found[best]


def composed(asked: Sequence[Line], seed: int = 1) -> list[tuple[str, str, str]]:
    """Returns messages of two questions with the topics of both."""
    chance = random.Random(seed)
    short = [x for x in asked if len(x.text.split()) <= LONGEST_OF_PAIR and x.text.split()[0].lower() != "and"]
    pairs = [chance.sample(short, 2) for _ in range(PAIRS)] if len(short) > 1 else []
    joins = ("? ", "? also ", "? and ")
    return [
        (a.text.rstrip("?. ") + chance.choice(joins) + b.text, a.topic, b.topic) for a, b in pairs if a.topic != b.topic
    ]


def chosen(pipeline: Pipeline) -> dict[str, Any]:
    """Returns the content of thresholds.json for *pipeline*'s model."""
    lines, told, study = datasets.lines("development"), datasets.safety("development"), real.messages(real.STUDY)
    read = list(zip(study, real.cross_fitted(pipeline, study), strict=True))
    kinds = dict.fromkeys(m.kind for m in study)
    safety, seen = choose_safety(told, lines, pipeline.read, {k: [r for m, r in read if m.kind == k] for k in kinds})
    harmless = [(Line(m.text, m.topic), r) for m, r in read if not topics.is_danger(m.topic)]
    readings = [*pipeline.read([line.text for line in lines]), *(r for _, r in harmless)]
    limits, measured = choose([*lines, *(line for line, _ in harmless)], readings, safety)
    second, twos = choose_second(lines, pipeline)
    sizes = {"development": len(lines), "safety-development": len(told.texts), "study": len(study)}
    return {
        "chosen": {**limits, "second": second, "safety": safety},
        "from": {
            "sizes": sizes,
            "model": fingerprint(datasets.training(), settings()),
            "answer_and_offer": measured,
            "second": twos,
            "safety": seen,
        },
    }


def main() -> None:
    """Writes thresholds.json and prints it."""
    text = json.dumps(chosen(Pipeline.current()), indent=2) + "\n"
    THRESHOLDS.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
