"""N-grams of words or letters, weighted by how telling they are (tf-idf), as rows of a sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

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


class Kind(NamedTuple):
    """How n-grams are taken from a text: from each of its *pieces* by itself."""

    grams: Callable[[str], Iterator[str]]
    pieces: Callable[[str], list[str]]


KINDS = {"words": Kind(words, lambda text: [text]), "letters": Kind(letters, str.split)}


class _Counts:
    """The different names in some rows, in the order of their first mention, and how often each stands in each row."""

    def __init__(self, rows: Sequence[Iterable[str]]) -> None:
        numbers: dict[str, int] = {}
        columns: list[int] = []
        ends = [0]
        for row in rows:
            columns += [numbers.setdefault(name, len(numbers)) for name in row]
            ends.append(len(columns))
        self.names = list(numbers)
        ones = np.ones(len(columns), dtype=np.int32)
        self.matrix = sparse.csr_matrix((ones, columns, ends), shape=(len(rows), len(numbers)))
        self.matrix.sum_duplicates()


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
        grams, found = self._counted(texts)
        stand_in = np.bincount(found.indices, minlength=len(grams)).tolist()
        counts = zip(stand_in, grams, range(len(grams)), strict=True)
        kept = sorted((-n, gram, column) for n, gram, column in counts if n >= self.least)[: self.most]
        self._places = {gram: place for place, (_, gram, _) in enumerate(kept)}
        self._idf = np.array([np.log((1 + len(texts)) / (1 - less)) + 1 for less, *_ in kept], dtype=np.float32)
        return self._weighted(found[:, [column for *_, column in kept]])

    def _counted(self, texts: Sequence[str]) -> tuple[list[str], sparse.csr_matrix]:
        """Returns all n-grams of *texts* and how often each stands in each, (len(texts), n-grams): those of a piece
        are taken once, however many texts it stands in."""
        kind = KINDS[self.kind]
        standing = _Counts([kind.pieces(text) for text in texts])
        inside = _Counts([kind.grams(piece) for piece in standing.names])
        return inside.names, standing.matrix @ inside.matrix

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Returns what `row` says of each row of *counts*."""
        found = counts.astype(np.float32)
        found.data = (1 + np.log(found.data)) * self._idf[found.indices]
        squares = np.asarray(found.multiply(found).sum(axis=1)).ravel()
        found.data /= np.repeat(np.sqrt(squares), np.diff(found.indptr))
        return found

    def row(self, text: str) -> tuple[Integers, Floats]:
        """Returns positions (int32) and weights (float32) of the known n-grams of *text*."""
        counts = Counter(KINDS[self.kind].grams(text))
        known = [(place, n) for gram, n in counts.items() if (place := self._places.get(gram)) is not None]
        pairs = np.array(known, dtype=np.int32).reshape(-1, 2)
        places = pairs[:, 0]
        weights = (1 + np.log(pairs[:, 1], dtype=np.float32)) * self._idf[places]
        length = float(np.sqrt(weights @ weights))
        return places, weights / length if length else weights

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
