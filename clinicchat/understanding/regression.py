"""Multinomial logistic regression on sparse and dense features together, by L-BFGS in float32.

Half the time of scikit-learn's and better on others' phrasings, for two reasons: steps are scaled by each feature's own
curvature (n-grams are rare, embedding numbers are not), and targets are smoothed, so that no weight is spent on being
surer of a training phrase than a new one deserves.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clinicchat.understanding.arrays import Floats, Integers

MEMORY = 6
"""Steps that L-BFGS remembers."""
STILL = 3e-5
"""Relative gain of a step below which training ends."""
MIN_STEP = 1e-4

Objective = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Settings:
    """*c*: inverse regularisation; *smoothing*: share of each target spread over all classes; *balance*: 0 counts every
    example alike, 1 every class."""

    c: float
    iterations: int
    smoothing: float
    balance: float


@dataclass(frozen=True)
class Features:
    """*grams* (n, g), *dense* (n, d): the rows of all examples."""

    grams: sparse.csr_matrix
    dense: Floats


@dataclass(frozen=True)
class Weights:
    """Of the n-grams (g, columns), of the dense features (d, columns), and the bias (columns,), float32."""

    grams: Floats
    dense: Floats
    bias: Floats


def train(features: Features, classes: Integers, settings: Settings) -> Weights:
    """Returns a column of weights for each class; *classes* are numbers from 0 without a gap, one for each example."""
    with ThreadPoolExecutor(2) as pool:
        return _train(features, classes, settings, pool)


def _train(features: Features, classes: Integers, settings: Settings, pool: ThreadPoolExecutor) -> Weights:
    total, split, count = len(classes), features.grams.shape[1], int(classes.max()) + 1
    dense = features.dense
    grams, turned = _Halves(features.grams, pool), _Halves(features.grams.T.tocsr(), pool)
    targets = np.full((total, count), settings.smoothing / count, dtype=np.float32)
    targets[np.arange(total), classes] += 1 - settings.smoothing
    sizes = np.bincount(classes, minlength=count)
    worth = (1.0 / sizes[classes]) ** settings.balance
    worth = (worth / worth.sum()).astype(np.float32)[:, None]
    ridge = np.float32(1 / (settings.c * total))

    def objective(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, count)
        scores = grams.times(weights[:split])
        scores += dense @ weights[split:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        told = (targets * scores).sum(axis=1, keepdims=True)
        probabilities = np.exp(scores, out=scores)
        sums = probabilities.sum(axis=1, keepdims=True)
        loss = float((worth * (np.log(sums) - told)).sum())
        loss += 0.5 * float(ridge) * float(np.vdot(weights[:-1], weights[:-1]))
        probabilities /= sums
        probabilities -= targets
        probabilities *= worth
        gradient = np.empty_like(weights)
        gradient[:split], gradient[split:-1] = turned.times(probabilities), dense.T @ probabilities
        gradient[-1] = probabilities.sum(axis=0)
        gradient[:-1] += ridge * weights[:-1]
        return loss, gradient.ravel()

    scale = _inverse_curvature(features.grams, dense, targets.mean(axis=0), ridge)
    weights = _minimise(objective, np.zeros_like(scale), scale, settings.iterations).reshape(-1, count)
    return Weights(weights[:split], weights[split:-1], weights[-1])


class _Halves:
    """A sparse matrix whose product two threads compute, a half of the rows each: SciPy frees the interpreter."""

    def __init__(self, matrix: sparse.csr_matrix, pool: ThreadPoolExecutor) -> None:
        # Rows differ in length, so the halves are of entries, not of rows.
        middle = int(np.searchsorted(matrix.indptr, matrix.nnz // 2))
        self._parts = [matrix[:middle], matrix[middle:]]
        self._pool = pool

    def times(self, other: Floats) -> Floats:
        return np.vstack(list(self._pool.map(lambda part: part @ other, self._parts)))


def _inverse_curvature(grams: sparse.csr_matrix, dense: Floats, share: Floats, ridge: np.float32) -> Floats:
    squares = np.concatenate([np.asarray(grams.multiply(grams).sum(axis=0)).ravel(), (dense * dense).sum(axis=0)])
    squares = np.append(squares / grams.shape[0], 1.0)
    return (1 / (np.outer(squares, np.sqrt(share * (1 - share))) + ridge)).astype(np.float32).ravel()


def _minimise(objective: Objective, point: Floats, scale: Floats, iterations: int) -> Floats:
    """L-BFGS (Nocedal and Wright, algorithm 7.5) that halves a step until it gains enough."""
    past: list[tuple[Floats, Floats, float]] = []
    loss, gradient = objective(point)
    for _ in range(iterations):
        way = _direction(gradient, past, scale)
        falls, length = float(np.vdot(gradient, way)), 1.0
        while True:
            moved = point - length * way
            new_loss, new_gradient = objective(moved)
            if new_loss <= loss - 1e-4 * length * falls or length < MIN_STEP:
                break
            length /= 2
        step, bend = moved - point, new_gradient - gradient
        if (product := float(np.vdot(step, bend))) > 1e-10:
            past = [*past, (step, bend, 1 / product)][-MEMORY:]
        gained = loss - new_loss
        if gained <= 0:
            break
        point, loss, gradient = moved, new_loss, new_gradient
        if gained < STILL * abs(loss):
            break
    return point


def _direction(gradient: Floats, past: list[tuple[Floats, Floats, float]], scale: Floats) -> Floats:
    way, probabilities = gradient.copy(), []
    for step, bend, inverse in reversed(past):
        share = inverse * float(np.vdot(step, way))
        probabilities.append(share)
        way -= share * bend
    way *= scale
    if past:
        _, bend, inverse = past[-1]
        way /= inverse * float(np.vdot(bend * scale, bend))
    for (step, bend, inverse), share in zip(past, reversed(probabilities), strict=True):
        way += step * (share - inverse * float(np.vdot(bend, way)))
    return way
