"""Files of sentence embeddings, so that no phrasing is embedded twice. Light: the encoder itself is not loaded.

Two files belong to one encoder. `SHIPPED` stands in the repository and holds the phrasings of data/, rounded to
six bits (`make embeddings` writes it): a first training need not embed them for a minute. The file in `var/cache` holds
what was embedded on this machine besides. What the first knows is taken from it, so that every machine trains the same
model. What visitors write is in neither.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from clinicchat import paths
from clinicchat.understanding.arrays import Floats

ENCODER = Path(__file__).parent / "encoders" / "light"
SHIPPED = "phrasings.npz"
CACHE = paths.VAR / "cache"
STEPS = 20
"""An embedding's largest number is this many steps from 0: a cosine of .999 to what was rounded, in 12 MB."""

UNREADABLE = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error)

Vectors = dict[int, Floats]
"""Key of a text to its embedding, float32 (768,)."""


def key(text: str) -> int:
    """Returns the number under which the embedding of *text*, in canonical form, is kept."""
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:8], "big")


def encoder_id(encoder: Path = ENCODER) -> str:
    """Returns what tells the encoder in the folder *encoder* from others, from its checksums.json."""
    return hashlib.sha256((encoder / "checksums.json").read_bytes()).hexdigest()[:12]


def cache_file(folder: Path = CACHE, encoder: Path = ENCODER) -> Path:
    """Returns where this machine keeps the embeddings of *encoder*."""
    return folder / f"vectors-{encoder_id(encoder)}.npz"


def known(folder: Path = CACHE, encoder: Path = ENCODER) -> Vectors:
    """Returns all embeddings of *encoder* that are kept; the shipped ones win."""
    return {**own(folder, encoder), **shipped(encoder)}


def known_keys(folder: Path = CACHE, encoder: Path = ENCODER) -> set[int]:
    """Returns the keys of `known`, without reading the embeddings."""
    found: set[int] = set()
    for file in (cache_file(folder, encoder), encoder / SHIPPED):
        with suppress(*UNREADABLE), np.load(file, allow_pickle=False) as stored:
            found.update(stored["keys"].tolist())
    return found


def own(folder: Path = CACHE, encoder: Path = ENCODER) -> Vectors:
    """Returns what this machine has embedded besides the shipped ones."""
    try:
        with np.load(cache_file(folder, encoder), allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except UNREADABLE:  # none yet, or cut off: it is only made again
        return {}


def shipped(encoder: Path = ENCODER) -> Vectors:
    """Returns the embeddings that came with *encoder*; none when the file is missing or another encoder's."""
    try:
        with np.load(encoder / SHIPPED, allow_pickle=False) as stored:
            if str(stored["encoder"]) != encoder_id(encoder):
                return {}
            rows = stored["rounded"].astype(np.float32) * stored["scales"][:, None]
            return dict(zip(stored["keys"].tolist(), rows, strict=True))
    except UNREADABLE:
        return {}


def ship(vectors: Vectors, encoder: Path = ENCODER) -> Path:
    """Writes *vectors* as the shipped file of *encoder* and returns its path."""
    keys = sorted(vectors)
    rows = np.vstack([vectors[k] for k in keys])
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-9) / STEPS
    rounded = np.rint(rows / scales[:, None]).astype(np.int8)
    arrays = {"keys": np.array(keys, dtype=np.uint64), "rounded": rounded, "scales": scales.astype(np.float32)}
    np.savez_compressed(encoder / SHIPPED, encoder=np.array(encoder_id(encoder)), **arrays)
    return encoder / SHIPPED


def keep(vectors: Vectors, folder: Path = CACHE, encoder: Path = ENCODER) -> None:
    """Writes *vectors* as what this machine has embedded."""
    file = cache_file(folder, encoder)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}.npz")  # two processes may write: each its own, and the last one stays
    np.savez(fresh, keys=np.array(list(vectors), dtype=np.uint64), vectors=np.vstack(list(vectors.values())))
    fresh.replace(file)
