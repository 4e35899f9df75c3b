"""A typed number, "the first one" or a button's own words press that button of the last answer."""

from __future__ import annotations

import re

from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Button, Choice, Message
from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.text.reading import visible

NUMBER = re.compile(r"\W*(?:(?:number|option|nr|no)\.?\s*)?(\d{1,2})\W*", re.IGNORECASE)
PLACE = re.compile(
    r"\W*(?:the )?(first|second|third|fourth|last)(?: (?:one|option|button))?(?: please| pls)?\W*", re.IGNORECASE
)
PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
ASKED = (Outcome.CLARIFY, Outcome.ASKED, Outcome.SMALL_TALK, Outcome.NOT_UNDERSTOOD)
"""What asks the visitor to choose; under an answer "the first one" may be about its words."""
MIN_CHOICES = 2
"""With fewer, a number is something else, such as half of a ZIP code."""


def pressed(conversation: Conversation, text: str) -> Button | None:
    """Returns the button that typed *text* means; None when it means none, or the last answer was about danger."""
    last = _last_answer(conversation)
    choices = [choice for message in last for choice in message.choices]
    if len(choices) < MIN_CHOICES or any(topics.is_danger(message.topic) for message in last):
        return None
    chosen = _chosen(visible(text), choices, last[-1].outcome in ASKED)
    return conversation.choices.get(chosen.id) if chosen else None


def _last_answer(conversation: Conversation) -> list[Message]:
    """Returns the assistant's messages after the visitor's last words."""
    found: list[Message] = []
    for entry in reversed(conversation.entries):
        if not isinstance(entry, Message):
            break
        found.insert(0, entry)
    return found


def _chosen(text: str, choices: list[Choice], asked: bool) -> Choice | None:
    if number := NUMBER.fullmatch(text):
        place = int(number[1]) - 1
        return choices[place] if 0 <= place < len(choices) else None
    if asked and (named := PLACE.fullmatch(text)):
        place = PLACES[named[1].lower()]
        return choices[place] if place < len(choices) else None
    return next((choice for choice in choices if choice.label.casefold() == text.casefold()), None)
