"""Sentence embeddings of training and test phrasings, kept between runs; what visitors write is never kept here.

Embedding is most of a training's time, and an edit changes a few phrasings of ten thousand. Each text is embedded
alone, as a visitor's message is.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from clinicchat import paths
from clinicchat.nlu.sentences import DIMENSIONS, SentenceModel, shared
from clinicchat.nlu.text import canonical

CACHE = paths.VAR / "cache"
WORKERS = 2
MOST = 100_000
"""Embeddings kept, 150 MB; with more, only those asked for last stay."""


class Embeddings:
    """Text to embedding. The cache belongs to one encoder: another checksum starts a new file."""

    def __init__(self, folder: Path = CACHE, model: SentenceModel | None = None) -> None:
        self.model = model or shared()
        encoder = hashlib.sha256((self.model.folder / "checksums.json").read_bytes()).hexdigest()[:12]
        self.file = folder / f"embeddings-{encoder}.npz"
        self._known = _stored(self.file)

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Returns float32 embeddings of the canonical form of *texts*, shape (len(texts), 384)."""
        canon = [canonical(text)[0] for text in texts]
        keys = [hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in canon]
        missing = {k: t for k, t in zip(keys, canon, strict=True) if k not in self._known}
        if missing:
            self._add(missing, keys)
        return np.array([self._known[k] for k in keys], dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def _add(self, missing: dict[str, str], keys: list[str]) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            vectors = pool.map(lambda text: self.model.embed([text])[0], missing.values())
            self._known.update(zip(missing, vectors, strict=True))
        if len(self._known) > MOST:
            self._known = {key: self._known[key] for key in dict.fromkeys(keys)}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new.npz")
        np.savez(fresh, keys=np.array(list(self._known)), vectors=np.vstack(list(self._known.values())))
        fresh.replace(self.file)


def _stored(file: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):  # none yet, or cut off: it is only made again
        return {}
