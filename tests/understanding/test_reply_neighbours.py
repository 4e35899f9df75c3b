"""How near a reply is to the replies that were learned from."""

from __future__ import annotations

import numpy as np

from clinicchat.content import topics
from clinicchat.understanding.reply_neighbours import ReplyNeighbours

EAST, NORTH, WEST = np.eye(768, dtype=np.float32)[0], np.eye(768, dtype=np.float32)[1], -np.eye(768)[0]
NEAR = ReplyNeighbours.of(
    np.array([EAST, EAST, NORTH, NORTH]), [0, 0, 1, 1], [topics.ABUSE, topics.ABUSE, topics.SUICIDE, topics.SUICIDE]
)


def test_each_kind_is_as_like_as_its_nearest_replies_among_all_and_among_those_of_the_danger():
    assert np.allclose(NEAR.similarity(NEAR.cosines(EAST), topics.SUICIDE, kinds=2), [1.0, 0.0, 0.0, 0.0], atol=0.01)
    assert np.allclose(NEAR.similarity(NEAR.cosines(EAST), topics.ABUSE, kinds=2), [1.0, 0.0, 1.0, 0.0], atol=0.01)


def test_replies_that_are_not_counted_are_left_out():
    counted = np.array([False, False, True, True])
    assert np.allclose(NEAR.similarity(NEAR.cosines(EAST), topics.ABUSE, counted, 2), [0.0, 0.0, 0.0, 0.0], atol=0.01)


def test_dangers_of_a_body_that_is_unwell_are_one():
    body = ReplyNeighbours.of(np.array([EAST, NORTH]), [0, 1], [topics.OVERDOSE, topics.MEDICAL])
    found = body.similarity(body.cosines(WEST), topics.MEDICAL, kinds=2)
    assert np.allclose(found[:2], found[2:], atol=0.01)
