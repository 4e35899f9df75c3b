"""Sentence embeddings of training and test phrasings, kept between runs; what visitors write is never kept here.

Embedding is most of a training's time, and an edit changes a few phrasings of ten thousand. Each text is embedded
alone, as a visitor's message is. `python -m clinicchat.nlu.embeddings` writes the file that is shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import yaml

from clinicchat import paths
from clinicchat.nlu import embedding_file
from clinicchat.nlu.sentences import DIMENSIONS, SentenceModel, shared
from clinicchat.nlu.text import canonical

WORKERS = 2
MOST = 100_000
"""Embeddings kept, 150 MB; with more, only those asked for last stay."""


class Embeddings:
    """Text to embedding. What is kept belongs to one encoder: another checksum starts a new file."""

    def __init__(self, folder: Path = embedding_file.CACHE, model: SentenceModel | None = None) -> None:
        self.model = model or shared()
        self.folder = folder
        self._known = embedding_file.shipped(self.model.folder)
        self._all = False

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Returns float32 embeddings of the canonical form of *texts*, shape (len(texts), 384)."""
        canon = [canonical(text)[0] for text in texts]
        keys = [embedding_file.key(text) for text in canon]
        missing = {k: t for k, t in zip(keys, canon, strict=True) if k not in self._known}
        if missing and not self._all:  # the machine's own file is large: only read when the shipped one is not enough
            self._known = embedding_file.known(self.folder, self.model.folder)
            self._all = True
            return self.of(texts)
        if missing:
            self._add(missing, keys)
        return np.array([self._known[k] for k in keys], dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def _add(self, missing: dict[int, str], keys: list[int]) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            vectors = pool.map(lambda text: self.model.embed([text])[0], missing.values())
            self._known.update(zip(missing, vectors, strict=True))
        if len(self._known) > MOST:
            self._known = {k: self._known[k] for k in dict.fromkeys(keys)}
        embedding_file.keep(self._known, self.folder, self.model.folder)


def ship() -> Path:
    """Embeds every phrasing of data/nlu.yml and writes the shipped file; those in it already stay as they are."""
    entries = yaml.load((paths.DATA / "nlu.yml").read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    texts = [r[2:].strip() for e in entries["nlu"] for r in e.get("examples", "").splitlines() if r.startswith("- ")]
    kept = [embedding_file.key(canonical(text)[0]) for text in texts]
    return embedding_file.ship(dict(zip(kept, Embeddings().of(texts), strict=True)))


if __name__ == "__main__":
    sys.stdout.write(f"embeddings: {ship().relative_to(paths.ROOT)} is written.\n")
