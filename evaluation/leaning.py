"""Fits the decision whether a message leans on the last answer: `python -m evaluation.leaning`.

It learns from the pairs of the sets that choose (`evaluation.conversation.CHOOSING`), and from single messages of
`dev-1` and `study`, each put after an answer that it has nothing to do with. Writes leaning.json beside
`clinicchat.understanding.context`, with what was measured, each line judged by a model that has not seen it.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from clinicchat.content import live_words, topics
from clinicchat.danger.level import Level
from clinicchat.understanding import context
from clinicchat.understanding.context import LEANING
from clinicchat.understanding.decision import Ranking
from clinicchat.understanding.reading import Reading
from evaluation import conversation, real
from evaluation.pipeline import Pipeline, resolve

FOLDS, STRENGTH, SEED = 8, 0.3, 1
LEANS, ALONE, OTHER = 3.0, 8.0, 1.0
"""What a pair that leans, one that does not, and a single message count."""
LIMIT = 0.45
SINGLE = ("dev-1", "study")


@dataclass
class Case:
    """A message after an answer about `last`, alone and together, and what serves."""

    kind: str
    reading: Reading
    together: Ranking
    last: str
    leans: bool
    serves: frozenset[str]


def cases(pipeline: Pipeline) -> list[Case]:
    """Returns every case, those with a card or after no answer left out."""
    chance = random.Random(SEED)
    answered = live_words.current().topics(topics.FAQ)
    rows = [row for writer in conversation.CHOOSING for row in conversation.rows(writer, "pairs")]
    firsts = pipeline.understand([row["first"] for row in rows])
    told = [
        ("pair", row["then"], first.topic, bool(row["leans"]), frozenset(row["topics"]))
        for row, first in zip(rows, firsts, strict=True)
    ]
    for name in SINGLE:
        for m in real.messages(name):
            last = chance.choice([t for t in answered if t not in m.good])
            told.append((name, m.text, last, False, m.good))
    told = [t for t in told if topics.is_answered(t[2])]
    readings = pipeline.read([text for _, text, *_ in told])
    titles = [f"{live_words.current().title(last)} {text}" for _, text, last, *_ in told]
    found = [
        Case(kind, reading, together, last, leans, good)
        for (kind, _, last, leans, good), reading, (together, _) in zip(
            told, readings, pipeline.understanding.glance(titles), strict=True
        )
    ]
    return [c for c in found if resolve(c.reading, pipeline.limits).level is not Level.CARD]


def fit(found: list[Case]) -> dict[str, Any]:
    """Returns the model of *found* with its measures."""
    names = list(context.features(found[0].reading, found[0].together, found[0].last))
    x = np.array([list(context.features(c.reading, c.together, c.last).values()) for c in found])
    y = np.array([c.leans for c in found])
    counts = np.array([LEANS if c.leans else ALONE if c.kind == "pair" else OTHER for c in found])
    chances = np.zeros(len(found))
    for learned, judged in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(x, y):
        chances[judged] = _fitted(x[learned], y[learned], counts[learned])(x[judged])
    weights, bias = _weights(x, y, counts)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "bias": round(bias, 4),
        "limit": LIMIT,
        "from": _measured(found, np.where([context.by_itself(c.reading.ranking) for c in found], 0.0, chances)),
    }


def _weights(x: Any, y: Any, counts: Any) -> tuple[Any, float]:
    """Returns weights of the features as they are; they are brought to one scale for the fit."""
    middle, spread = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit((x - middle) / spread, y, sample_weight=counts)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ middle)


def _fitted(x: Any, y: Any, counts: Any) -> Any:
    weights, bias = _weights(x, y, counts)
    return lambda rows: 1 / (1 + np.exp(-(rows @ weights + bias)))


def _measured(found: list[Case], chances: Any) -> dict[str, Any]:
    kinds = {
        "pairs that lean": [i for i, c in enumerate(found) if c.leans],
        "pairs that stand alone": [i for i, c in enumerate(found) if c.kind == "pair" and not c.leans],
        **{name: [i for i, c in enumerate(found) if c.kind == name] for name in SINGLE},
    }
    return {
        kind: {
            "of": len(places),
            "taken to lean": round(float(np.mean([chances[i] >= LIMIT for i in places])), 3),
            "topic right": round(float(np.mean([_topic(found[i], chances[i]) in found[i].serves for i in places])), 3),
            "topic right alone": round(float(np.mean([_topic(found[i], 0.0) in found[i].serves for i in places])), 3),
        }
        for kind, places in kinds.items()
    }


def _topic(case: Case, chance: float) -> str:
    return (case.together if chance >= LIMIT else case.reading.ranking)[0][0]


def main() -> None:
    """Fits, writes the file and prints what was measured."""
    made = fit(cases(Pipeline.current()))
    LEANING.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
