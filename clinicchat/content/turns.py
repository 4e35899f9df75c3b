"""Short turns that mean something only after what came before: data/turns.yml.

turns.current()["far"].words        # "search_far_provider"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from clinicchat.content import serving
from clinicchat.content.fields import Model, Name, Words
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load

FILE = "turns.yml"
SEARCH = "search"
"""The topic of a turn that goes on with the search."""
RECHECK_SECONDS = 2.0


class ShortTurn(Model, frozen=True):
    """One kind of turn: after what it counts, how people say it, which topic it is, and what is said.

    `beside_danger`: it counts where the scores are doubtful too, for its words have the help lines.
    """

    after: Literal["search", "answer", "any"]
    like: list[Words]
    topic: Name
    words: str = ""
    trial_words: str = ""
    beside_danger: bool = False


class ShortTurns(Model, frozen=True):
    """data/turns.yml; `counts` are the words for the first result, the second and so on, and `last` for the last;
    `who_knows` says by topic who can tell what this chat has no words for, under `else` for all others."""

    turns: dict[Name, ShortTurn]
    counts: list[list[Words]]
    last: list[Words]
    who_knows: dict[Words, Words]


_kept: LastGood[ShortTurns] = LastGood(
    lambda path: load(path, ShortTurns),
    names=lambda told: [f"data/{FILE}: {name}" for name in told.turns],
    recheck=RECHECK_SECONDS,
)


def current() -> Mapping[str, ShortTurn]:
    """Returns the turns by name, re-read when the file changed. Raises `ContentError` if there never were good ones."""
    return _kept.current(serving.data() / FILE).turns


def who_knows(topic: str) -> str:
    """Returns who can tell what no words here are about, after an answer of *topic*.

    >>> who_knows("faq/joining_a_trial")
    'The study team'
    """
    known = _kept.current(serving.data() / FILE).who_knows
    return known.get(topic, known["else"])


def counted(text: str) -> int | None:
    """Returns which of a list *text* counts to, from 0, -1 for the last; None when it counts to none.

    >>> counted("the second one"), counted("number 3 please"), counted("the last"), counted("any women")
    (1, 2, -1, None)
    """
    told, said = _kept.current(serving.data() / FILE), set(re.findall(r"\w+", text.lower()))
    if said & set(told.last):
        return -1
    return next((place for place, names in enumerate(told.counts) if said & set(names)), None)
