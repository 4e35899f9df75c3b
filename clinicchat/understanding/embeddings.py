"""Sentence embeddings of training and test phrasings, kept between runs; what visitors write is never kept here.

Embedding is most of a training's time, and an edit changes a few phrasings of ten thousand. Each text is embedded
alone, as a visitor's message is. `python -m clinicchat.understanding.embeddings` writes the file that is shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from clinicchat import paths
from clinicchat.content import phrasings
from clinicchat.content.topics import is_danger
from clinicchat.text.reading import canonical
from clinicchat.understanding import embedding_file
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.encoders import DIMENSIONS, Light, light

WORKERS = 2
MAX_KEPT = 50_000
"""Embeddings kept besides the shipped ones, 150 MB; with more, only those asked for last stay."""


class Embeddings:
    """Text to embedding. What is kept belongs to one encoder: another checksum starts a new file."""

    def __init__(self, folder: Path = embedding_file.CACHE, model: Light | None = None) -> None:
        self.model = model or light()
        self.folder = folder
        self._shipped = embedding_file.shipped(self.model.folder)
        self._own: embedding_file.Vectors | None = None  # read when the shipped ones are not enough: it may be large

    def of(self, texts: Sequence[str]) -> Floats:
        """Returns float32 embeddings of the canonical form of *texts*, shape (len(texts), 768)."""
        canon = [canonical(text)[0] for text in texts]
        keys = [embedding_file.key(text) for text in canon]
        others = {k: t for k, t in zip(keys, canon, strict=True) if k not in self._shipped}
        own = self._with(others) if others else {}
        vectors = [self._shipped[k] if k in self._shipped else own[k] for k in keys]
        return np.array(vectors, dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def _with(self, texts: dict[int, str]) -> embedding_file.Vectors:
        """Returns this machine's own embeddings, those of *texts* among them."""
        if self._own is None:
            self._own = embedding_file.own(self.folder, self.model.folder)
        missing = {k: t for k, t in texts.items() if k not in self._own}
        if missing:
            with ThreadPoolExecutor(WORKERS) as pool:
                vectors = pool.map(lambda text: self.model.embed([text])[0], missing.values())
                self._own.update(zip(missing, vectors, strict=True))
            if len(self._own) > MAX_KEPT:
                self._own = {k: self._own[k] for k in texts}
            embedding_file.keep(self._own, self.folder, self.model.folder)
        return self._own


MAX_SHIPPED = 85
"""Characters of a phrasing whose embedding is shipped."""


def ship() -> Path:
    """Embeds the phrasings of data/, and writes the shipped file; those in it already stay as they are. Left out are
    those of danger, which the topic model does not learn, and the few long ones, to spare the repository a megabyte."""
    own = (phrasing.text for phrasing in phrasings.known() if not is_danger(phrasing.topic))
    texts = [text for text in own if len(text) <= MAX_SHIPPED]
    kept = [embedding_file.key(canonical(text)[0]) for text in texts]
    return embedding_file.ship(dict(zip(kept, Embeddings().of(texts), strict=True)))


if __name__ == "__main__":
    sys.stdout.write(f"embeddings: {ship().relative_to(paths.ROOT)} is written.\n")
