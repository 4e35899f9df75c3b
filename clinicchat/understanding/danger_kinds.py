"""Whether danger is that somebody may hurt another, learned from what writers of different lives wrote.

The encoders were fitted when hardly any such messages were known, and take them for abuse or suicide: whoever may hurt
his wife was told "it is not your fault". A small model above the embedding knows better which danger it is; whether
there is any, it does not decide. `python -m evaluation.danger_kinds` fits it, and writes danger_kinds.npz.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.linear_reader import LinearReader

WEIGHTS = Path(__file__).parent / "danger_kinds.npz"


class DangerKinds(NamedTuple):
    """The reader of the dangers, by topic, and the share of `HARM` from which a message is taken for that."""

    reader: LinearReader
    least: float

    def harm(self, vector: Floats) -> float:
        """Returns the share of harm to others among the dangers, for a message of this *vector*."""
        return self.reader.shares(vector)[topics.HARM]


@cache
def model() -> DangerKinds:
    """Returns the fitted model. Raises `OSError` or `ValueError` when its file is missing or broken."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return DangerKinds(LinearReader.restore(stored), float(stored["least"]))


def of_harm(vector: Floats) -> bool:
    """Whether a message of this *vector*, if it tells of danger, tells that somebody may hurt another."""
    return model().harm(vector) >= model().least
