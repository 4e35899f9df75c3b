"""Which labels and topics can be answered now: asked once for all messages, until words or the day change.

An answer whose review is overdue has no words any more, so the day counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from clinicchat.content import live_words, topics
from clinicchat.content.live_words import Content


class Answering(NamedTuple):
    """The `places` of the `labels` that answer among all of a model's, and the `topics` that have words."""

    places: Sequence[int]
    labels: Sequence[str]
    topics: frozenset[str]


class Answerable:
    """What of a model's *labels* and *names* of topics can be answered, by *has_words*."""

    def __init__(self, labels: Sequence[str], names: Sequence[str], has_words: Callable[[str], bool]) -> None:
        self._labels, self._names, self._has_words = labels, names, has_words
        self._of: tuple[Content, datetime.date] | None = None
        self._found = Answering([], [], frozenset())

    def now(self) -> Answering:
        """Returns what can be answered today with the words that are served."""
        of = live_words.current(), live_words.today()
        if of != self._of:
            has = self._has_words
            places = [i for i, label in enumerate(self._labels) if topics.is_answered(label) and has(label)]
            known = frozenset(name for name in self._names if has(name))
            self._found, self._of = Answering(places, [self._labels[i] for i in places], known), of
        return self._found


def has_words(topic: str) -> bool:
    """Whether *topic*, or a part of one, has words to answer with."""
    if topics.part_of(topic):
        return live_words.current().may_give(topic)
    return topics.group(topic) not in topics.GROUPS or live_words.current().has(topic)
