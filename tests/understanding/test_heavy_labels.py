"""The heavy encoder tells labels apart by their middles; a label newer than the file keeps the light one's word."""

from __future__ import annotations

import numpy as np
import pytest

from clinicchat.content import live_words, topics
from clinicchat.understanding import encoders, heavy_labels
from clinicchat.understanding.centres import Centres
from clinicchat.understanding.heavy_labels import HeavyLabels

EMDR, CPT = "faq/ptsd_treatments.emdr", "faq/ptsd_treatments.cpt"


@pytest.fixture
def two() -> HeavyLabels:
    """The middles of two labels that differ in the first number."""
    rows = np.random.default_rng(1).normal(0, 0.1, (60, 4)) + np.repeat([[1, 0, 0, 0], [-1, 0, 0, 0]], 30, axis=0)
    return HeavyLabels([EMDR, CPT], Centres.of(rows, np.repeat([0, 1], 30), 2))


def test_each_label_is_told_by_its_name_whatever_the_order(two):
    (found,) = two.similarity(np.array([[1.0, 0, 0, 0]]), [CPT, EMDR], np.zeros((1, 2)))
    assert found[1] > 0.9 > -0.9 > found[0]


def test_a_label_newer_than_the_file_keeps_what_the_light_encoder_says(two):
    (found,) = two.similarity(np.array([[1.0, 0, 0, 0]]), ["faq/new.part", EMDR], np.array([[0.3, 0.2]]))
    assert found[0] == pytest.approx(0.3) and found[1] > 0.9


def test_a_file_says_what_was_written_and_nothing_of_another_encoder(two, tmp_path, monkeypatch):
    path = tmp_path / "labels.npz"
    heavy_labels.write(two, path)
    again, vectors = heavy_labels.read(path), np.array([[0.5, 0.1, 0, 0]])
    assert again is not None
    found = again.similarity(vectors, [EMDR, CPT], np.zeros((1, 2)))
    assert found == pytest.approx(two.similarity(vectors, [EMDR, CPT], np.zeros((1, 2))), abs=1e-2)
    monkeypatch.setattr(heavy_labels, "encoder_id", lambda folder: "another")
    assert heavy_labels.read(path) is None


def test_the_shipped_file_belongs_to_the_shipped_encoder_and_knows_nearly_every_label():
    """Else: `python -m evaluation.heavy_labels`. Staff's new parts may be missing; half of all parts may not."""
    known, words = heavy_labels.shipped(), live_words.current()
    assert known is not None
    labels = [x for group in (topics.FAQ, topics.DECLINE) for t in words.topics(group) for x in (t, *words.parts(t))]
    assert len({*labels} & {*known.labels}) >= 0.9 * len(labels)


def test_it_knows_what_is_meant_without_its_name():
    known = heavy_labels.shipped()
    (row,) = encoders.Heavy().rows(["new therapist wants to wave fingers in front of her face"])
    (found,) = known.similarity(row[None, -encoders.DIMENSIONS :], known.labels, np.zeros((1, len(known.labels))))
    assert EMDR in [known.labels[i] for i in np.argsort(-found)[:5]]
