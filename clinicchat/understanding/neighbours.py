"""How near a text is to the phrasings of each topic: what a linear model does not know about the unlike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from clinicchat.understanding.arrays import Floats, Integers

DIMENSIONS = 192
"""Numbers kept of each embedding; the similarity of two changes by less than .01."""
ROWS = 256
SAMPLE = 1_000
"""Phrasings that `typical` is measured on."""


class Neighbours:
    """The training embeddings, turned so that their first numbers say most, as int8; sorted by class."""

    def __init__(self, turn: Floats, rounded: Integers, scales: Floats, starts: Integers, typical: float):
        """*turn* (768, d); *rounded* int8 (n, d) with a scale for each row; *starts*: first row of each class."""
        self._turn = turn
        self._rounded = rounded
        self._scales = scales
        self._starts = starts
        self._rows = np.ascontiguousarray((rounded.astype(np.float32) * scales[:, None]).T)
        self.typical = typical

    @classmethod
    def of(cls, embeddings: Floats, classes: Integers) -> Neighbours:
        """Keeps *embeddings* (n, 768), of length 1, with their *classes*, numbers from 0 without a gap."""
        order = np.argsort(classes, kind="stable")
        embeddings = embeddings[order].astype(np.float32)
        _, turn = np.linalg.eigh(embeddings.T @ embeddings)
        turn = np.ascontiguousarray(turn[:, ::-1][:, :DIMENSIONS], dtype=np.float32)
        rows = embeddings @ turn
        scales = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
        rounded = np.rint(rows / scales[:, None]).astype(np.int8)
        starts = np.searchsorted(classes[order], np.arange(classes.max() + 1)).astype(np.int32)
        found = cls(turn, rounded, scales.astype(np.float32), starts, 1.0)
        found.typical = found._typical(embeddings)
        return found

    def _typical(self, embeddings: Floats) -> float:
        """Returns the median similarity of a training phrasing to its nearest other one."""
        places = np.arange(0, len(embeddings), max(1, len(embeddings) // SAMPLE))
        similarity = self._similarity(embeddings[places])
        similarity[np.arange(len(places)), places] = -1.0
        return float(np.clip(np.median(similarity.max(axis=1)), 0.05, 1.0)) if len(embeddings) > 1 else 1.0

    def _similarity(self, embeddings: Floats) -> Floats:
        cosines: Floats = (embeddings.astype(np.float32) @ self._turn) @ self._rows
        return cosines

    def similarity(self, embeddings: Floats) -> Floats:
        """Returns the cosine of each embedding to the nearest phrasing of each class, (n, classes)."""
        parts = [embeddings[i : i + ROWS] for i in range(0, len(embeddings), ROWS)]
        nearest = [np.maximum.reduceat(self._similarity(part), self._starts, axis=1) for part in parts]
        return np.vstack(nearest) if nearest else np.zeros((0, len(self._starts)), dtype=np.float32)

    def state(self) -> dict[str, Floats | Integers]:
        """Returns the arrays that `restore` needs."""
        return {
            "turn": self._turn.astype(np.float32),
            "rounded": self._rounded,
            "scales": self._scales,
            "starts": self._starts,
            "typical": np.array(self.typical, dtype=np.float32),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Neighbours:
        """Returns what `state` describes."""
        return cls(state["turn"], state["rounded"], state["scales"], state["starts"], float(state["typical"]))
