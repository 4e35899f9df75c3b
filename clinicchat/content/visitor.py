"""What visitors say of themselves and stays in a conversation: data/visitor.yml.

told = visitor.current()
told.traits_in("my wife is 6 weeks pregnant")       # ["pregnant"]
told.about_in("my wife is 6 weeks pregnant")        # "your wife"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from clinicchat.content import serving
from clinicchat.content.fields import Model, Name, Words
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load
from clinicchat.content.models import Reviewed

FILE = "visitor.yml"
RECHECK_SECONDS = 2.0

FIRST = re.compile(r"\b(?:i|i['’]?m|im|i['’]?ve|ive|me|my|mine|myself)\b", re.IGNORECASE)
THIRD = re.compile(r"\b(?:s?he|s?he['’]?s|him|his|hers?|they|they['’]?re|them|their)\b", re.IGNORECASE)
"""Words of who speaks of themselves, and of who speaks of another, whose name went before."""


class Trait(Model, frozen=True):
    """Something that matters later: the words that tell it, and the line that stands before answers of some topics."""

    said: list[Words]
    beside: list[Words]
    line: Words


class Visitor(Model, frozen=True):
    """data/visitor.yml. `about` is said back as `your wife`; `only_us` are labels of answers about the US alone."""

    reviewed: Reviewed
    traits: dict[Name, Trait]
    about: dict[Words, list[Words]]
    about_me: list[Words]
    about_beside: list[Words]
    only_us: list[Words]

    def traits_in(self, text: str) -> list[str]:
        """Returns the names of the traits that *text* tells."""
        return [name for name, trait in self.traits.items() if _holds(text, trait.said)]

    def about_in(self, text: str) -> str | None:
        """Returns about whom *text* asks, as it is said back; "" for the visitor, None when it does not tell."""
        found = next((whom for whom, said in self.about.items() if _holds(text, said)), None)
        own = _holds(text, self.about_me) or (FIRST.search(text) and not THIRD.search(text))
        return "" if found is None and own else found


def _holds(text: str, said: Iterable[str]) -> bool:
    return _pattern(tuple(said)).search(text.replace("’", "'")) is not None


@lru_cache(maxsize=64)
def _pattern(said: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, said))})\b", re.IGNORECASE)


_kept: LastGood[Visitor] = LastGood(
    lambda path: load(path, Visitor),
    names=lambda told: [f"data/{FILE}: {name}" for name in told.traits],
    recheck=RECHECK_SECONDS,
)


def current() -> Visitor:
    """Returns what stays, re-read when the file changed. Raises `ContentError` if it never was good."""
    return _kept.current(serving.data() / FILE)
