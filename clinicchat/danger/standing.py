"""How danger stands in a conversation once it was seen: it rises by itself, and only plain words lower it.

standing = raised(None, "safety/suicide", now=0.0)      # a card was shown
standing = raised(standing, "safety/suicide", live=True, now=9.0)     # "i have pills here"
denied(standing) == standing                             # no denial lowers symptoms, means or a plan
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from clinicchat.content import topics

FADES_AFTER = 12
"""Messages after which the reminder under each message is one line."""
BABY_HURT, FOR_ANOTHER, HELP_IS_HERE = "baby_hurt", "for_another", ("help_here", "help_here_crisis")
"""Steps that tell of a child who was hurt, of another's danger, and that helpers are there."""
CHILD_LINES = "abuse_child"
"""The lines of data/helplines.yml that come first where a child is abused."""
CHILD = re.compile(
    r"\bmy (?:step ?|foster )?(?:mum|mom|mummy|mommy|mother|dad|daddy|father|parents?)\b"
    r"|\bi['’]?\s?a?m (?:only )?(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)\b"
    r"|\b(?:my|the|her|his|our) (?:kids?|child|children|baby|toddler|son|daughter|little (?:sister|brother))\b",
    re.IGNORECASE,
)
"""Words of somebody who may be a child at home, or who speaks of one."""
OF_ANOTHER = re.compile(
    r"\b(?:he|she|they)(?:['’]?s|['’]?re)?\b|\b(?:my|our|the|a) (?:\w+ )?(?:friend|mate|buddy|brother|sister|mom|mum|"
    r"mother|dad|father|son|daughter|kid|child|wife|husband|partner|boyfriend|girlfriend|ex|roommate|flatmate|cousin|"
    r"aunt|uncle|niece|nephew|student|patient|colleague|neighbou?r)s?\b",
    re.IGNORECASE,
)
THEIRS = re.compile(r"\b(?:his|hers?|him|theirs?|them)\b", re.IGNORECASE)
OF_SELF = re.compile(
    r"\b(?:i(?:['’]?m| am|['’]?ve|['’]?ll)? (?:just )?(?:want|wanna|going|gonna|gon|feel|can['’]?t|cannot|have|took|"
    r"don['’]?t|will|need|tired|so|thinking|ready|done|got|suicidal|wish|keep)|myself|my life|kill me|hurt me)\b",
    re.IGNORECASE,
)
SELF = re.compile(r"\b(?:i|i['’]?m|me|my|mine|myself)\b", re.IGNORECASE)
"""Words that tell of another person, and of oneself."""


class Stage(StrEnum):
    """How far danger has gone, the least first: one line, a card, or going on (symptoms, means, a plan)."""

    REMINDED = "reminded"
    CARD = "card"
    LIVE = "live"


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A danger that was seen, its stage, and what was asked before its card."""

    danger: str
    stage: Stage
    at: float
    """When the visitor was heard last, in seconds since 1970."""
    turns: int = 0
    """Messages since danger last rose."""
    first: str = ""
    """The topic of the question that the card took the place of."""
    child: bool = False
    """Whether a child may be in it."""
    other: bool = False
    """Whether it is another person who is in danger."""
    unsafe: bool = False
    """Whether "not safe" was said: then "are you safe?" is not asked again."""
    hurt: bool = False
    """Whether a baby or child was hurt who needs a doctor, and no help is known to be there."""

    @property
    def open(self) -> bool:
        """Whether danger is taken to go on: no denial has lowered it to one line."""
        return self.stage is not Stage.REMINDED

    @property
    def lines(self) -> tuple[str, ...]:
        """The kinds of help lines that fit, the most important first."""
        return (CHILD_LINES, self.danger) if self.child and self.danger == topics.ABUSE else (self.danger,)

    @property
    def faded(self) -> bool:
        """Whether its reminder is one line."""
        return not self.open or self.turns > FADES_AFTER


def read(found: object, now: float, idle_seconds: float) -> Standing | None:
    """Returns what `kept` made, or None: nothing is there, it cannot be read, or the visitor was away too long.

    >>> read(kept(raised(None, topics.ABUSE, now=0.0)), 60.0, 1800.0).danger, read(None, 0.0, 1.0)
    ('safety/abuse', None)
    """
    try:
        standing = msgspec.convert(found, Standing)
    except msgspec.ValidationError:
        return None
    return standing if now - standing.at <= idle_seconds and topics.is_danger(standing.danger) else None


def kept(standing: Standing | None) -> dict[str, object] | None:
    """Returns *standing* as plain values, for a slot of the conversation."""
    found: dict[str, object] = msgspec.to_builtins(standing) if standing else {}
    return found or None


def raised(
    before: Standing | None,
    danger: str,
    *,
    now: float,
    live: bool = False,
    first: str = "",
    child: bool = False,
    other: bool = False,
) -> Standing:
    """Returns how *danger*, seen *now*, stands after what stood *before*: nothing that is seen lowers anything.

    Whose danger it is (*other*) is told by the words that first showed it.
    """
    if before is None or not before.open:
        earlier = before or Standing(danger, Stage.REMINDED, now)
        stage = Stage.LIVE if live else Stage.CARD
        return Standing(danger, stage, now, first=first or earlier.first, child=child or earlier.child, other=other)
    stage = Stage.LIVE if live or before.stage is Stage.LIVE else Stage.CARD
    first, child = before.first or first, before.child or child
    return replace(before, danger=graver(before.danger, danger), stage=stage, at=now, turns=0, first=first, child=child)


def tells_of_child(text: str) -> bool:
    """Whether a child may be in what *text* tells.

    >>> tells_of_child("my dad hits my mum"), tells_of_child("he hits me")
    (True, False)
    """
    return CHILD.search(text) is not None


def tells_of_another(text: str) -> bool:
    """Whether *text* tells of danger to somebody else, and not of the visitor's own.

    >>> tells_of_another("my brother says he's gonna kill himself"), tells_of_another("i want to die, my wife left")
    (True, False)
    """
    return OF_ANOTHER.search(text) is not None and OF_SELF.search(text) is None


def speaks_of_another(text: str) -> bool:
    """Whether a reply is about the other person who is in danger: it names them, and not oneself.

    >>> speaks_of_another("the pills are there on his bed"), speaks_of_another("i have them in my hand")
    (True, False)
    """
    return tells_of_another(text) or (THEIRS.search(text) is not None and SELF.search(text) is None)


def graver(before: str, danger: str) -> str:
    """Returns which of two dangers the words after a card are about: the newer, unless it is distress after a crisis.

    >>> graver("safety/suicide", "safety/distress"), graver("safety/distress", "safety/abuse")
    ('safety/suicide', 'safety/abuse')
    """
    return before if danger == topics.DISTRESS else danger


def denied(before: Standing) -> Standing | None:
    """Returns what is left one level lower; what goes on (`LIVE`) is not lowered by a denial."""
    if before.stage is Stage.LIVE:
        return before
    return replace(before, stage=Stage.REMINDED) if before.open else None


def dismissed(before: Standing) -> Standing | None:
    """Returns what is left once a visitor pressed "That was not about danger"."""
    return replace(before, stage=Stage.REMINDED) if before.stage is Stage.LIVE else None


def after_step(before: Standing, step: str) -> Standing:
    """Returns *before* once the words of *step* were said: whose danger it is, and whether a child who was hurt still
    needs a doctor.

    >>> after_step(raised(None, topics.HARM, now=0.0), "baby_hurt").hurt
    True
    """
    if step == BABY_HURT:
        return replace(before, hurt=True)
    if step in HELP_IS_HERE:
        return replace(before, hurt=False)
    return replace(before, other=True) if step == FOR_ANOTHER else before


def heard(before: Standing, now: float) -> Standing:
    """Returns *before* after one more message, in which nothing rose."""
    return replace(before, turns=before.turns + 1, at=now)
