"""What data/rules.yml and data/stories.yml must hold, as far as it can be told without Rasa."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, field

from clinicchat.content.fields import (
    Model,
    Name,
    Words,
)


class Step(Model, frozen=True):
    """A step of a rule or a story, as Rasa knows it."""

    intent: Name = ""
    action: Name = ""
    checkpoint: Name = ""
    user: Name = ""
    active_loop: Any = None
    slot_was_set: Any = None
    entities: Any = None
    or_: Any = field(name="or", default=None)


Steps = Annotated[list[Step], Meta(min_length=1)]


class Rule(Model, frozen=True):
    """One kind of turn."""

    rule: Words
    steps: Steps
    condition: list[Step] = []
    conversation_start: bool = False
    wait_for_user_input: bool = True


class Rules(Model, frozen=True):
    """data/rules.yml."""

    version: Words
    rules: Annotated[list[Rule], Meta(min_length=1)]


class Story(Model, frozen=True):
    """One conversation of several turns."""

    story: Words
    steps: Steps


class Stories(Model, frozen=True):
    """data/stories.yml."""

    version: Words
    stories: list[Story]
