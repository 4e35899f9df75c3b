"""Which short turn a message is, after what came before: "how far is that" after results, "really?" after an answer.

    found(reading, Before("faq/results_duration", "how long", "faq/results_duration"))      # "doubt"

A few words that are close to a phrasing of data/turns.yml are that turn, unless they show danger.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clinicchat.content import topics, turns
from clinicchat.content.turns import ShortTurn
from clinicchat.text.reading import canonical
from clinicchat.understanding import encoders
from clinicchat.understanding.context import SEARCHES, Before
from clinicchat.understanding.reading import Reading

MAX_WORDS = 9
"""A longer message says what it means by itself."""
CLOSE = 0.77
"""The cosine to a phrasing from which a message is that turn."""
DANGER = -1.0
"""Log-odds of any danger above which no message is a short turn."""


class NearestTurns:
    """The phrasings of all turns as vectors of length 1, and whose each is."""

    def __init__(self, told: Mapping[str, ShortTurn], light: encoders.Rows) -> None:
        said = [(name, phrasing) for name, turn in told.items() for phrasing in turn.like]
        self._told = told
        self._vectors = light.rows([canonical(phrasing)[0] for _, phrasing in said])[:, : encoders.DIMENSIONS]
        self._owners = [name for name, _ in said]

    def near(self, reading: Reading, before: Before) -> tuple[str, float]:
        """Returns which turn that may follow *before* the *reading* is most like, "" for none, and how much."""
        if reading.vector is None:
            return "", 0.0
        shares = self._vectors @ reading.vector
        for place in np.argsort(-shares):
            if may_follow(self._told[self._owners[place]], before):
                return self._owners[place], float(shares[place])
        return "", 0.0


_made: dict[int, tuple[object, NearestTurns]] = {}


def nearest() -> NearestTurns:
    """Returns the reader of the turns that are served, made once for them. Raises `ContentError` for a broken file."""
    told = turns.current()
    if (kept := _made.get(id(told))) is None or kept[0] is not told:
        for old in list(_made)[:-1]:  # two releases may be served at a time, while one takes over
            del _made[old]
        _made[id(told)] = kept = told, NearestTurns(told, encoders.light())
    return kept[1]


def found(reading: Reading, before: Before) -> str:
    """Returns the name of the turn that *reading* is after *before*; nothing when it is none."""
    if not reading.readable or reading.seen or topics.is_danger(before.now):
        return ""
    if len(reading.text.split()) > MAX_WORDS:
        return ""
    name, close = nearest().near(reading, before)
    doubtful = reading.danger.help > DANGER and not (name and turns.current()[name].beside_danger)
    return name if close >= CLOSE and not doubtful else ""


def topic_of(name: str, before: Before) -> str:
    """Returns what the turn *name* counts as after *before*."""
    topic = turns.current()[name].topic
    return before.now if topic == turns.SEARCH else topic


def may_follow(turn: ShortTurn, before: Before) -> bool:
    """Whether *turn* may come after *before*."""
    if turn.after == "search":
        return before.now in SEARCHES
    if turn.after == "answer":
        return bool(before.label) and before.now not in SEARCHES
    return True
