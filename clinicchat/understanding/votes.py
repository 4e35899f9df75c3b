"""What two readers of topics say together. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clinicchat.understanding import danger_scores
from clinicchat.understanding.arrays import Floats

EPSILON = 1e-6
"""No share of a topic is taken for less when logarithms are added."""


def voted(shares: Floats, topics: Sequence[str], scores: Floats, known: Sequence[str]) -> Floats:
    """Returns *shares* of *topics*, (texts, topics), with the log-probabilities that a second reader's *scores* of the
    topics *known* to it give, (texts, known), added. A topic that it does not know keeps its share, so that a topic of
    the staff's own stays possible."""
    told, places = danger_scores.probabilities(scores), {topic: i for i, topic in enumerate(known)}
    both = np.array([topic in places for topic in topics])
    votes = shares.copy()
    votes[:, both] = told[:, [places[topic] for topic in topics if topic in places]]
    votes[:, both] *= shares[:, both].sum(axis=1, keepdims=True)
    joined = np.maximum(shares, EPSILON) * np.maximum(votes, EPSILON)
    normed: Floats = joined / joined.sum(axis=1, keepdims=True)
    return normed
