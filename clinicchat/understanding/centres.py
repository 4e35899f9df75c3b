"""How near a text is to the middle of each label's phrasings, in a space where phrasings of one label lie close.

The embeddings are whitened by what differs *within* a label (linear discriminant analysis: dialect, length, mood), so
that what remains is what tells labels apart. It sees the close neighbours among parts apart better than the nearest
phrasing does (evaluation/ideas.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clinicchat.understanding.arrays import Floats, Integers

SHRINKAGE = 0.1
"""How much of the covariance within labels is taken for alike in all directions."""


class Centres:
    """The middles of all labels after whitening, each of length 1."""

    def __init__(self, turn: Floats, middle: Floats, centres: Floats) -> None:
        """*turn* (768, d) whitens what is left after *middle* (768,) is taken off; *centres* (labels, d)."""
        self._turn = turn.astype(np.float32)
        self._middle = middle.astype(np.float32)
        self._centres = centres.astype(np.float32)

    @classmethod
    def of(cls, embeddings: Floats, labels: Integers, dimensions: int | None = None) -> Centres:
        """Fits the *embeddings* (n, 768) of *labels* (n,), numbers from 0 without a gap. Of the whitened space the
        *dimensions* in which the middles differ most are kept; None keeps all."""
        counts, rows = np.bincount(labels), embeddings.astype(np.float64)
        means = np.zeros((len(counts), rows.shape[1]))
        np.add.at(means, labels, rows)
        means /= counts[:, None]
        within = rows - means[labels]
        covariance = within.T @ within / len(rows)
        alike = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        values, vectors = np.linalg.eigh((1 - SHRINKAGE) * covariance + SHRINKAGE * alike + 1e-9 * np.eye(len(alike)))
        turn = vectors @ np.diag(values**-0.5) @ vectors.T
        middle = means.mean(axis=0)
        if dimensions is not None:
            _, _, axes = np.linalg.svd((means - middle) @ turn, full_matrices=False)
            turn = turn @ axes[:dimensions].T
        return cls(turn.astype(np.float16), middle, unit((means - middle) @ turn).astype(np.float16))

    def similarity(self, embeddings: Floats) -> Floats:
        """Returns the cosine of each embedding to each label's centre, (n, labels)."""
        found: Floats = unit((embeddings - self._middle) @ self._turn) @ self._centres.T
        return found

    def state(self) -> dict[str, Floats]:
        """Returns the arrays that `restore` needs."""
        turn, centres = self._turn.astype(np.float16), self._centres.astype(np.float16)
        return {"turn": turn, "middle": self._middle, "centres": centres}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Centres:
        """Returns what `state` describes."""
        return cls(state["turn"], state["middle"], state["centres"])


def unit(vectors: Floats) -> Floats:
    """Returns *vectors* (…, dimensions) with a length of 1."""
    found: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return found
