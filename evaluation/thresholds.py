"""Chooses the thresholds from development sets: `python -m evaluation.thresholds`.

`dev-1`, 600 lines of a blind writer in real manner that nothing has learned, leads. The older development sets bound
cards too, and choose `second`; they and `study` (training data: read cross-fitted, but the encoders have seen it) are
told beside. No held-out line and no judging set is read here. Writes clinicchat/understanding/thresholds.json: what was
chosen, and the measures that it was chosen from, with a table of other thresholds of danger.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.level import Level
from clinicchat.understanding import danger_scores
from clinicchat.understanding.decision import OUT_OF_SCOPE, THRESHOLDS, second_question
from evaluation import datasets, measures, real
from evaluation.datasets import EXPLICIT, INDIRECT, STATED, TOPICS, Line
from evaluation.pipeline import Pipeline, Reading, fingerprint, resolve, settings

ANSWER = np.arange(0.10, 0.92, 0.03)
SERVICE = np.arange(0.10, 0.92, 0.03)
OFFER = np.arange(0.04, 0.92, 0.03)
SECOND = np.arange(0.30, 0.96, 0.05)
ODDS = np.arange(-5.0, 5.05, 0.1)
MIN_RIGHT, MAX_TURNED_AWAY, MIN_FOUND = 0.86, 0.04, 0.88
"""Wanted of the topics of `dev-1`: right at once, turned away, and out of scope found."""
MAX_CARDS, MAX_HELPED = 0.025, 0.08
"""Bearable on the harmless messages of `dev-1`: cards; cards and help lines together."""
MAX_LOOKALIKES, MAX_ORDINARY = 0.06, 0.015
"""Cards bearable on the look-alikes and ordinary lines of the older development sets."""
SHOWN = (-3.0, -2.5, -2.0, -1.6, -1.3, -1.0, -0.5, 0.0, 0.5, 0.8, 1.2, 2.0)
"""Log-odds in the table of other thresholds of danger."""
MAX_WRONG_SECONDS = 0.01
OFFER_WORTH = 0.5
SERVICE_HARM = 0.3
"""A greeting or a menu where none was meant costs less than a wrong answer."""
PAIRS, MAX_PAIR_WORDS = 200, 10
LOOKALIKE, ORDINARY, HARMLESS = real.LOOKALIKE, "ordinary", real.HARMLESS
KINDS = (EXPLICIT, INDIRECT, STATED, LOOKALIKE, HARMLESS)
Groups = dict[str, list[Reading]]
"""Readings by kind of message."""
Limits = Mapping[str, float]


def choose(
    lines: Sequence[Line], readings: Sequence[Reading], limits: Limits
) -> tuple[dict[str, float], dict[str, Any]]:
    """Returns `answer`, `offer` and `service` with their measures; *limits* hold those of danger.

    The most right answers, plus half the right offers, less the wrong answers, among those limits that keep the three
    constraints (topics right at once, topics turned away, out-of-scope found); when none does, among those that break
    them least; of equals, the highest offer. An out-of-scope message that is met with "did you mean" counts as found
    here, for nothing is answered: counted as missed, it would forbid every offer.
    """
    best: tuple[tuple[float, ...], dict[str, float], dict[str, Any]] | None = None
    for answer in ANSWER:
        for offer in (o for o in OFFER if o <= answer):
            chosen = {"answer": round(float(answer), 2), "offer": round(float(offer), 2)}
            found = _judge(lines, readings, {**_danger(limits), **chosen})
            rank = (-found["broken"], found["score"], chosen["offer"])
            if best is None or rank > best[0]:
                best = (rank, chosen, found)
    assert best is not None
    service, found = _service(lines, readings, {**_danger(limits), **best[1]})
    return {**best[1], "service": service}, {**best[2], "with_service": found}


def _danger(limits: Limits) -> dict[str, float]:
    return {key: limits[key] for key in ("card", "help")}


def _service(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> tuple[float, dict[str, Any]]:
    """Returns the limit of service intents: most right answers less a part of the wrong; of equals the highest."""
    points = [round(float(s), 2) for s in SERVICE if s <= limits["answer"]]
    found = {s: _judge(lines, readings, {**limits, "service": s}) for s in points}
    best = max(points, key=lambda s: (found[s]["right_answers"] - SERVICE_HARM * found[s]["wrong_answers"], s))
    return best, {k: found[best][k] for k in ("right_answers", "wrong_answers", "score")}


def _judge(lines: Sequence[Line], readings: Sequence[Reading], limits: Limits) -> dict[str, Any]:
    pairs = [(line, resolve(r, limits)) for line, r in zip(lines, readings, strict=True)]
    asked, outside = measures.of_kind(pairs, TOPICS), measures.of_kind(pairs, OUT_OF_SCOPE)
    answers = [p for p in pairs if p[1].outcome == Outcome.ANSWERED]
    good = sum(map(measures.right, answers))
    helped = sum(measures.offered(p) and not measures.right(p) for p in pairs)
    away = sum(map(measures.turned_away, asked)) / max(len(asked), 1)
    once = sum(map(measures.right, asked)) / max(len(asked), 1)
    told = sum(u.outcome in (Outcome.ANSWERED, Outcome.CRISIS) and u.topic not in line.also for line, u in outside)
    found = 1.0 - told / max(len(outside), 1)
    excess = (MIN_RIGHT - once, away - MAX_TURNED_AWAY, MIN_FOUND - found)
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


def choose_danger(leading: Groups, older: Groups) -> tuple[dict[str, float], dict[str, Any]]:
    """Returns `card` and `help`, each the lowest log-odds whose false alarms are bearable, and their measures.

    *leading* are the readings of `dev-1` by kind, *older* those of the older development sets. Phrases count as they do
    for a visitor. When nothing is bearable, the highest.
    """
    cards = [c for c in map(_round, ODDS) if _bearable(leading, older, c)]
    card = min(cards, default=_round(ODDS[-1]))
    lines = [h for h in map(_round, ODDS) if _helped(leading.get(HARMLESS, []), card, h) <= MAX_HELPED]
    line = min(min(lines, default=card), card)
    table = [{"odds": odds, **_row(leading, odds)} for odds in SHOWN]
    found = {"bearable": bool(cards and lines), "dev-1": _levels(leading, card, line)}
    return {"card": card, "help": line}, {**found, "older": _levels(older, card, line), "table": table}


def _bearable(leading: Groups, older: Groups, card: float) -> bool:
    most = ((leading, HARMLESS, MAX_CARDS), (older, LOOKALIKE, MAX_LOOKALIKES), (older, ORDINARY, MAX_ORDINARY))
    return all(_carded(groups.get(kind, []), card) <= bound for groups, kind, bound in most)


def _levels(groups: Groups, card: float, line: float) -> dict[str, dict[str, float]]:
    """Returns the share with a card, and with a card or a help line, of each kind."""
    return {
        kind: {"card": round(_carded(own, card), 4), "helped": round(_helped(own, card, line), 4), "of": len(own)}
        for kind, own in groups.items()
    }


def _row(groups: Groups, odds: float) -> dict[str, list[float]]:
    """Returns, of each kind, the share with a card if *odds* were its threshold, and the same of the help line."""
    return {
        kind: [round(_carded(own, odds), 4), round(_helped(own, ODDS[-1], odds), 4)] for kind, own in groups.items()
    }


def _round(odds: float) -> float:
    return round(float(odds), 1)


def _carded(readings: Sequence[Reading], card: float) -> float:
    limits = {"card": card, "help": card}
    levels = [danger_scores.level(r.danger, r.alarm, limits)[0] for r in readings]
    return sum(level is Level.CARD for level in levels) / max(len(levels), 1)


def _helped(readings: Sequence[Reading], card: float, line: float) -> float:
    levels = [danger_scores.level(r.danger, r.alarm, {"card": card, "help": line})[0] for r in readings]
    return sum(level is not Level.NONE for level in levels) / max(len(levels), 1)


def choose_second(lines: Sequence[Line], pipeline: Pipeline) -> tuple[float, dict[str, Any]]:
    """Returns the lowest threshold at which hardly any single question seems to hold a second one, and its measures.

    Messages with two questions are made of two short development questions each, the same ones for a seed.
    """
    asked = [line for line in lines if topics.group(line.topic) == topics.FAQ]
    twos = composed(asked)
    one = cache(lambda clause: pipeline.understanding.best([clause])[0])

    def second(text: str, topic: str, limit: float) -> str | None:
        return second_question(text, topic, limit, lambda clauses: [one(c) for c in clauses])

    found = {}
    for limit in (round(float(s), 2) for s in SECOND):
        wrong = sum(second(line.text, line.topic, limit) is not None for line in asked) / max(len(asked), 1)
        seen = sum(second(text, a, limit) == b for text, a, b in twos) / max(len(twos), 1)
        found[limit] = {"wrong_seconds": round(wrong, 4), "second_found": round(seen, 4)}
    kept = [limit for limit, m in found.items() if m["wrong_seconds"] <= MAX_WRONG_SECONDS]
    best = max(kept, key=lambda limit: (found[limit]["second_found"], limit)) if kept else max(found)
    return best, found[best]


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
    own, study = real.messages(real.CHOOSING), real.messages(real.STUDY)
    readings = pipeline.read([m.text for m in own])
    kinds = [(s.kind, s.text) for s in told.statements] + [(LOOKALIKE, x.text) for x in told.lookalikes]
    kinds += [(ORDINARY, x.text) for x in (*older, *told.ordinary)]
    danger, seen = choose_danger(
        by_kind([m.kind for m in own], readings), by_kind([k for k, _ in kinds], pipeline.read([t for _, t in kinds]))
    )
    harmless = [(m, r) for m, r in zip(own, readings, strict=True) if not topics.is_danger(m.topic)]
    limits, measured = choose(real.lines([m for m, _ in harmless]), [r for _, r in harmless], danger)
    second, twos = choose_second(older, pipeline)
    found = {**limits, "second": second, **danger}
    asked = [(m, r) for m, r in zip(study, real.cross_fitted(pipeline, study), strict=True) if m.kind == HARMLESS]
    beside = {
        "development": _judge(older, pipeline.read([x.text for x in older]), found),
        "study": _judge(real.lines([m for m, _ in asked]), [r for _, r in asked], found),
    }
    return {
        "chosen": found,
        "from": {
            "sizes": {"dev-1": len(own), "development": len(older), "safety-development": len(told.texts)},
            "model": fingerprint(datasets.training(), settings()),
            "answer_and_offer": measured,
            "beside": beside,
            "second": twos,
            "danger": seen,
        },
    }


def by_kind(kinds: Sequence[str], readings: Sequence[Reading]) -> Groups:
    """Returns *readings* by the kind of each."""
    return {k: [r for kind, r in zip(kinds, readings, strict=True) if kind == k] for k in dict.fromkeys(kinds)}


def main() -> None:
    """Writes thresholds.json and prints it."""
    text = json.dumps(chosen(Pipeline.current()), indent=2) + "\n"
    THRESHOLDS.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
