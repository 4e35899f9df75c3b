"""The same model on public data, in HINT3's format: `python -m evaluation.benchmark [folder]`.

For each <name>_train.csv with its <name>_test.csv (columns `sentence`, `label`; out of scope is NO_NODES_DETECTED): the
best Matthews correlation over thresholds 0.1 … 0.9, out of scope a class of its own, as HINT3's authors report it, and
the accuracy on in-scope messages without a threshold.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import matthews_corrcoef

from clinicchat import paths
from clinicchat.understanding.embeddings import Embeddings
from evaluation.datasets import RESULTS, Line
from evaluation.pipeline import fitted, settings

DEFAULT = paths.ROOT.parent / "shared" / "benchmarks" / "hint3"
OUTSIDE = "NO_NODES_DETECTED"
THRESHOLDS = tuple(round(0.1 * step, 1) for step in range(1, 10))
WHERE = (
    "Get HINT3 (Open Database License) from https://github.com/hellohaptik/HINT3, folder dataset/v1, save it as "
    "<name>_train.csv and <name>_test.csv, and name the folder: python -m evaluation.benchmark FOLDER"
)
PUBLISHED = {"sofmattress": 0.638, "curekart": 0.603, "powerplay11": 0.425}
"""The best MCC of any system that HINT3's authors report."""


def rows(path: Path) -> list[Line]:
    """Returns the labelled sentences of a CSV file. Raises `ValueError` naming file and column."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"sentence", "label"} - set(reader.fieldnames or []):
            raise ValueError(f"{path}: has no column `{min(missing)}`. The columns are sentence,label.")
        return [Line(row["sentence"], row["label"]) for row in reader]


def judge(train: list[Line], test: list[Line], embeddings: Embeddings) -> dict[str, Any]:
    """Returns the figures of one data set."""
    model = fitted([x for x in train if x.topic != OUTSIDE], settings(), embeddings)
    texts, truth = [x.text for x in test], np.array([x.topic for x in test])
    shares = model.predict(texts, embeddings.of(texts))
    best, sure = np.array(model.topics)[shares.argmax(axis=1)], shares.max(axis=1)
    by_threshold = {t: np.where(sure >= t, best, OUTSIDE) for t in THRESHOLDS}
    correlations = {t: float(matthews_corrcoef(truth, told)) for t, told in by_threshold.items()}
    threshold = max(correlations, key=lambda t: correlations[t])
    inside = truth != OUTSIDE
    return {
        "train": len(train),
        "test": len(test),
        "intents": len(model.topics),
        "mcc": {str(t): round(value, 4) for t, value in correlations.items()},
        "best_mcc": round(correlations[threshold], 4),
        "threshold": threshold,
        "in_scope_accuracy": round(float((best[inside] == truth[inside]).mean()), 4),
        "in_scope_accuracy_at_threshold": _share(by_threshold[threshold][inside] == truth[inside]),
        "out_of_scope_recall_at_threshold": _share(by_threshold[threshold][~inside] == OUTSIDE),
    }


def _share(hits: np.ndarray) -> float | None:
    return round(float(hits.mean()), 4) if hits.size else None


def main() -> None:
    """Judges every data set of the folder, prints a line each, writes var/evaluation/benchmark.json."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.benchmark", description=f"Public data. {WHERE}")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    folder: Path = parser.parse_args().folder
    pairs = {p.name.removesuffix("_train.csv"): p for p in sorted(folder.glob("*_train.csv"))}
    if not pairs:
        sys.exit(f"benchmark: {folder} has no *_train.csv. {WHERE}")
    embeddings, found = Embeddings(), {}
    for name, train in pairs.items():
        found[name] = judge(rows(train), rows(train.with_name(f"{name}_test.csv")), embeddings)
        one, known = found[name], PUBLISHED.get(name)
        beside = f", best published {known}" if known else ""
        print(
            f"{name}: MCC {one['best_mcc']:.3f} at {one['threshold']}{beside}; "
            f"in-scope accuracy {one['in_scope_accuracy']:.3f}"
        )
    (RESULTS / "benchmark.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
