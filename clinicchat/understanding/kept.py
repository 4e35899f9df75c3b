"""An encoder whose rows are remembered between runs, in var/evaluation: the same thousands of texts are read again.

Only texts of the evaluation and of the recall gate go through here, never a visitor's. Another encoder (another
checksum) starts a new file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from clinicchat import paths
from clinicchat.understanding import encoders
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.embedding_file import UNREADABLE, encoder_id, key

WORKERS = 2
FOLDER = paths.VAR / "evaluation"


class Kept:
    """The rows of *encoder*, each text read once."""

    def __init__(self, encoder: encoders.Rows, folder: Path = FOLDER) -> None:
        self.folder, self.topics, self.dangers = encoder.folder, encoder.topics, encoder.dangers
        self._encoder = encoder
        self._file = folder / f"said-{encoder_id(encoder.folder)}.npz"
        self._known: dict[int, Floats] | None = None

    def rows(self, texts: Sequence[str]) -> Floats:
        """Returns what the encoder says of *texts*, a row each."""
        known, keys = self._rows(), [key(text) for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
        if missing:
            with ThreadPoolExecutor(WORKERS) as pool:
                read = pool.map(lambda text: self._encoder.rows([text])[0], missing.values())
                known.update(zip(missing, read, strict=True))
            self._keep(known)
        return np.vstack([known[k] for k in keys]) if keys else self._encoder.rows([])

    def _rows(self) -> dict[int, Floats]:
        if self._known is None:
            try:
                with np.load(self._file, allow_pickle=False) as stored:
                    self._known = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))
            except UNREADABLE:  # none yet, or cut off: it is only made again
                self._known = {}
        return self._known

    def _keep(self, known: dict[int, Floats]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(fresh, keys=np.array(list(known), dtype=np.uint64), rows=np.vstack(list(known.values())))
        fresh.replace(self._file)
