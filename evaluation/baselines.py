"""What the product is compared with: n-grams alone, stock Rasa (opt-in), and the optimistic cross-validation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.model_selection import StratifiedKFold

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.understanding.decision import OUT_OF_SCOPE
from evaluation import datasets, diet, measures
from evaluation.datasets import RESULTS, TOPICS, Line
from evaluation.pipeline import Pipeline, Understood, fingerprint, fitted, resolve, settings
from evaluation.thresholds import choose

FOLDS = 5
SEED = 1


def ngrams(heldout: Sequence[Line]) -> dict[str, Any]:
    """Returns the figures of the same model without embeddings, with thresholds of its own from the development set."""
    pipeline = Pipeline.current(embedding_weight=0.0)
    pipeline.understanding.heavy = None  # it would bring its own embeddings in
    development = datasets.lines("development")
    own, _ = choose(development, pipeline.read([x.text for x in development]), pipeline.limits)
    pipeline.limits = {**pipeline.limits, **own}
    pairs = list(zip(heldout, pipeline.understand([x.text for x in heldout]), strict=True))
    curve = measures.risk_coverage(pairs)
    return {"limits": own, **measures.headline(pairs), "risk_coverage": curve}


def stock(heldout: Sequence[Line], run: bool, epochs: int) -> dict[str, Any] | None:
    """Returns the figures of DIET + ResponseSelector + FallbackClassifier: of a new *run*, else of the last one."""
    kept = RESULTS / "diet.json"
    told = datasets.safety("heldout")
    if run:
        parsed = diet.parse([*(x.text for x in heldout), *told.texts], epochs)
        content = {"data": _data(), "epochs": epochs, **diet.extent(epochs), "parsed": parsed}
        kept.write_text(json.dumps(content), encoding="utf-8")
    if not kept.is_file():
        return None
    last = json.loads(kept.read_text(encoding="utf-8"))
    found = {text: _understood(text, topic, share) for text, topic, share in last["parsed"]}
    pairs = [(line, found[line.text]) for line in heldout if line.text in found]
    danger = {
        kind: measures.share(sum(topics.is_danger(found[s.text].topic) for s in own), len(own))
        for kind in dict.fromkeys(s.kind for s in told.statements)
        if (own := [s for s in told.statements if s.kind == kind and s.text in found])
    }
    current = last["data"] == _data()
    epochs = last["epochs"]
    made = {"epochs": epochs, "selector_epochs": epochs, "per_topic": None, "current": current}
    made |= {key: last[key] for key in made if key in last}
    return {**made, **measures.headline(pairs), "danger": danger}


def _understood(text: str, topic: str, share: float) -> Understood:
    doubt = Outcome.NOT_UNDERSTOOD if topic == topics.FALLBACK else Outcome.ANSWERED
    outcome = Outcome.OUT_OF_SCOPE if topic == OUT_OF_SCOPE else doubt
    return Understood(text, Outcome.CRISIS if topics.is_danger(topic) else outcome, topic, share, [], topic, share)


def cross_validation(run: bool) -> dict[str, Any] | None:
    """Returns the share of training phrasings that a model trained on the other folds gets right, or None.

    As a rule optimistic: the same authors wrote both parts, so near relatives of a phrasing stand in the other folds.
    """
    kept = _kept()
    if not run:
        return json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else None
    pipeline, lines = Pipeline.current(), datasets.training()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    pairs: list[measures.Pair] = []
    for learn, judge in folds.split(lines, [x.topic for x in lines]):
        pipeline.model = fitted([lines[i] for i in learn], settings(), pipeline.embeddings)
        own = [lines[i] for i in judge]
        pairs += zip(own, (resolve(r, pipeline.limits) for r in pipeline.read([x.text for x in own])), strict=True)
    asked = measures.of_kind(pairs, TOPICS)
    found = {
        "folds": FOLDS,
        "best_ranked": measures.share(sum(line.topic == u.best for line, u in asked), len(asked)),
        "right": measures.share(sum(map(measures.right, asked)), len(asked)),
    }
    kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def _kept() -> Path:
    return RESULTS / f"cross-validation-{_data()}.json"


def _data() -> str:
    return fingerprint(datasets.training(), settings())
