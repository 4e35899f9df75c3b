"""Fits how likely each label answers: `python -m evaluation.label_weights`.

It learns from what three writers wrote for every part and overview (`parts-1` to `parts-3` of provenance-writers.csv),
each read by a model that has not seen that writer, alone and after an unrelated answer, and from their follow-ups
(following/: the label answered before, what is typed then, the label that answers). Writes label_weights.json beside
`clinicchat.understanding.label_shares`, with what was measured on each writer by weights fitted to the other two.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from clinicchat.content import live_words, topics
from clinicchat.understanding import encoders, label_shares
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.context import leaning
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.kept import Kept
from clinicchat.understanding.label_shares import NAMES, WEIGHTS, InContext
from clinicchat.understanding.reading import Understanding
from evaluation.datasets import FOLDER, training, written_by
from evaluation.pipeline import fitted, settings

WRITERS = ("1", "2", "3")
PENALTY, SEED, AFTER_ANOTHER = 1e-3, 1, 350
"""Of the weights' squares; of the choice; lines a writer that are read after an unrelated answer."""
AMONG = 5


@dataclass(frozen=True)
class Case:
    """The features of all labels (labels, features) for one message, and the place of the label that answers."""

    kind: str
    features: Floats
    right: int


def cases(writer: str) -> list[Case]:
    """Returns the cases of *writer*, read by a model of everybody else."""
    own, lines = written_by(f"parts-{writer}"), training()
    model = fitted([line for line in lines if line.text not in own], settings(), Embeddings())
    understanding = Understanding(model, Kept(encoders.light()), None)
    mine = [(line.text, line.label) for line in lines if line.text in own]
    rows = [json.loads(row) for row in (FOLDER / "following" / f"writer-{writer}.jsonl").open(encoding="utf-8")]
    chance = random.Random(SEED)
    last = sorted({label for _, label in mine})
    some = chance.sample(mine, min(AFTER_ANOTHER, len(mine)))
    return [
        *_cases(understanding, "alone", [("", text, label) for text, label in mine]),
        *_cases(understanding, "after another", [(chance.choice(last), text, label) for text, label in some]),
        *_cases(understanding, "follow-up", [(row["after"], row["text"], row["label"]) for row in rows]),
    ]


def _cases(understanding: Understanding, kind: str, told: Sequence[tuple[str, str, str]]) -> list[Case]:
    """Returns a case for each of *told*: the label answered before, the text, the label that answers."""
    words = live_words.current()
    readings = understanding.read([text for _, text, _ in told])
    titled = [f"{words.title(last)} {text}" if last else text for last, text, _ in told]
    found = []
    for (last, _, label), reading, (ranking, fits) in zip(told, readings, understanding.glance(titled), strict=True):
        if label in reading.fits.labels:
            leans = leaning(reading, ranking, topics.whole(last)) if last else 0.0
            context = InContext(fits, ranking, last, leans) if last else None
            rows = label_shares.features(reading.fits, reading.ranking, context).astype(np.float32)
            found.append(Case(kind, rows, list(reading.fits.labels).index(label)))
    return found


def fit(found: Sequence[Case]) -> Floats:
    """Returns the weights of a conditional logit: the most likely to have chosen the right labels."""
    rows, right = np.stack([case.features for case in found]), np.array([case.right for case in found])
    places = np.arange(len(right))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        missed = rows[places, right] - np.einsum("nl,nlf->nf", shares, rows)
        log_loss = -np.log(shares[places, right] + 1e-12).mean() + PENALTY * weights @ weights
        return float(log_loss), -missed.mean(axis=0) + 2 * PENALTY * weights

    best: Floats = minimize(loss, np.zeros(rows.shape[2]), jac=True, method="L-BFGS-B").x
    return best


def measured(found: Sequence[Case], weights: Floats) -> dict[str, dict[str, float]]:
    """Returns, for each kind of case, how often the right label is first and among the first five."""
    told: dict[str, dict[str, float]] = {}
    for kind in dict.fromkeys(case.kind for case in found):
        own = [case for case in found if case.kind == kind]
        scores = [case.features @ weights for case in own]
        ranks = [int((s > s[case.right]).sum()) for s, case in zip(scores, own, strict=True)]
        first, among = np.mean([r == 0 for r in ranks]), np.mean([r < AMONG for r in ranks])
        told[kind] = {"of": len(own), "first": round(float(first), 3), f"among {AMONG}": round(float(among), 3)}
    return told


def main() -> None:
    """Fits, writes the file and prints what was measured."""
    found = {writer: cases(writer) for writer in WRITERS}
    left_out = {w: [case for other in WRITERS if other != w for case in found[other]] for w in WRITERS}
    told: dict[str, Any] = {f"parts-{w}": measured(found[w], fit(left_out[w])) for w in WRITERS}
    weights = fit([case for own in found.values() for case in own])
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    made = {**kept, "weights": {n: round(float(v), 3) for n, v in zip(NAMES, weights, strict=True)}, "left out": told}
    WEIGHTS.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
