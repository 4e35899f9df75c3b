"""A small linear reader above the light encoder's embedding: how likely each of a few classes is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clinicchat.understanding.arrays import Floats


@dataclass(frozen=True)
class LinearReader:
    """Weights of the classes, (classes, 768), with their biases (classes,) and names."""

    weights: Floats
    bias: Floats
    names: Sequence[str]

    def shares(self, vector: Floats) -> dict[str, float]:
        """Returns the share of each class for a message of this *vector* (768,); together they are 1."""
        scores = self.weights @ vector + self.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return dict(zip(self.names, map(float, shares), strict=True))

    def state(self) -> dict[str, Any]:
        """Returns what `restore` needs, as arrays: half precision serves for the weights."""
        weights, bias = self.weights.astype(np.float16), self.bias.astype(np.float32)
        return {"weights": weights, "bias": bias, "names": np.array(self.names)}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> LinearReader:
        """Returns what `state` describes."""
        weights, bias = state["weights"].astype(np.float32), state["bias"].astype(np.float32)
        return cls(weights, bias, [str(name) for name in state["names"]])
