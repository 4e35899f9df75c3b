"""What the program knows topics by, as their files say (`marks`): no topic's id stands in Python for it."""

from __future__ import annotations

from functools import lru_cache

from clinicchat.content import live_words, topics
from clinicchat.content.live_words import Content
from clinicchat.content.names import Mark


def is_marked(label: str, mark: Mark) -> bool:
    """Whether the topic of *label*, a topic or a part, has *mark*."""
    return topics.whole(label) in marked(mark)


def marked(mark: Mark) -> frozenset[str]:
    """Returns the topics that have *mark*."""
    return _by_mark(live_words.current())[mark]


@lru_cache(maxsize=2)
def _by_mark(words: Content) -> dict[Mark, frozenset[str]]:
    told = {name.removeprefix("utter_"): given[0].metadata.marks for name, given in words.words.items()}
    return {mark: frozenset(name for name, marks in told.items() if mark in marks) for mark in Mark}
