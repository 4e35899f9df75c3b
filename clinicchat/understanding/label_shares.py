"""Which label answers, an overview or a part, and how likely: alone, or after what was answered last. Pure functions.

    shares(reading.fits, reading.ranking)                                   # {"faq/access.price": 0.81, …}
    shares(fits, ranking, InContext(their_fits, their_ranking, last, 0.9))  # of a message that leans on *last*

A conditional logit over all labels that answer, of how well the text fits each (`TopicModel.read`) and how likely its
topic is. The weights are the same for all labels, so a new part needs no fit of its own; `python -m
evaluation.label_weights` fits them to the lines of writers whom the model has not seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding.arrays import Floats, Integers
from clinicchat.understanding.decision import Ranking
from clinicchat.understanding.model import FITS

WEIGHTS = Path(__file__).parent / "label_weights.json"
LEAST = 1e-4
"""No share of a topic is taken for less when its logarithm counts."""
OF_TEXT = (*FITS, "topic")
NAMES = (
    *OF_TEXT,
    "overview",
    *(f"{name} together" for name in OF_TEXT),
    *(f"{name} leaning" for name in OF_TEXT),
    "same topic",
    "just said",
    "same topic alone",
)
"""The features, in the order of `features`."""


@dataclass(frozen=True)
class Fits:
    """How well a text fits each of `labels`, those that answer: `rows` (labels, len(FITS)), and `heavy` (labels,), its
    cosine to their centres where the heavy encoder was asked (`clinicchat.understanding.heavy_labels`)."""

    labels: Sequence[str]
    rows: Floats
    heavy: Floats | None = None

    @property
    def near(self) -> dict[str, float]:
        """The cosine to the nearest phrasing of each label, plus what the ridge regression says."""
        return dict(zip(self.labels, (self.rows[:, 0] + self.rows[:, 1]).tolist(), strict=True))


NO_FITS = Fits([], np.zeros((0, len(FITS)), dtype=np.float32))


class InContext(NamedTuple):
    """What a text says together with the title of the answer `last`, and how likely it leans on it."""

    fits: Fits
    ranking: Ranking
    last: str
    leans: float


def shares(fits: Fits, ranking: Ranking, context: InContext | None = None) -> dict[str, float]:
    """Returns the probability of each label."""
    if not len(fits.labels):
        return {}
    found = scores(fits, ranking, context)
    found = np.exp(found - found.max())
    return dict(zip(fits.labels, (found / found.sum()).tolist(), strict=True))


def scores(fits: Fits, ranking: Ranking, context: InContext | None = None) -> Floats:
    """Returns the score of each label, (labels,), before the softmax."""
    found: Floats = features(fits, ranking, context) @ _weights()
    if fits.heavy is None:
        return found
    return with_heavy(found, fits.heavy, _heavy_weights(), context.leans if context else 0.0)


def inside(ranking: Ranking) -> float:
    """Returns how likely it is that any label answers: the share of all topics that are answered or refused."""
    return sum(share for topic, share in ranking if topics.is_answered(topic))


def features(fits: Fits, ranking: Ranking, context: InContext | None = None) -> Floats:
    """Returns the features of each label, (labels, len(NAMES))."""
    alone, none = _of_text(fits, ranking), np.zeros((len(fits.labels), 1))
    of = _of_labels(tuple(fits.labels))
    overview = of.overview
    if context is None:
        return np.hstack([alone, overview, np.zeros_like(alone), np.zeros_like(alone), none, none, none])
    leans, last = context.leans, topics.whole(context.last)
    same = _column(topic == last for topic in of.topics)[of.places]
    said = _column(label == context.last for label in fits.labels)
    together = _of_text(context.fits, context.ranking)
    read = [alone * (1 - leans), overview, together * leans, alone * leans]  # its own words count when it leans, too
    return np.hstack([*read, same * leans, said, same * (1 - leans)])


def with_heavy(scores: Floats, heavy: Floats, weights: Floats, leans: float = 0.0) -> Floats:
    """Returns *scores* (…, labels) with what the heavy encoder says, by *weights*: how much the scores count beside it,
    and how much it counts. It read the text alone, so it says the less, the more the text *leans*."""
    beside, own = weights
    both: Floats = scores * (1 + (beside - 1) * (1 - leans)) + heavy * own * (1 - leans)
    return both


def _of_text(fits: Fits, ranking: Ranking) -> Floats:
    likely = dict(ranking)
    of = _of_labels(tuple(fits.labels))
    logs = np.log(_column(max(likely.get(topic, 0.0), LEAST) for topic in of.topics))
    return np.hstack([fits.rows, logs[of.places]])


class OfLabels(NamedTuple):
    """What holds of labels whatever the text: their topics, the place there of each label's, (labels,), and 1 for an
    overview, (labels, 1)."""

    topics: list[str]
    places: Integers
    overview: Floats


@lru_cache(maxsize=8)
def _of_labels(labels: tuple[str, ...]) -> OfLabels:
    """Remembered, because all texts have the same few hundred labels."""
    known, places = np.unique([topics.whole(label) for label in labels], return_inverse=True)
    overview = _column(not topics.part_of(label) for label in labels)
    return OfLabels(known.tolist(), places, overview)


def _column(values: Iterable[float]) -> Floats:
    return np.array([float(value) for value in values])[:, np.newaxis]


@cache
def _heavy_weights() -> Floats:
    """Returns the weights of `with_heavy`, which `python -m evaluation.heavy_labels` fits."""
    found: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["heavy"]
    return np.array([found["beside"], found["own"]])


@cache
def _weights() -> Floats:
    found: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return np.array([found[name] for name in NAMES])
