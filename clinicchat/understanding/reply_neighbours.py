"""How near a reply is to the replies that were learned from, by what those are.

A line fitted over all replies smooths rare ones away ("the order came through, he has to stay away"); the nearest ones
keep them. Embeddings are kept in fewer dimensions, which hardly changes who is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding.arrays import Booleans, Floats, Integers
from clinicchat.understanding.centres import unit

DIMENSIONS = 128
NEAREST = 2
"""Replies whose mean similarity counts."""


@dataclass(frozen=True)
class ReplyNeighbours:
    """The learned replies: a basis (768, dimensions), their unit vectors in it (replies, dimensions), the number of
    each one's kind and of its danger (replies,)."""

    basis: Floats
    points: Floats
    kinds: Integers
    dangers: Integers

    @classmethod
    def of(cls, vectors: Floats, kinds: Sequence[int], dangers: Sequence[str]) -> ReplyNeighbours:
        """Returns the neighbours of embeddings *vectors* (replies, 768), with the number of each one's kind."""
        _, _, axes = np.linalg.svd(vectors, full_matrices=False)
        basis = axes[:DIMENSIONS].T.astype(np.float16).astype(np.float32)
        points = unit(vectors @ basis).astype(np.float16).astype(np.float32)
        return cls(basis, points, np.array(kinds), np.array([number(danger) for danger in dangers]))

    def cosines(self, vector: Floats) -> Floats:
        """Returns how like *vector* (768,) each learned reply is, (replies,)."""
        found: Floats = self.points @ unit(vector @ self.basis)
        return found

    def similarity(self, cosines: Floats, danger: str, counted: Booleans | None = None, kinds: int = 5) -> Floats:
        """Returns (2 * *kinds*,): the mean of the highest *cosines* (replies,) of each kind, among all and among those
        of *danger*; *counted* (replies,) leaves out some, as their own writer's while fitting."""
        allowed = np.ones(len(cosines), bool) if counted is None else counted
        own = allowed & (self.dangers == number(danger))
        return np.array(
            [_nearest(cosines[among & (self.kinds == k)]) for among in (allowed, own) for k in range(kinds)]
        )


def number(danger: str) -> int:
    """Returns the place of *danger* in the list of dangers; those of a body that is unwell are one."""
    return topics.DANGERS.index(topics.BODY[0] if danger in topics.BODY else danger)


def _nearest(like: Floats) -> float:
    if len(like) <= NEAREST:
        return float(like.mean()) if len(like) else 0.0
    return float(np.partition(like, -NEAREST)[-NEAREST:].mean())
