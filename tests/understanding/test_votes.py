"""Two readers of topics are joined; what the second does not know keeps its share."""

from __future__ import annotations

import numpy as np
import pytest

from clinicchat.understanding.votes import voted


def test_a_second_reader_moves_what_both_know_and_nothing_else():
    shares = np.array([[0.5, 0.3, 0.2]], dtype=np.float32)
    scores = np.log(np.array([[0.1, 0.9]], dtype=np.float32))
    (found,) = voted(shares, ["a", "b", "own"], scores, ["a", "b"])
    assert found.sum() == pytest.approx(1.0, abs=1e-5)
    assert found[1] > found[0]
    assert found[2] / (found[0] + found[1]) == pytest.approx(0.2 * 0.2 / (0.5 * 0.08 + 0.3 * 0.72), abs=1e-3)
