"""The sentence encoder: text to a 384-number embedding, from files in the repository (nothing is downloaded)."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from clinicchat.understanding.arrays import Floats

FOLDER = Path(__file__).parent / "encoder"
DIMENSIONS = 384
BATCH = 64


class EncoderFileError(ValueError):
    """A file of the encoder is missing or is not the one that its checksum names."""


class SentenceModel:
    """all-MiniLM-L6-v2 as an int8 ONNX graph, mean-pooled and normalised.

    >>> SentenceModel().embed(["hello", "is it legal?"]).shape
    (2, 384)
    """

    def __init__(self, folder: Path = FOLDER, threads: int = 1, verify: bool = True) -> None:
        """Opens the model in *folder*.

        Raises `EncoderFileError` when a file is missing or, with *verify*, differs from checksums.json.
        """
        self.folder = Path(folder)
        names = self._checked_names() if verify else self._names()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # 40 MB less, at no measurable cost for one short text
        self._session = onnxruntime.InferenceSession(str(self.folder / names[0]), options, ["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(self.folder / names[1]))

    def _names(self) -> tuple[str, str]:
        return "model.int8.onnx", "tokenizer.json"

    def _checked_names(self) -> tuple[str, str]:
        listing = self.folder / "checksums.json"
        if not listing.is_file():
            raise EncoderFileError(
                f"{listing} is missing. Restore the folder with git, or run tools/encoder/make_encoder.py."
            )
        sums = json.loads(listing.read_text(encoding="utf-8"))
        for name in self._names():
            path = self.folder / name
            if not path.is_file():
                raise EncoderFileError(f"{path} is missing. Restore it with git, or run tools/encoder/make_encoder.py.")
            if hashlib.sha256(path.read_bytes()).hexdigest() != sums.get(name):
                raise EncoderFileError(
                    f"{path} is not the file whose checksum stands in {listing.name}. "
                    "Restore both with git, or run tools/encoder/make_encoder.py."
                )
        return self._names()

    def embed(self, texts: list[str]) -> Floats:
        """Returns float32 embeddings of length 1, shape (len(texts), 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        result = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            result[rows] = self._run([texts[i] for i in rows])
        return result

    def _run(self, texts: list[str]) -> Floats:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        embedded: Floats = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return embedded


@lru_cache(maxsize=2)
def shared(folder: Path = FOLDER, threads: int = 1, verify: bool = True) -> SentenceModel:
    """Returns the one model of this process for *folder*: two components must not hold 40 MB each."""
    return SentenceModel(folder, threads, verify)
