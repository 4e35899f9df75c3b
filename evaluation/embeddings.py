"""Sentence embeddings, kept between runs: each text is embedded alone, as a visitor's message is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from clinicchat import paths
from clinicchat.nlu.sentences import DIMENSIONS, FOLDER, shared
from clinicchat.nlu.text import canonical

CACHE = paths.VAR / "evaluation"
WORKERS = 2


class Embeddings:
    """Text to embedding. The cache belongs to one encoder: another checksum starts a new file."""

    def __init__(self, folder: Path = CACHE) -> None:
        encoder = hashlib.sha256((FOLDER / "checksums.json").read_bytes()).hexdigest()[:12]
        self.file = folder / f"embeddings-{encoder}.npz"
        self._known: dict[str, np.ndarray] = {}
        if self.file.is_file():
            with np.load(self.file) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Returns float32 embeddings of the canonical form of *texts*, shape (len(texts), 384)."""
        canon = [canonical(text)[0] for text in texts]
        keys = [hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in canon]
        missing = {k: t for k, t in zip(keys, canon, strict=True) if k not in self._known}
        if missing:
            self._add(missing)
        return np.array([self._known[k] for k in keys], dtype=np.float32).reshape(len(keys), DIMENSIONS)

    def _add(self, missing: dict[str, str]) -> None:
        model = shared()
        with ThreadPoolExecutor(WORKERS) as pool:
            vectors = pool.map(lambda text: model.embed([text])[0], missing.values())
            self._known.update(zip(missing, vectors, strict=True))
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new.npz")
        np.savez(fresh, keys=np.array(list(self._known)), vectors=np.vstack(list(self._known.values())))
        fresh.replace(self.file)
