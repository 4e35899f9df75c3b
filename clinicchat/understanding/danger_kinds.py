"""Whether danger is that somebody may hurt another, learned from what writers of different lives wrote.

The encoders were fitted when hardly any such messages were known, and take them for abuse or suicide: whoever may hurt
his wife was told "it is not your fault". A small model above the embedding knows better which danger it is; whether
there is any, it does not decide. `python -m evaluation.danger_kinds` fits it, and writes danger_kinds.npz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding.arrays import Floats

WEIGHTS = Path(__file__).parent / "danger_kinds.npz"


@dataclass(frozen=True)
class DangerKinds:
    """Weights of the dangers, (dangers, 768), with their biases and topics, and the share of `HARM` from which it is
    taken for that."""

    weights: Floats
    bias: Floats
    names: Sequence[str]
    least: float

    def harm(self, vector: Floats) -> float:
        """Returns the share of harm to others among the dangers, for a message of this *vector*."""
        scores = self.weights @ vector + self.bias
        shares = np.exp(scores - scores.max())
        return float(shares[list(self.names).index(topics.HARM)] / shares.sum())


@cache
def model() -> DangerKinds:
    """Returns the fitted model. Raises `OSError` or `ValueError` when its file is missing or broken."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        weights, bias = stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
        return DangerKinds(weights, bias, [str(name) for name in stored["names"]], float(stored["least"]))


def of_harm(vector: Floats) -> bool:
    """Whether a message of this *vector*, if it tells of danger, tells that somebody may hurt another."""
    return model().harm(vector) >= model().least
