"""Teaches the heavy encoder's vector to tell labels apart: `python -m evaluation.heavy_labels`.

Writes heavy_labels.npz, the middles of some phrasings of each label, and the two weights with which they count beside
the light encoder's scores ("heavy" of label_weights.json). The weights are fitted to lines of one writer, read by a
topic model and middles that have not seen that writer, where the light encoder alone is unsure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from clinicchat.content import topics
from clinicchat.text.reading import visible
from clinicchat.understanding import encoders, heavy_labels, label_shares
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.centres import Centres
from clinicchat.understanding.embedding_file import key
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.heavy_labels import HeavyLabels
from clinicchat.understanding.kept import Kept
from clinicchat.understanding.label_shares import WEIGHTS
from clinicchat.understanding.reading import Understanding
from clinicchat.understanding.second_reading import SURE_LABEL
from evaluation.datasets import Line, training, written_by
from evaluation.label_weights import AMONG, Case, fit
from evaluation.pipeline import fitted, settings

MOST = 40
"""Phrasings of a label that are read."""
WRITER, LINES = "parts-13", 1200
"""Whose lines the weights are fitted to, and how many of them: the encoder has not seen this writer."""

Vectors = Callable[[Sequence[str]], Floats]
"""From texts as typed to the heavy encoder's vectors, (len(texts), 768)."""


def vectors(texts: Sequence[str]) -> Floats:
    """Returns what the heavy encoder says, each text read once. Raises `EncoderFileError`."""
    found: Floats = Kept(encoders.Heavy()).rows([visible(text) for text in texts])[:, -encoders.DIMENSIONS :]
    return found


def made(lines: Iterable[Line], vectors: Vectors) -> HeavyLabels:
    """Returns the middles of the labels that answer, each of `MOST` of its *lines*: of the same lines the same ones."""
    own: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if topics.is_answered(line.label):
            own[line.label].append(line.text)
    labels = sorted(own)
    chosen = [sorted(own[label], key=key)[:MOST] for label in labels]
    numbers = np.repeat(np.arange(len(labels)), [len(texts) for texts in chosen])
    rows = vectors([text for texts in chosen for text in texts])
    return HeavyLabels(labels, Centres.of(rows, numbers))


def cases(vectors: Vectors) -> list[Case]:
    """Returns what light and heavy encoder say of lines of `WRITER`: features (labels, 2), scores and cosines."""
    own, lines = written_by(WRITER), training()
    others, mine = ([x for x in lines if (x.text in own) is told] for told in (False, True))
    asked = sorted((x for x in mine if topics.is_answered(x.label)), key=lambda line: -key(line.text))[:LINES]
    understanding = Understanding(fitted(others, settings(), Embeddings()), Kept(encoders.light()), None)
    known, rows = made(others, vectors), vectors([line.text for line in asked])
    found = []
    for line, reading, row in zip(asked, understanding.read([x.text for x in asked]), rows, strict=True):
        if line.label in reading.fits.labels:
            scores = label_shares.scores(reading.fits, reading.ranking)
            labels = reading.fits.labels
            cosines = known.similarity(row[None], labels, np.zeros((1, len(labels))))[0]
            found.append(Case("left out", np.stack([scores, cosines], axis=1), list(labels).index(line.label)))
    return found


def unsure(case: Case) -> bool:
    """Whether the heavy encoder is asked: the light one's best label has a small share."""
    scores = case.features[:, 0]
    return float(1 / np.exp(scores - scores.max()).sum()) < SURE_LABEL


def measured(found: Sequence[Case], weights: Floats) -> dict[str, Any]:
    """Returns how often the right label is first, and among the first, by the light encoder alone and by both."""
    told: dict[str, Any] = {"of": len(found), "asked": round(float(np.mean([unsure(case) for case in found])), 3)}
    for name in ("light", "both"):
        scores = [c.features @ weights if name == "both" and unsure(c) else c.features[:, 0] for c in found]
        ranks = [int((s > s[case.right]).sum()) for s, case in zip(scores, found, strict=True)]
        first, among = np.mean([r == 0 for r in ranks]), np.mean([r < AMONG for r in ranks])
        told[name] = {"first": round(float(first), 3), f"among {AMONG}": round(float(among), 3)}
    return told


def main(vectors: Vectors = vectors) -> None:
    """Writes both files and prints what was measured."""
    found = cases(vectors)
    beside, own = fit([case for case in found if unsure(case)])
    told = {
        "beside": round(float(beside), 3),
        "own": round(float(own), 3),
        "left out": measured(found, np.array([beside, own])),
    }
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    WEIGHTS.write_text(json.dumps({**kept, "heavy": told}, indent=2) + "\n", encoding="utf-8")
    heavy_labels.write(made(training(), vectors))
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
