"""The topic model: one linear model over all leaf topics, and how near a text is to known phrasings.

N-grams, the sentence embedding and markers of names give each topic a score; a topic with a phrasing near to the text
gains; and the farther even the nearest phrasing is, the flatter the probabilities become, because a linear model is as
sure of what it has never seen as of what it knows.

It knows no danger: with classes of danger among the topics, any odd personal sentence became one (evaluation/ideas.md).
Phrasings of danger are left out, and danger is read by itself (`clinicchat.understanding.danger_scores`).

No Rasa here, so that the evaluation, the public benchmark and Rasa's component run the same code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy import sparse

from clinicchat.content.topics import is_danger, whole
from clinicchat.text.reading import canonical
from clinicchat.understanding import regression
from clinicchat.understanding.arrays import Floats, Integers
from clinicchat.understanding.centres import Centres
from clinicchat.understanding.neighbours import Neighbours
from clinicchat.understanding.ngrams import NGrams

MARKERS = ("_drug", "_illness", "_mdma", "_medicine", "_medicines")
MARKER_WEIGHT = 0.5
GRAM_WEIGHT = 1.4
SMOOTHING, BALANCE = 0.2, 0.0
NEAR_WEIGHT = 1.5
"""What a cosine of 1 to a topic's nearest phrasing adds to its score."""
DOUBT = 2.0
"""How fast probabilities flatten with distance: the power of the nearness."""

RIDGE = 0.02
"""What keeps the regression of parts from learning its phrasings by heart."""
FITS = ("nearest", "ridge", "centre")
"""How well a text fits a label, three times: see `TopicModel.read`."""

Named = list[tuple[str, list[str]]]


class TopicModel:
    """Text and embedding to a probability for each topic.

    `fit` takes texts, their embeddings (n, 768) and topics or parts; `predict` returns (n, topics) probabilities in the
    order of `topics`.
    """

    def __init__(
        self, c: float = 10.0, embedding_weight: float = 2.0, iterations: int = 40, temperature: float = 0.5
    ) -> None:
        """*c*: inverse regularisation; *embedding_weight*: 0 leaves only n-grams and names; *temperature*: divides the
        scores before the softmax (calibration)."""
        self.c = c
        self.embedding_weight = embedding_weight
        self.iterations = iterations
        self.temperature = temperature
        self.topics: list[str] = []
        self.labels: list[str] = []
        self._grams = [NGrams("words"), NGrams("letters", least=2)]
        self._weights = np.zeros((0, 0), dtype=np.float16)
        self._dense_weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._fit_weights = np.zeros((0, 0), dtype=np.float16)
        self._centres: Centres | None = None
        self._neighbours: Neighbours | None = None

    def fit(self, texts: Sequence[str], embeddings: Floats, labels: Sequence[str]) -> TopicModel:
        """Trains on all that is no danger; the same phrasings give the same model, in whatever order.

        A phrasing of a part counts for its topic; how near a text is, is told for each part by itself.
        """
        own = [i for i, label in enumerate(labels) if not is_danger(label)]
        order = sorted(own, key=lambda i: (labels[i], texts[i]))
        texts, labels, embeddings = [texts[i] for i in order], [labels[i] for i in order], embeddings[order]
        named = [canonical(t) for t in texts]
        plain = [text for text, _ in named]
        names, classes = np.unique(np.asarray([whole(label) for label in labels]), return_inverse=True)
        known, labelled = np.unique(np.asarray(labels), return_inverse=True)
        self.topics, self.labels = [str(t) for t in names], [str(t) for t in known]
        words, letters = (grams.fit_transform(plain) for grams in self._grams)
        features = regression.Features(
            sparse.hstack([words, letters], format="csr") * np.float32(GRAM_WEIGHT), self._dense(named, embeddings)
        )
        weights = regression.train(features, classes, regression.Settings(self.c, self.iterations, SMOOTHING, BALANCE))
        self._weights, self._dense_weights, self._bias = weights.grams.astype(np.float16), weights.dense, weights.bias
        self._neighbours = Neighbours.of(embeddings, labelled) if self.embedding_weight else None
        self._fit_weights = _ridge(embeddings, labelled) if self.embedding_weight else self._fit_weights
        self._centres = Centres.of(embeddings, labelled) if self.embedding_weight else None
        return self

    def predict(self, texts: Sequence[str], embeddings: Floats) -> Floats:
        """Returns probabilities, float32, shape (len(texts), len(self.topics)); each row sums to 1."""
        return self.read(texts, embeddings)[0]

    def read(self, texts: Sequence[str], embeddings: Floats) -> tuple[Floats, Floats]:
        """Returns the probabilities of `topics`, as `predict`, and how well each text fits each of `labels`, which are
        topics and parts, (len(texts), len(self.labels), len(FITS)): the cosine to its nearest phrasing, what a ridge
        regression of the labels on the embeddings says (about 1 for its own phrasings, 0 for others), and the cosine to
        the middle of its phrasings (`Centres`)."""
        named = [canonical(t) for t in texts]
        scores = self._dense(named, embeddings) @ self._dense_weights + self._bias
        for row, (text, _) in zip(scores, named, strict=True):
            row += self._gram_scores(text)
        fits = np.zeros((len(scores), len(self.labels), len(FITS)), dtype=np.float32)
        if self._neighbours and self._centres:
            fits[..., 0] = self._neighbours.similarity(embeddings)
            fits[..., 1] = _with_one(embeddings) @ self._fits_by
            fits[..., 2] = self._centres.similarity(embeddings)
        similarity = np.maximum.reduceat(fits[..., 0], self._firsts, axis=1)
        shares = self._doubted(_softmax((scores + NEAR_WEIGHT * similarity) / self.temperature), similarity)
        return shares, fits

    @cached_property
    def _fits_by(self) -> Floats:
        """The weights of the ridge regression as they are multiplied."""
        return self._fit_weights.astype(np.float32)

    @cached_property
    def _firsts(self) -> list[int]:
        """The place of each topic's first label: a topic and its parts follow each other, in the order of topics."""
        return [next(i for i, label in enumerate(self.labels) if whole(label) == topic) for topic in self.topics]

    def _gram_scores(self, text: str) -> Floats:
        (places, values), (more, others) = (grams.row(text) for grams in self._grams)
        rows = self._weights[np.concatenate([places, more + len(self._grams[0])])].astype(np.float32)
        scores: Floats = np.float32(GRAM_WEIGHT) * (np.concatenate([values, others]) @ rows)
        return scores

    def _doubted(self, shares: Floats, similarity: Floats) -> Floats:
        """Mixes *shares* with "all topics alike", the more the farther the text is from any known phrasing."""
        if self._neighbours is None:
            return shares
        nearest = similarity.max(axis=1, keepdims=True) / self._neighbours.typical
        sure = np.clip(nearest, 0.02, 1.0) ** DOUBT
        mixed: Floats = sure * shares + (1 - sure) / len(self.topics)
        return mixed

    def _dense(self, named: Named, embeddings: Floats) -> Floats:
        marks = np.array([[m in found for m in MARKERS] for _, found in named], dtype=np.float32)
        marks = marks.reshape(len(named), len(MARKERS)) * MARKER_WEIGHT
        return np.hstack([embeddings * self.embedding_weight, marks]).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Writes model.json (settings, topics, n-grams) and weights.npz to *folder*; no pickle."""
        settings = {
            "c": self.c,
            "embedding_weight": self.embedding_weight,
            "iterations": self.iterations,
            "temperature": self.temperature,
        }
        named = {"topics": self.topics, "labels": self.labels}
        meta = {"settings": settings, **named, "grams": [g.state() for g in self._grams]}
        (folder / "model.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        arrays: dict[str, Floats] = {f"idf{i}": grams.idf for i, grams in enumerate(self._grams)}
        arrays |= {"weights": self._weights, "dense_weights": self._dense_weights, "bias": self._bias}
        arrays["fit_weights"] = self._fit_weights
        np.savez_compressed(folder / "weights.npz", **arrays)
        if self._neighbours and self._centres:
            np.savez_compressed(folder / "neighbours.npz", **self._neighbours.state())
            np.savez_compressed(folder / "centres.npz", **self._centres.state())

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Reads what `save` wrote. Raises `OSError` or `ValueError` when a file is missing or broken."""
        meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        model = cls(**meta["settings"])
        model.topics, model.labels = meta["topics"], meta["labels"]
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            model._weights, model._dense_weights = stored["weights"], stored["dense_weights"]
            model._bias, model._fit_weights = stored["bias"], stored.get("fit_weights", np.zeros((0, 0)))
            model._grams = [NGrams.restore(state, stored[f"idf{i}"]) for i, state in enumerate(meta["grams"])]
        if model.embedding_weight:
            with np.load(folder / "neighbours.npz", allow_pickle=False) as stored:
                model._neighbours = Neighbours.restore(stored)
            with np.load(folder / "centres.npz", allow_pickle=False) as stored:
                model._centres = Centres.restore(stored)
        fitted = not model.embedding_weight or model._fit_weights.shape[1] == len(model.labels)
        if len(model._bias) != len(model.topics) or not fitted:
            raise ValueError(f"{folder}: the weights are of another version. Train again.")
        return model


def _softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    normed: Floats = shares / shares.sum(axis=1, keepdims=True)
    return normed


def _with_one(embeddings: Floats) -> Floats:
    """Returns *embeddings* with a last column of ones."""
    found: Floats = np.hstack([embeddings, np.ones((len(embeddings), 1))]).astype(np.float32)
    return found


def _ridge(embeddings: Floats, labels: Integers) -> Floats:
    """Returns the ridge regression of *labels* (n, numbers from 0 without a gap) on *embeddings*, float16
    (dimensions + 1, labels): in closed form, each label's phrasings weighed by the square root of how many they are."""
    counts = np.bincount(labels)
    rows = _with_one(embeddings).astype(np.float64)
    weighed = rows / np.sqrt(counts[labels])[:, None]
    targets = np.zeros((rows.shape[1], len(counts)))
    np.add.at(targets.T, labels, weighed)
    found = np.linalg.solve(weighed.T @ rows + RIDGE * np.eye(rows.shape[1]), targets)
    return found.astype(np.float16)
