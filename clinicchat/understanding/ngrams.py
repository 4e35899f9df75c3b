"""N-grams of words or letters, weighted by how telling they are (tf-idf), as rows of a sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from clinicchat.understanding.arrays import Floats, Integers

MIN_LENGTH, MAX_LENGTH = 2, 5
"""Letters of a run, borders included."""


def words(text: str) -> Iterator[str]:
    """Gives the words and the pairs of neighbours of *text*.

    >>> list(words("is it legal"))
    ['is', 'it', 'legal', 'is it', 'it legal']
    """
    parts = text.split()
    yield from parts
    yield from (f"{a} {b}" for a, b in pairwise(parts))


def letters(text: str) -> Iterator[str]:
    """Gives the runs of letters inside each word, its borders as spaces.

    >>> list(letters("e?"))
    [' e', 'e?', '? ', ' e?', 'e? ', ' e? ']
    """
    for word in text.split():
        padded = f" {word} "
        for size in range(MIN_LENGTH, min(MAX_LENGTH, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


KINDS: dict[str, Callable[[str], Iterator[str]]] = {"words": words, "letters": letters}


class NGrams:
    """Text to the positions and weights of its known n-grams; the weights of a text have length 1."""

    def __init__(self, kind: str, least: int = 1, most: int = 20_000) -> None:
        """*least*: texts an n-gram must stand in; *most*: n-grams kept, the commonest."""
        self.kind = kind
        self.least = least
        self.most = most
        self._idf = np.zeros(0, dtype=np.float32)
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def fit_transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Learns which n-grams there are and returns those of *texts*, float32 (len(texts), len(self))."""
        counted = [Counter(KINDS[self.kind](text)) for text in texts]
        counts = Counter(gram for grams in counted for gram in grams)
        kept = sorted((-n, gram) for gram, n in counts.items() if n >= self.least)[: self.most]
        self._places = {gram: place for place, (_, gram) in enumerate(kept)}
        self._idf = np.array([np.log((1 + len(texts)) / (1 - negative)) + 1 for negative, _ in kept], dtype=np.float32)
        return self._matrix(counted)

    def row(self, text: str) -> tuple[Integers, Floats]:
        """Returns positions (int32) and weights (float32) of the known n-grams of *text*."""
        return self._row(Counter(KINDS[self.kind](text)))

    def _row(self, counts: Mapping[str, int]) -> tuple[Integers, Floats]:
        known = [(place, n) for gram, n in counts.items() if (place := self._places.get(gram)) is not None]
        pairs = np.array(known, dtype=np.int32).reshape(-1, 2)
        places = pairs[:, 0]
        weights = (1 + np.log(pairs[:, 1], dtype=np.float32)) * self._idf[places]
        length = float(np.sqrt(weights @ weights))
        return places, weights / length if length else weights

    def _matrix(self, texts: Sequence[Mapping[str, int]]) -> sparse.csr_matrix:
        rows = [self._row(counts) for counts in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        places = np.concatenate([p for p, _ in rows]) if rows else np.zeros(0, dtype=np.int32)
        weights = np.concatenate([w for _, w in rows]) if rows else np.zeros(0, dtype=np.float32)
        return sparse.csr_matrix((weights, places, ends), shape=(len(rows), len(self)), dtype=np.float32)

    def state(self) -> dict[str, Any]:
        """Returns what `restore` needs, fit for JSON, but for the idf weights."""
        return {"kind": self.kind, "least": self.least, "most": self.most, "grams": list(self._places)}

    @property
    def idf(self) -> Floats:
        """The weight of each n-gram, float32."""
        return self._idf

    @classmethod
    def restore(cls, state: dict[str, Any], idf: Floats) -> NGrams:
        """Returns what `state` and `idf` describe."""
        grams = cls(state["kind"], state["least"], state["most"])
        grams._places = {gram: place for place, gram in enumerate(state["grams"])}
        grams._idf = idf
        return grams
