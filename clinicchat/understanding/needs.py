"""Which help line a message asks for, learned from requests by several writers (data/safety/replies/, `numbers`).

    asked(vector)       # "poison": for "the 1-800 for swallowing stuff"; "" where no number is asked for

The rules of `clinicchat.places.help_lines` go first. `python -m evaluation.replies` fits it, and writes needs.npz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from clinicchat.understanding.arrays import Floats

WEIGHTS = Path(__file__).parent / "needs.npz"
NONE = "none"
ASKS = 0.3
"""The share of all needs together from which a number is asked for."""


@dataclass(frozen=True)
class Needs:
    """Weights of the needs and of `NONE`, (classes, 768), with their biases and names."""

    weights: Floats
    bias: Floats
    names: Sequence[str]

    def read(self, vector: Floats) -> tuple[str, float]:
        """Returns the likeliest need of a message of this *vector*, and the share of all needs together."""
        scores = self.weights @ vector + self.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        told = {name: float(share) for name, share in zip(self.names, shares, strict=True)}
        none = told.pop(NONE)
        return max(told, key=lambda name: told[name]), 1 - none


@cache
def model() -> Needs:
    """Returns the fitted model. Raises `OSError` or `ValueError` when its file is missing or broken."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        weights, bias = stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
        return Needs(weights, bias, [str(name) for name in stored["names"]])


def asked(vector: Floats | None) -> str:
    """Returns the need of a message that asks for a number, "" of another, or of one without an embedding."""
    if vector is None:
        return ""
    need, share = model().read(vector)
    return need if share >= ASKS else ""
