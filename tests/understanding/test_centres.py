"""Labels are told apart by what differs between them, not by what differs within each."""

from __future__ import annotations

import numpy as np
import pytest

from clinicchat.understanding.centres import Centres


@pytest.fixture(scope="module")
def lines() -> tuple[np.ndarray, np.ndarray]:
    """Two labels that differ a little in the first number, and within each a lot in the second (a writer's manner)."""
    chance = np.random.default_rng(1)
    labels = np.repeat([0, 1], 200)
    rows = np.stack([labels * 0.4 - 0.2, chance.normal(0, 2, 400), np.ones(400)], axis=1)
    return rows + chance.normal(0, 0.05, rows.shape), labels


def test_the_manner_of_a_line_does_not_hide_its_label(lines):
    rows, labels = lines
    found = Centres.of(rows, labels).similarity(rows).argmax(axis=1)
    assert (found == labels).mean() > 0.95
    plain = np.stack([rows[labels == label].mean(axis=0) for label in (0, 1)])
    assert ((rows @ plain.T).argmax(axis=1) == labels).mean() < 0.95, "else it would prove nothing"


def test_what_is_stored_says_the_same(lines):
    centres = Centres.of(*lines)
    again = Centres.restore(centres.state())
    assert again.similarity(lines[0]) == pytest.approx(centres.similarity(lines[0]), abs=1e-3)


def test_few_dimensions_keep_what_tells_the_labels_apart(lines):
    rows, labels = lines
    few = Centres.of(rows, labels, dimensions=1)
    assert few.state()["turn"].shape == (3, 1)
    assert (few.similarity(rows).argmax(axis=1) == labels).mean() > 0.95
