"""What data/helplines.yml must hold: each country's emergency number, its help lines and its terms."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from clinicchat.content.fields import Call, Country, Danger, Day, Language, MaybeCall, Model, Words, text


class CheckedLine(Model, frozen=True):
    """Who called a number, and when."""

    by: Words
    on: Day


class Line(Model, frozen=True):
    """Whom to call: the words of the link, and the words that ask for it."""

    label: Words
    number: str | None
    url: MaybeCall | None
    checked: CheckedLine | None = None
    asked: list[Words] = []


class Emergency(Line, frozen=True):
    """The emergency number; none where it differs within the "country" (ELSEWHERE), which then has it as a term."""


class HelpLine(Line, frozen=True, kw_only=True):
    """A help line; `for_` are the dangers that it serves, `called` its other names, `only` words of which one must
    stand in a request for it ("scotland")."""

    name: Words
    for_: list[Danger] = field(name="for")
    number: Words
    url: Call
    verified: bool
    called: list[Words] = []
    only: list[Words] = []


class OtherLine(Model, frozen=True):
    """A line whose number is not held here: its names, its country, and a word that asks for ours of that need."""

    name: Words
    called: Annotated[list[Words], Meta(min_length=1)]
    country: Country | None = None
    asked: Words | None = None


Terms = dict[Annotated[str, text(r"^[a-z]\w*$", "a name in small letters, such as poison_help")], Words]


class HelpCountry(Model, frozen=True):
    """One country of data/helplines.yml: its numbers, and what {emergency} and the like stand for there."""

    name: Words
    emergency: Emergency
    lines: Annotated[list[HelpLine], Meta(min_length=1)]
    terms: Terms
    languages: Annotated[list[Language], Meta(min_length=1)] = field(default_factory=lambda: ["en"])
    sources: dict[Annotated[str, text("^[a-z_]+$", "a danger, such as suicide")], list[Words]] = {}


class HelpLines(Model, frozen=True):
    """data/helplines.yml."""

    countries: dict[Country, HelpCountry]
    terms: Terms = {}
    others: list[OtherLine] = []
