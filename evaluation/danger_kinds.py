"""Fits which messages of danger tell that somebody may hurt another: `python -m evaluation.danger_kinds`.

It learns from the phrasings of data/topics/safety/ and writes danger_kinds.npz beside
`clinicchat.understanding.danger_kinds`. The share from which a message is taken for harm to others is chosen on writers
that the model has not seen, and printed with what it finds of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from clinicchat.content import topics
from clinicchat.understanding.arrays import Booleans, Floats
from clinicchat.understanding.danger_kinds import WEIGHTS, DangerKinds
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.linear_reader import LinearReader
from evaluation.datasets import Line, training, written_by

STRENGTH = 3.0
"""Inverse regularisation."""
WRITERS = ("kinds-1", "kinds-2", "kinds-3")
"""Writers of evaluation/provenance-writers.csv who wrote harm to others and its neighbours among the dangers."""
MAX_TAKEN = 0.05
"""Of the other dangers, how many may be taken for harm to others: its card names the partner abuse line too."""
SHARES = np.arange(0.2, 0.9, 0.05)


def fit(vectors: Floats, names: Sequence[str], least: float) -> DangerKinds:
    """Returns the model of messages with these embeddings, (n, 768), and dangers."""
    found = LogisticRegression(C=STRENGTH, max_iter=500).fit(vectors, list(names))
    return DangerKinds(LinearReader(found.coef_, found.intercept_, [str(name) for name in found.classes_]), least)


def choose(shares: Floats, harm: Booleans) -> float:
    """Returns the lowest share, of `SHARES`, at which bearably few messages that are not *harm* are taken for it."""
    bearable = [share for share in SHARES if (shares[~harm] >= share).mean() <= MAX_TAKEN]
    return round(float(min(bearable, default=SHARES[-1])), 2)


def _left_out(own: Sequence[Line], vectors: Floats) -> tuple[Floats, Booleans]:
    """Returns the share of harm of each line of `WRITERS` by a model without its writer, and whether it is harm."""
    names = np.array([line.topic for line in own])
    shares, harm = [], []
    for writer in WRITERS:
        texts = written_by(writer)
        judged = np.array([line.text in texts for line in own])
        model = fit(vectors[~judged], names[~judged].tolist(), 0.0)
        shares += [model.harm(vector) for vector in vectors[judged]]
        harm += [*(names[judged] == topics.HARM)]
    return np.array(shares), np.array(harm)


def main() -> None:
    """Fits, writes the file, and prints what is found of writers that the model has not seen."""
    own = [line for line in training() if topics.is_danger(line.topic)]
    vectors = Embeddings().of([line.text for line in own])
    shares, harm = _left_out(own, vectors)
    least = choose(shares, harm)
    found, taken = float((shares[harm] >= least).mean()), float((shares[~harm] >= least).mean())
    sys.stdout.write(f"from {least}: {found:.3f} of {harm.sum()} found, {taken:.3f} of {(~harm).sum()} others taken\n")
    model = fit(vectors, [line.topic for line in own], least)
    np.savez(WEIGHTS, least=np.float64(least), **model.reader.state())


if __name__ == "__main__":
    main()
