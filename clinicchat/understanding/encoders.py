"""The two fitted encoders: files in the repository that turn a text into numbers; nothing is downloaded.

`light` reads every message, `heavy` only those that `light` is unsure of. What goes in and comes out is told in
encoders/README.md. Each text is read alone, so that what is said of it does not depend on its neighbours.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from clinicchat.understanding.arrays import Floats

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "encoders"
LIGHT, HEAVY = FOLDER / "light", FOLDER / "heavy"
FILES = ("model.onnx", "tokenizer.json", "classes.json")
CLASSES = FILES[2]
GENERAL, VISITOR = 0.7, 0.3
"""Shares of the squared length of the joined embedding: of the published encoder, and of the fitted one."""
DIMENSIONS = 768
"""Numbers in the joined embedding of the light encoder, and in the vector of the heavy one."""


class EncoderFileError(ValueError):
    """A file of an encoder is missing or is not the one that its checksum names."""


class Rows(Protocol):
    """What reads texts into rows of numbers: an encoder, or one whose rows are remembered."""

    folder: Path
    topics: list[str]
    dangers: list[str]

    def rows(self, texts: Sequence[str]) -> Floats:
        """Returns a row for each of *texts*."""


class Encoder:
    """An ONNX graph with its tokenizer and the names of its classes."""

    def __init__(self, folder: Path, kind: str, threads: int = 1) -> None:
        """Opens the files in *folder*, whose classes are called *kind* (`visitor` or `heavy`).

        Raises `EncoderFileError` when a file is missing or differs from checksums.json.
        """
        self.folder = Path(folder)
        _check(self.folder)
        classes = json.loads((self.folder / CLASSES).read_text(encoding="utf-8"))
        self.topics: list[str] = classes[f"{kind}_topic"]
        self.dangers: list[str] = classes[f"{kind}_danger"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # 40 MB less, at no measurable cost for one short text
        model, tokenizer = (str(self.folder / name) for name in FILES[:2])
        self._session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(tokenizer)

    def _run(self, text: str, outputs: list[str]) -> list[Floats]:
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.array([encoded.attention_mask], dtype=np.int64)
        found: list[Floats] = [row[0] for row in self._session.run(outputs, {"input_ids": ids, "attention_mask": mask})]
        return found


class Light(Encoder):
    """Reads every message.

    >>> Light().rows(["hello", "is it legal?"]).shape
    (2, 780)
    """

    def __init__(self, folder: Path = LIGHT, threads: int = 1) -> None:
        super().__init__(folder, "visitor", threads)

    def rows(self, texts: Sequence[str]) -> Floats:
        """Returns, of canonical *texts*, the joined embedding (768 numbers, length 1) and the scores of the danger
        classes, before the softmax: float32, (len(texts), 768 + classes)."""
        found = [self._row(text) for text in texts]
        return np.vstack(found) if found else np.zeros((0, DIMENSIONS + len(self.dangers)), dtype=np.float32)

    def _row(self, text: str) -> Floats:
        general, visitor, danger = self._run(text, ["sentence_embedding", "visitor_vector", "visitor_danger"])
        row: Floats = np.concatenate([np.sqrt(GENERAL) * general, np.sqrt(VISITOR) * visitor, danger])
        return row.astype(np.float32)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Returns the joined embeddings of canonical *texts*, float32 (len(texts), 768)."""
        found: Floats = self.rows(texts)[:, :DIMENSIONS]
        return found


class Heavy(Encoder):
    """Reads what `Light` is unsure of: six times as slow, and surer of danger."""

    def __init__(self, folder: Path = HEAVY, threads: int = 1) -> None:
        super().__init__(folder, "heavy", threads)

    def rows(self, texts: Sequence[str]) -> Floats:
        """Returns, of *texts* as typed (visible), the scores of the topics and those of the danger classes, before the
        softmax, and the vector, of length 1: float32, (len(texts), topics + classes + 768)."""
        found = [np.concatenate(self._run(text, ["heavy_topic", "heavy_danger", "heavy_vector"])) for text in texts]
        count = len(self.topics) + len(self.dangers) + DIMENSIONS
        return np.vstack(found) if found else np.zeros((0, count), dtype=np.float32)


def _check(folder: Path) -> None:
    listing = folder / "checksums.json"
    if not listing.is_file():
        raise EncoderFileError(f"{listing} is missing. Restore the folder with git.")
    sums = json.loads(listing.read_text(encoding="utf-8"))
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise EncoderFileError(f"{path} is missing. Restore it with git.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != sums.get(name):
            raise EncoderFileError(
                f"{path} is not the file whose checksum stands in {listing.name}. Restore both with git."
            )


@lru_cache(maxsize=1)
def light() -> Light:
    """Returns the one light encoder of this process. Raises `EncoderFileError`."""
    return Light()


@lru_cache(maxsize=1)
def heavy() -> Heavy | None:
    """Returns the one heavy encoder of this process; None, told once in the log, when it cannot be used: the light
    encoder's reading then stands."""
    try:
        return Heavy()
    except Exception as fault:  # onnxruntime raises kinds of its own for a file that it cannot read
        logger.error("The heavy encoder is left out: %s", fault)
        return None
