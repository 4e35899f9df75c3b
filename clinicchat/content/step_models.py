"""What data/safety/next_steps/ must hold: what is said next in a danger, and the words that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, field

from clinicchat.content import topics
from clinicchat.content.fields import Danger, Model, Words, text
from clinicchat.content.models import AfterCard, Reviewed, Spoken
from clinicchat.content.outcomes import Severity

Effect = Literal["rises", "lowers"] | None
"""What a step does to how danger stands; most do nothing."""


class Step(Model, frozen=True):
    """What is said next in the dangers `for_`: `phrases` stand in a message, or it is like one of `like`."""

    for_: Annotated[list[Danger], Meta(min_length=1)] = field(name="for")
    severity: Severity
    en: Words
    es: Words = ""
    effect: Effect = None
    phrases: list[Words] = []
    like: list[Words] = []
    lines: list[Danger] = []
    instead_of: list[Words] = []
    """Steps that do not count in a message in which a phrase of this one stands."""
    own_danger: bool = False
    """Whether its phrases count only where the visitor is the one in danger: "she has the pills now"."""
    of_another: Words = ""
    """The step that is said in its place to somebody who speaks of another person in danger."""
    of_harm: Words = ""
    """The step that is said in its place after words of harm to others."""
    by_text: bool = False
    """Whether the lines that are written to go before those that are called."""

    def template(self, reviewed: Reviewed) -> AfterCard:
        """Returns the words as a template of a card's."""
        spanish = Spoken(text=self.es, reviewed=reviewed) if self.es else None
        return AfterCard(
            severity=self.severity, en=Spoken(text=self.en, reviewed=reviewed), es=spanish, lines=self.lines
        )


class NextSteps(Model, frozen=True):
    """data/safety/next_steps/*.yml: what is said after a card, reviewed together."""

    reviewed: Reviewed
    steps: dict[Annotated[str, text(r"^[a-z_]+$", "a name in small letters")], Step]


class Replies(Model, frozen=True):
    """Replies after a card, by what they are; questions about help (`practical`) by the step that answers them."""

    harmless: list[Words] = []
    denial: list[Words] = []
    worsening: list[Words] = []
    unrelated: list[Words] = []
    practical: dict[str, list[Words]] = {}


class RepliesFile(Model, frozen=True):
    """data/safety/replies/*.yml: replies after a card by one writer, which teach what a reply is."""

    suicide: Replies = Replies()
    overdose: Replies = Replies()
    medical_emergency: Replies = Replies()
    harm_to_others: Replies = Replies()
    abuse: Replies = Replies()
    distress: Replies = Replies()
    numbers: dict[str, list[Words]] = {}
    """Requests for a help line, by what is needed."""

    def by_danger(self) -> Iterator[tuple[str, Replies]]:
        """Yields each danger, as a topic, with its replies."""
        for name in (name for name in self.__struct_fields__ if name != "numbers"):
            yield f"{topics.SAFETY}/{name}", getattr(self, name)
