"""What follows a message once danger was seen: one decision, which the policy routes by and the action speaks by.

    react(standing, "safe_now", Heard("i have pills here", …), next_steps.current())
    # Reaction(Kind.STEP, "means_here")

None leaves the message to its topic, with the help line under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clinicchat.content import topics
from clinicchat.content.names import Intent
from clinicchat.danger import after_card
from clinicchat.danger.level import Level
from clinicchat.danger.next_steps import NextStep
from clinicchat.danger.standing import Stage, Standing

NOT_DANGER = "not_danger"
"""What the button "That was not about danger" says."""
BODY = (topics.OVERDOSE, topics.MEDICAL)
"""Dangers that share their next steps: a body that is unwell."""
CANNOT_WAIT = (*BODY, topics.SUICIDE)
"""Dangers in which, while they go on, questions of the article and searches wait."""
NOT_LOWERED, TO_BE_SURE = "not_lowered", "to_be_sure"
"""Words before the question, when it is asked again."""
NEAR, NEAR_LOWERS = 0.62, 0.8
"""Cosines from which a message counts as like a step's phrasing; to lower danger it must be all but the same."""
AGAIN = 2.0
"""Log-odds of stated danger from which words that no phrase knows are met with the help of a crisis again."""


class Kind(StrEnum):
    """What is done."""

    CARD = "card"
    ANSWER = "answer"
    STEP = "step"
    DENIED = "denied"
    DISMISSED = "dismissed"
    AGAIN = "again"
    ASK = "ask"
    WAIT = "wait"
    TOPIC = "topic"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Reaction:
    """What is done, and the name that it needs: a step's, what was answered, or a topic."""

    kind: Kind
    name: str = ""


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
    near: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """For each danger the step that the message is most like, with the cosine."""
    number: bool = False
    """Whether the message plainly asks for a help line's number."""
    country: str = ""
    """The card country that the message names."""
    asked: str = ""
    said: str = ""
    """What a pressed button answers, and its answer."""

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
            near={danger: (name, float(share)) for danger, (name, share) in (after.get("near") or {}).items()},
            asked=told.get("asked", ""),
            said=told.get("said", ""),
        )


def react(
    standing: Standing | None,
    asked: str | None,
    heard: Heard,
    steps: Mapping[str, NextStep],
    searching: bool = False,
) -> Reaction | None:
    """Returns what follows *heard*, when danger stands as *standing* and *asked* is the question that is open."""
    if heard.asked in after_card.QUESTIONS:
        return Reaction(Kind.ANSWER, heard.said or heard.topic)
    if heard.said == NOT_DANGER:
        return Reaction(Kind.DISMISSED)
    if standing is None:
        return None
    own = [steps[n] for n in heard.steps if standing.danger in steps[n].dangers]
    if found := _rising(standing, heard, own):
        return found
    if not standing.open:
        return None
    if heard.number:
        return Reaction(Kind.NUMBERS)
    if said := after_card.reads_as(heard.text, asked):
        return Reaction(Kind.ANSWER, said)
    return _named(standing, heard, own, steps) or _unnamed(standing, asked, heard, steps, searching)


def _rising(standing: Standing, heard: Heard, own: list[NextStep]) -> Reaction | None:
    """What is graver than before goes first: signs, means, a plan, another danger.

    Words that raise and deny in one ("nobody is fitting") do neither: it is asked again, with the number.
    """
    denies = any(step.effect == "lowers" for step in own)
    if step := next((s for s in own if s.effect == "rises"), None):
        return Reaction(Kind.ASK, NOT_LOWERED) if denies and not heard.alarm else Reaction(Kind.STEP, step.name)
    if not heard.alarm:
        return None
    same = alike(heard.alarm, standing.danger) and not heard.live
    if standing.open and denies and (same or heard.alarm == topics.DISTRESS):
        return Reaction(Kind.ASK, NOT_LOWERED)
    if standing.open and alike(heard.alarm, standing.danger):
        return _step(own) or Reaction(Kind.CARD)
    if standing.open and heard.alarm == topics.DISTRESS:
        return _step(own) or Reaction(*((Kind.ASK, TO_BE_SURE) if standing.danger in BODY else (Kind.AGAIN,)))
    return Reaction(Kind.CARD)


def _named(standing: Standing, heard: Heard, own: list[NextStep], steps: Mapping[str, NextStep]) -> Reaction | None:
    """What a step is for: by its phrases, then by what its phrasings are like."""
    if any(step.effect == "lowers" for step in own):
        return Reaction(Kind.ASK, NOT_LOWERED) if heard.score >= AGAIN else Reaction(Kind.DENIED)
    if found := _step(own):
        return found
    name, share = heard.near.get(standing.danger, ("", 0.0))
    if name in steps and share >= (NEAR_LOWERS if steps[name].effect == "lowers" else NEAR):
        return Reaction(Kind.DENIED if steps[name].effect == "lowers" else Kind.STEP, name)
    return None


def _unnamed(
    standing: Standing, asked: str | None, heard: Heard, steps: Mapping[str, NextStep], searching: bool
) -> Reaction | None:
    """What no step is for: a cry for help, a number, danger that the model sees, and what waits."""
    if after_card.asks_for_help(heard.text):
        return Reaction(Kind.ANSWER, Intent.DENY)
    if heard.country and topic_of(heard) in ASKS_WHERE:
        return Reaction(Kind.NUMBERS)
    if heard.level is Level.CARD and not alike(heard.danger, standing.danger) and heard.danger != topics.DISTRESS:
        return Reaction(Kind.CARD)
    if heard.level is Level.CARD and heard.score >= AGAIN:
        return Reaction(Kind.AGAIN)
    topic = topic_of(heard)
    if topic == Intent.HELP_LINES:
        return Reaction(Kind.NUMBERS)
    if topic == Intent.INFORM_PLACE and PLACE in steps and standing.danger in steps[PLACE].dangers and not searching:
        return Reaction(Kind.STEP, PLACE)
    if standing.danger in CANNOT_WAIT and standing.stage is Stage.LIVE and not searching and _waits(topic):
        return Reaction(Kind.WAIT)
    if asked in after_card.QUESTIONS and topic in UNCLEAR:
        return Reaction(Kind.ASK, TO_BE_SURE)
    return Reaction(Kind.TOPIC, topic) if topics.is_danger(heard.topic) else None


UNCLEAR = ("", topics.FALLBACK, Intent.OUT_OF_SCOPE, Intent.AFFIRM, Intent.DENY, Intent.UNSURE)
"""Topics that are no answer to the question after a card, and no question of their own."""
ASKS_WHERE = (
    "", topics.FALLBACK, Intent.OUT_OF_SCOPE, Intent.HELP_LINES, Intent.INFORM_PLACE, Intent.TALK_TO_HUMAN,
    Intent.FIND_PROVIDER,
)  # fmt: skip
"""Topics of a message that names another country and means its numbers."""
SEARCHES = (Intent.FIND_PROVIDER, Intent.FIND_TRIAL, Intent.INFORM_PLACE, Intent.MORE_RESULTS)
PLACE = "place"
"""The step for somebody who says where help is needed."""


def topic_of(heard: Heard) -> str:
    """Returns the topic of a message, whatever card took its place."""
    return heard.beneath if topics.is_danger(heard.topic) else heard.topic


def _waits(topic: str) -> bool:
    return topic in SEARCHES or topics.group(topic) in (topics.FAQ, topics.DECLINE)


def _step(own: list[NextStep]) -> Reaction | None:
    step = next((s for s in own if s.effect != "lowers"), None)
    return Reaction(Kind.STEP, step.name) if step else None


def alike(one: str, other: str) -> bool:
    """Whether two dangers have the same next steps.

    >>> alike("safety/overdose", "safety/medical_emergency"), alike("safety/abuse", "safety/suicide")
    (True, False)
    """
    return one == other or (one in BODY and other in BODY)
