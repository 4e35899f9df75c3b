"""The topic model: one linear model over all leaf topics, on n-grams, the sentence embedding and name markers.

No Rasa here, so that the evaluation, the public benchmark and Rasa's component run the same code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from clinicchat.nlu.text import canonical

WORDS = {
    "analyzer": "word",
    "ngram_range": (1, 2),
    "token_pattern": r"\S+",
    "sublinear_tf": True,
    "min_df": 1,
}
LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True, "min_df": 2}
MARKERS = ("_drug", "_illness", "_mdma", "_medicine")
MARKER_WEIGHT = 0.5


class TopicModel:
    """Text and embedding to a probability for each topic.

    `fit` takes texts, their embeddings (n, 384) and topics; `predict` returns (n, topics) probabilities in the order
    of `topics`.
    """

    def __init__(
        self, c: float = 10.0, embedding_weight: float = 2.0, iterations: int = 100, temperature: float = 1.0
    ) -> None:
        """*c*: inverse regularisation; *temperature*: divides the scores before the softmax (calibration)."""
        self.c = c
        self.embedding_weight = embedding_weight
        self.iterations = iterations
        self.temperature = temperature
        self.topics: list[str] = []
        self._vectorizers = [TfidfVectorizer(dtype=np.float32, **kind) for kind in (WORDS, LETTERS)]
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], embeddings: np.ndarray, topics: Sequence[str]) -> TopicModel:
        """Trains; the same input gives the same model."""
        named = [canonical(t) for t in texts]
        for vectorizer in self._vectorizers:
            vectorizer.fit([n for n, _ in named])
        features = self._features(named, embeddings)
        regression = LogisticRegression(C=self.c, max_iter=self.iterations, tol=1e-3)
        regression.fit(features, np.asarray(topics))
        self.topics = [str(t) for t in regression.classes_]
        self._weights = np.ascontiguousarray(regression.coef_.T, dtype=np.float32)
        self._bias = regression.intercept_.astype(np.float32)
        return self

    def predict(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """Returns probabilities, float32, shape (len(texts), len(self.topics)); each row sums to 1."""
        return self.predict_named([canonical(t) for t in texts], embeddings)

    def predict_named(self, named: list[tuple[str, list[str]]], embeddings: np.ndarray) -> np.ndarray:
        """Like `predict`, from texts that `canonical` has already been through."""
        scores = (self._features(named, embeddings) @ self._weights + self._bias) / self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        return shares / shares.sum(axis=1, keepdims=True)

    def _features(self, named: list[tuple[str, list[str]]], embeddings: np.ndarray) -> sparse.csr_matrix:
        texts = [text for text, _ in named]
        marks = np.array([[m in found for m in MARKERS] for _, found in named], dtype=np.float32)
        dense = np.hstack([embeddings * self.embedding_weight, marks.reshape(len(named), -1) * MARKER_WEIGHT])
        blocks = [v.transform(texts) for v in self._vectorizers]
        return sparse.hstack([*blocks, sparse.csr_matrix(dense.astype(np.float32))], format="csr", dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes model.json (settings, topics, vocabularies) and weights.npz to *folder*; no pickle."""
        settings = {"c": self.c, "embedding_weight": self.embedding_weight, "temperature": self.temperature}
        words = [sorted(v.vocabulary_, key=v.vocabulary_.__getitem__) for v in self._vectorizers]
        meta = {"settings": settings, "topics": self.topics, "vocabularies": words}
        (folder / "model.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "weights.npz",
            weights=self._weights.astype(np.float16),
            bias=self._bias,
            idf0=self._vectorizers[0].idf_.astype(np.float32),
            idf1=self._vectorizers[1].idf_.astype(np.float32),
        )

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Reads what `save` wrote. Raises `OSError` or `ValueError` when a file is missing or broken."""
        meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        model = cls(**meta["settings"])
        model.topics = meta["topics"]
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            model._weights = stored["weights"].astype(np.float32)
            model._bias = stored["bias"]
            for number, vectorizer in enumerate(model._vectorizers):
                vectorizer.vocabulary_ = {w: i for i, w in enumerate(meta["vocabularies"][number])}
                vectorizer.fixed_vocabulary_ = True
                vectorizer.idf_ = stored[f"idf{number}"]
        return model
