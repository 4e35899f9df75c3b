"""What was read from a message, whatever danger stood before it, and kinds of topics that replies after a card have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from clinicchat.content import topics
from clinicchat.content.names import Intent
from clinicchat.danger.level import Level
from clinicchat.danger.meaning import Meaning
from clinicchat.text.language import is_spanish

UNCLEAR = ("", topics.FALLBACK, Intent.OUT_OF_SCOPE, Intent.AFFIRM, Intent.DENY, Intent.UNSURE)
"""Topics that are no answer to the question after a card, and no question of their own."""
ASKS_WHERE = (
    "", topics.FALLBACK, Intent.OUT_OF_SCOPE, Intent.HELP_LINES, Intent.INFORM_PLACE, Intent.TALK_TO_HUMAN,
    Intent.FIND_PROVIDER,
)  # fmt: skip
"""Topics of a message that names another country and means its numbers."""
BY_THEMSELVES = (
    Intent.AFFIRM, Intent.DENY, Intent.UNSURE, Intent.TELL_ME_MORE, Intent.MORE_RESULTS, Intent.INFORM_PLACE,
    Intent.FIND_PROVIDER, Intent.FIND_TRIAL, Intent.HELP_MENU, Intent.CANCEL, Intent.HELP_LINES, Intent.GREET,
)  # fmt: skip
"""Topics that are taken at their word, whatever a reply of such words means elsewhere, unless danger grows."""
SEARCHES = (Intent.FIND_PROVIDER, Intent.FIND_TRIAL, Intent.INFORM_PLACE, Intent.MORE_RESULTS)
PLACE = "place"
"""The step for somebody who says where help is needed."""
TELLS_WHERE = re.compile(
    r"\b(?:i['’]?m|i am|we['’]?re|we are|i live|we live|vivo|vivimos|estoy|estamos)\b[^.?!]{0,20}\b(?:in|at|near|en)\b",
    re.IGNORECASE,
)
"""Words of somebody who says where they are."""
ASKS = re.compile(
    r"\?|\b(?:what|how|can|could|does|do (?:i|they|you)|is (?:it|there)|are there|will|would|why|where|which|cu[aá]nto|"
    r"c[oó]mo|puedo|qu[eé])\b",
    re.IGNORECASE,
)
"""Words of a question."""
NO_WITH_A_SIGN = re.compile(r"no+\b,? (?!.*\b(?:no|not|nobody|no one|none|never|\w+n['’]?t)\b)", re.IGNORECASE)
"""A "no" to the question after a card that goes on without another no: "no hes babbling"."""


@dataclass(frozen=True)
class Heard:
    """What was read from a message, whatever danger stood before it."""

    text: str
    topic: str = topics.FALLBACK
    beneath: str = ""
    """The topic that a card took the place of, with its part."""
    alarm: str = ""
    """The danger that a phrase shows."""
    live: bool = False
    level: Level = Level.NONE
    danger: str = ""
    score: float = -16.0
    """Log-odds of stated danger."""
    steps: tuple[str, ...] = ()
    means: Mapping[str, Meaning] = field(default_factory=dict)
    """What the message means as a reply, for each danger that may stand."""
    number: bool = False
    """Whether the message plainly asks for a help line's number."""
    country: str = ""
    """The card country that the message names."""
    asked: str = ""
    said: str = ""
    """What a pressed button answers, and its answer."""

    @property
    def is_question(self) -> bool:
        """Whether it has words of a question."""
        return ASKS.search(self.text) is not None

    @property
    def no_with_a_sign(self) -> bool:
        """Whether it is a "no" that goes on without another no: "no hes babbling"."""
        return NO_WITH_A_SIGN.match(self.text) is not None

    @property
    def in_spanish(self) -> bool:
        """Whether it is in Spanish, of which the model of replies has learned little."""
        return is_spanish(self.text)

    def meaning(self, danger: str) -> Meaning:
        """Returns what it means as a reply where *danger* stands, an empty meaning where nothing was read."""
        return self.means.get(danger) or Meaning()

    @classmethod
    def of(cls, parsed: Mapping[str, Any] | None) -> Heard:
        """Returns what Rasa's reading of a message holds."""
        found = parsed or {}
        told = {e.get("entity"): str(e.get("value")) for e in found.get("entities") or [] if e.get("value")}
        after = found.get("after_card") or {}
        return cls(
            text=str(found.get("text") or ""),
            topic=topics.label(topics.topic_of(dict(found)) or topics.FALLBACK, str(found.get("part") or "")),
            beneath=str(after.get("beneath") or ""),
            alarm=str(after.get("alarm") or ""),
            live=bool(after.get("live")),
            level=Level(found.get("danger_level") or Level.NONE),
            danger=str(found.get("danger") or ""),
            score=float((found.get("danger_scores") or {}).get("card", -16.0)),
            steps=tuple(after.get("steps") or ()),
            number=bool(after.get("number")),
            country=str(after.get("country") or ""),
            means={danger: msgspec.convert(one, Meaning) for danger, one in (after.get("means") or {}).items()},
            asked=told.get("asked", ""),
            said=told.get("said", ""),
        )


def topic_of(heard: Heard) -> str:
    """Returns the topic of a message, whatever card took its place."""
    return heard.beneath if topics.is_danger(heard.topic) else heard.topic
