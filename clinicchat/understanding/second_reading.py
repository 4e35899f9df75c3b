"""Where the light encoder is unsure, and what the heavy one then adds to the labels that answer (what it adds to the
topics: `clinicchat.understanding.votes`).

Pure functions; who asks the heavy encoder is `clinicchat.understanding.reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding import danger_scores, heavy_labels, label_shares
from clinicchat.understanding.arrays import Booleans, Floats
from clinicchat.understanding.decision import Ranking
from clinicchat.understanding.label_shares import Fits
from clinicchat.understanding.model import FITS

UNSURE_DANGER, UNSURE_TOPIC = (-2.5, 4.0), 0.5
"""The heavy encoder's word on danger and topic counts where the light one's log-odds of any danger lie between the
first, or where the best topic has a smaller share than the last."""
SURE_LABEL = 0.5
"""It is asked, too, where a question's best label has a smaller share; then it counts for the label alone. Above
it little is won (evaluation/ideas.md), and a clear message should not wait."""


def is_unsure(shares: Floats, dangers: Floats, classes: Sequence[str]) -> Booleans:
    """Whether topic or danger of each text is unsure, (n,): *shares* (n, topics), *dangers* (n, classes) before the
    softmax."""
    (low, high), odds = UNSURE_DANGER, danger_scores.help_odds(dangers, classes)
    found: Booleans = ((odds > low) & (odds < high)) | (shares.max(axis=1) < UNSURE_TOPIC)
    return found


def is_label_unsure(fits: Fits, ranking: Ranking) -> bool:
    """Whether a text asks something that is answered or refused, and it is unsure with which label."""
    likely = label_shares.shares(fits, ranking) if topics.is_answered(ranking[0][0]) else {}
    return bool(likely) and max(likely.values()) < SURE_LABEL


def with_vectors(fits: Sequence[Fits], asked: Sequence[int], vectors: Floats) -> list[Fits]:
    """Returns *fits*, those at the places *asked* with what the heavy encoder's *vectors* (len(asked), 768) say; as
    they are where it gives none (len(asked), 0), or where the file of middles is another encoder's."""
    known, found = heavy_labels.shipped(), list(fits)
    if known is None or not vectors.size:
        return found
    light = np.stack([fits[i].rows[:, FITS.index("centre")] for i in asked])
    cosines = known.similarity(vectors, fits[0].labels, light)
    for i, row in zip(asked, cosines, strict=True):
        found[i] = replace(found[i], heavy=row)
    return found
