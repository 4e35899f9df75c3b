"""What a small, fixed model decides on development lines stays as it was: a change of code that should change nothing
shows here that it does not.

Where understanding is changed on purpose, `python -m tests.evaluation.test_decisions` makes decisions.json anew; its
diff is the change. The phrasings that train are kept there too, so that edits of data/ change nothing here; danger
phrases, which live in data/, are left out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clinicchat.understanding.embeddings import Embeddings
from evaluation import datasets, pipeline
from evaluation.datasets import Line
from evaluation.pipeline import Pipeline
from tests.evaluation.conftest import LIMITS, sliced

KEPT = Path(__file__).with_name("decisions.json")
LINES = 300
WITH_HEAVY = 24
"""So many lines are read with the heavy encoder as well, which takes its time."""


def decisions(learned: list[Line], texts: list[str], embeddings: Embeddings) -> list[list]:
    """Returns outcome, topic, offers, and probability and scores of danger for each of *texts*."""
    small = Pipeline(pipeline.fitted(learned, {"c": 10.0, "embedding_weight": 2.0}, embeddings), embeddings, LIMITS)
    read = small.read(texts[:WITH_HEAVY])
    small.understanding.heavy = None
    found = []
    for one in [*read, *small.read(texts[WITH_HEAVY:])]:
        got = pipeline.resolve(replace(one, seen=None), LIMITS)
        scores = [round(float(x), 4) for x in (got.share, one.danger.card, one.danger.help)]
        found.append([got.outcome.value, got.topic, got.best, got.candidates, scores])
    return found


@pytest.fixture(scope="module")
def kept() -> dict:
    return json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now(kept, tmp_path_factory) -> list[list]:
    learned = [Line(text, topic) for text, topic in kept["training"]]
    return decisions(learned, kept["lines"], Embeddings(tmp_path_factory.mktemp("decisions")))


def test_every_decision_is_as_before(kept, now):
    pairs = zip(kept["lines"], kept["decisions"], now, strict=True)
    assert [(text, before[:-1], after[:-1]) for text, before, after in pairs if before[:-1] != after[:-1]] == []


def test_every_probability_and_score_is_as_before(kept, now):
    for text, before, after in zip(kept["lines"], kept["decisions"], now, strict=True):
        assert after[-1] == pytest.approx(before[-1], abs=1e-3), text


def test_the_order_of_phrasings_changes_nothing(kept, now, tmp_path):
    learned = [Line(text, topic) for text, topic in reversed(kept["training"])]
    assert decisions(learned, kept["lines"][:WITH_HEAVY], Embeddings(tmp_path)) == now[:WITH_HEAVY]


def main() -> None:
    """Makes decisions.json anew."""
    learned = sliced(datasets.training())
    known = datasets.lines("development")
    step = len(known) // LINES
    texts = [line.text for line in known[::step]][:LINES]
    content = {
        "training": [[x.text, x.topic] for x in learned],
        "lines": texts,
        "decisions": decisions(learned, texts, Embeddings()),
    }
    rows = ",\n".join(
        f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(x, ensure_ascii=False) for x in own) + "\n]"
        for key, own in content.items()
    )
    KEPT.write_text(f"{{{rows}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
