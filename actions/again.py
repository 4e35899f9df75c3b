"""What follows when the same would be said again: a question back, the sources of the last answer, at last a person."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import message
from actions.message import Events
from clinicchat.chat.message import Message, surrounded
from clinicchat.content import live_words, topics
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome

MAX_OFFERED = 4
"""Buttons of a question back."""
PERSON_AT = 3
"""Questions back in a row until a person is offered instead."""


def in_a_row(tracker: Tracker) -> float:
    """Returns how many messages in a row were not understood, or asked back, with this one."""
    return float(tracker.get_slot(Slot.UNCLEAR) or 0.0) + 1.0


def adds_nothing(tracker: Tracker, label: str) -> bool:
    """Whether the answer *label*, which was the last one, would only be said again: no refusal, which stays as it is,
    and nothing is named whose line would stand above it."""
    return topics.group(label) == topics.FAQ and not (tracker.latest_message or {}).get("named")


def say(dispatcher: CollectingDispatcher, tracker: Tracker, label: str, untold: Sequence[str]) -> Events:
    """Asks back what of the answer *label*, which was the last one, is meant: its *untold* parts, or related topics."""
    words, offered = live_words.current(), list(tracker.get_slot(Slot.OFFERED) or [])
    related = [
        t for t in words.say(topics.whole(label)).metadata.related if t not in (tracker.get_slot(Slot.TOLD) or [])
    ]
    labels = [one for one in dict.fromkeys([*untold, *related]) if one not in offered][:MAX_OFFERED]
    if not labels or in_a_row(tracker) >= PERSON_AT:
        return person(dispatcher, tracker, "said_already_person")
    asked = Message(text=message.words(tracker, "said_already"), outcome=Outcome.CLARIFY, topic=topics.whole(label))
    choices = [*(message.topic_choice(one) for one in labels), message.search_choice(Intent.TALK_TO_HUMAN)]
    message.send(dispatcher, tracker, asked, choices)
    return message.slots(unclear=in_a_row(tracker), asked=Asked.CLARIFY, offered=[*offered, *labels])


def person(dispatcher: CollectingDispatcher, tracker: Tracker, words: str) -> Events:
    """Says *words*, which name a person to ask, with the telephone and the menu."""
    made = Message(
        text=message.words(tracker, words), outcome=Outcome.NOT_UNDERSTOOD, links=message.clinic_link(tracker)
    )
    message.send(dispatcher, tracker, made, message.choices_under(Intent.HELP_MENU))
    return message.slots(unclear=in_a_row(tracker), asked=None, offered=[])


def cite(dispatcher: CollectingDispatcher, tracker: Tracker, topic: str) -> Events:
    """Shows the sources of the last answer, when *topic* is asked for those ("says who?"). Returns the events; none
    when it is not, or there are none."""
    words, told = live_words.current(), tracker.get_slot(Slot.TOLD) or []
    if not words.say(topic).metadata.cites_last or not told or topics.whole(told[-1]) == topic:
        return []
    last = words.say(told[-1])
    if not last.metadata.sources:
        return []
    text = message.words(tracker, "sources_of_last", title=last.title)
    made = surrounded(Message(text=text, outcome=Outcome.ANSWERED, topic=topic), last.metadata)
    message.send(dispatcher, tracker, made, [message.topic_choice(topic)])
    return message.understood()
