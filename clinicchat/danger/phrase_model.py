"""What the files of data/safety/phrases/ must hold."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from msgspec import Meta, Struct, defstruct, field

from clinicchat.content.fields import (
    Blank,
    Language,
    Model,
    Words,
    text,
)


class CounterPhrase(Model, frozen=True):
    """Words that do not count, with a sentence that would alarm without it."""

    phrase: Words
    example: Words


Phrases = Annotated[list[Words], Meta(min_length=1)]


class PhraseGroup(Model, frozen=True):
    """A named set of phrases of one danger. With `together`, one of each list must be in the message."""

    name: Words
    phrases: Phrases
    examples: Annotated[list[Words], Meta(min_length=2)]
    together: Phrases = []
    language: Language = "en"
    no_drug: bool = False
    live: bool = False
    not_: list[CounterPhrase] = field(name="not", default_factory=list)


class DangerPhrases(Model, frozen=True):
    """The phrases of one danger."""

    groups: list[PhraseGroup]
    doubts: list[CounterPhrase] = []
    """Words under which scores alone give a help line in place of this danger's card."""
    not_: list[CounterPhrase] = field(name="not", default_factory=list)


@cache
def phrase_model(danger: str) -> type[Struct]:
    """Returns the model of the file with the phrases of *danger*: they are under its name."""
    return defstruct("PhrasesOf", [("phrases", DangerPhrases, field(name=danger))], bases=(Model,), kw_only=True)


def phrases_of(file: Any) -> DangerPhrases:
    """Returns the phrases in a file of `phrase_model`."""
    found: DangerPhrases = file.phrases
    return found


class PhraseLanguage(Model, frozen=True):
    """data/safety/phrases/language.yml: what all phrases share."""

    fillers: Blank = ""
    keywords: Blank = ""
    real_words: Blank = ""
    spellings: Any = None
    lists: dict[Annotated[str, text(r"^\w+$", "a name without spaces")], Phrases] = {}
    not_: list[CounterPhrase] = field(name="not", default_factory=list)
