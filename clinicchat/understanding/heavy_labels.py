"""How near a text is to the middle of each label's phrasings as the heavy encoder sees it.

It tells close parts apart that are one to the light encoder (evaluation/ideas.md). The middles are not made when staff
train, because the heavy encoder reads thousands of phrasings in minutes: `python -m evaluation.heavy_labels` writes
them to heavy_labels.npz. A label that is newer than the file has none until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clinicchat.understanding import encoders
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.centres import Centres
from clinicchat.understanding.embedding_file import encoder_id

FILE = Path(__file__).parent / "heavy_labels.npz"


class HeavyLabels(NamedTuple):
    """The *centres* of *labels*, in their order."""

    labels: Sequence[str]
    centres: Centres

    def similarity(self, vectors: Floats, labels: Sequence[str], otherwise: Floats) -> Floats:
        """Returns the cosine of each of *vectors* (n, 768) to the centre of each of *labels*, (n, len(labels)): of a
        label without one what *otherwise*, of the same shape, says, so that a part of the staff's own can answer."""
        places = {label: place for place, label in enumerate(self.labels)}
        known = np.array([label in places for label in labels], dtype=bool)
        found: Floats = otherwise.astype(np.float32, copy=True)
        if known.any():
            found[:, known] = self.centres.similarity(vectors)[:, [places[x] for x in labels if x in places]]
        return found


def write(found: HeavyLabels, path: Path = FILE) -> None:
    """Writes *found*, which belongs to the shipped heavy encoder, to *path*."""
    encoder = np.array(encoder_id(encoders.HEAVY))
    np.savez_compressed(path, encoder=encoder, labels=np.array(list(found.labels)), **found.centres.state())


def read(path: Path = FILE) -> HeavyLabels | None:
    """Returns what stands in *path*; None when it belongs to another heavy encoder. Raises `OSError`, `ValueError`."""
    with np.load(path, allow_pickle=False) as stored:
        if str(stored["encoder"]) != encoder_id(encoders.HEAVY):
            return None
        return HeavyLabels(stored["labels"].tolist(), Centres.restore(stored))


@cache
def shipped() -> HeavyLabels | None:
    """Returns the shipped ones."""
    return read()
