"""evaluation/danger_kinds.py: the share from which danger is taken for harm to others."""

from __future__ import annotations

import numpy as np

from clinicchat.understanding import danger_kinds as learned
from evaluation import danger_kinds


def test_the_lowest_share_is_chosen_at_which_few_others_are_taken_for_harm():
    harm = np.array([True] * 20 + [False] * 100)
    shares = np.array([0.6] * 20 + [0.45] * 8 + [0.1] * 92)
    assert danger_kinds.choose(shares, harm) == 0.5


def test_the_highest_share_stands_where_none_is_bearable():
    assert danger_kinds.choose(np.full(10, 0.99), np.zeros(10, dtype=bool)) == 0.85


def test_the_share_in_force_is_one_that_the_command_can_choose():
    assert any(abs(learned.model().least - share) < 1e-6 for share in danger_kinds.SHARES)
