"""N-grams of words or letters, weighted by how telling they are (tf-idf), as rows of a sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse


def words(text: str) -> Iterator[str]:
    """Gives the words and the pairs of neighbours of *text*.

    >>> list(words("is it legal"))
    ['is', 'it', 'legal', 'is it', 'it legal']
    """
    parts = text.split()
    yield from parts
    yield from (f"{a} {b}" for a, b in pairwise(parts))


def letters(text: str, shortest: int = 2, longest: int = 5) -> Iterator[str]:
    """Gives the runs of letters inside each word, its borders as spaces.

    >>> list(letters("e?"))
    [' e', 'e?', '? ', ' e?', 'e? ', ' e? ']
    """
    for word in text.split():
        padded = f" {word} "
        for size in range(shortest, min(longest, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


KINDS: dict[str, Callable[[str], Iterator[str]]] = {"words": words, "letters": letters}


class NGrams:
    """Text to the positions and weights of its known n-grams; the weights of a text have length 1."""

    def __init__(self, kind: str, least: int = 1, most: int = 30_000) -> None:
        """*least*: texts an n-gram must stand in; *most*: n-grams kept, the commonest."""
        self.kind = kind
        self.least = least
        self.most = most
        self._idf = np.zeros(0, dtype=np.float32)
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def fit(self, texts: Sequence[str]) -> NGrams:
        """Learns which n-grams there are."""
        counts = Counter(gram for text in texts for gram in set(KINDS[self.kind](text)))
        kept = sorted((-n, gram) for gram, n in counts.items() if n >= self.least)[: self.most]
        self._places = {gram: place for place, (_, gram) in enumerate(kept)}
        self._idf = np.array([np.log((1 + len(texts)) / (1 - negative)) + 1 for negative, _ in kept], dtype=np.float32)
        return self

    def row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Returns positions (int32) and weights (float32) of the known n-grams of *text*."""
        counts = Counter(p for gram in KINDS[self.kind](text) if (p := self._places.get(gram)) is not None)
        places = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self._idf[places]
        length = float(np.sqrt(weights @ weights))
        return places, weights / length if length else weights

    def matrix(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Returns float32 (len(texts), len(self))."""
        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        places = np.concatenate([p for p, _ in rows]) if rows else np.zeros(0, dtype=np.int32)
        weights = np.concatenate([w for _, w in rows]) if rows else np.zeros(0, dtype=np.float32)
        return sparse.csr_matrix((weights, places, ends), shape=(len(rows), len(self)), dtype=np.float32)

    def state(self) -> dict[str, Any]:
        """Returns what `restore` needs, fit for JSON, but for the idf weights."""
        return {"kind": self.kind, "least": self.least, "most": self.most, "grams": list(self._places)}

    @property
    def idf(self) -> np.ndarray:
        """The weight of each n-gram, float32."""
        return self._idf

    @classmethod
    def restore(cls, state: dict[str, Any], idf: np.ndarray) -> NGrams:
        """Returns what `state` and `idf` describe."""
        grams = cls(state["kind"], state["least"], state["most"])
        grams._places = {gram: place for place, gram in enumerate(state["grams"])}
        grams._idf = idf
        return grams
