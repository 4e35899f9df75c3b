"""Short turns: their words exist, and a result is counted to."""

from __future__ import annotations

import pytest

from clinicchat.content import live_words, turns


def test_what_each_turn_says_is_written():
    named = {name for turn in turns.current().values() for name in (turn.words, turn.trial_words) if name}
    assert {name for name in named if not live_words.current().has(name)} == set()


@pytest.mark.parametrize(
    ("text", "which"),
    [("the second one", 1), ("whats the number of the 3rd", 2), ("the last one", -1), ("any women", None)],
)
def test_a_result_is_counted_to(text, which):
    assert turns.counted(text) == which
