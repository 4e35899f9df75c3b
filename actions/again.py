"""What follows when the same would be said again: a question back, the sources of the last answer, at last a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import lines, message
from actions.message import Events
from clinicchat.chat.message import Message, surrounded
from clinicchat.content import live_words, topics, turns
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.text import sentences

MAX_OFFERED = 4
"""Buttons of a question back."""
PERSON_AT = 3
"""Questions back in a row until a person is offered instead."""
LATELY = 5
"""Answers within which words that only go on with the last one get no answer a second time."""
FRAGMENT = 5
"""Words of a message that may be a fragment."""
WHY = "why"
"""The short turn that asks for a reason, which the last answer may hold."""
SHORT_WORDS = 2
"""Words of a first sentence that says too little alone: "No."."""


def in_a_row(tracker: Tracker) -> float:
    """Returns how many messages in a row were not understood, or asked back, with this one."""
    return float(tracker.get_slot(Slot.UNCLEAR) or 0.0) + 1.0


def is_known(tracker: Tracker, label: str, told: Sequence[str]) -> bool:
    """Whether *label* was the last answer, or one of the last few while the message only goes on with the last."""
    lately = LATELY if (tracker.latest_message or {}).get("leans") else 1
    return label in told[-lately:]


def adds_nothing(tracker: Tracker, label: str) -> bool:
    """Whether the answer *label*, which was told, would only be said again: no refusal, which stays as it is,
    and nothing is named whose line would stand above it and was not said just now."""
    if topics.group(label) != topics.FAQ:
        return False
    if not (tracker.latest_message or {}).get("named"):
        return True
    before = tracker.get_slot(Slot.SAID_BACK)
    texts = lines.above(tracker, label, live_words.current().say(topics.whole(label)).metadata.countries).texts
    tracker.slots[Slot.SAID_BACK] = before  # nothing is said yet
    return all(message.said_last(tracker, text) for text in texts)


def say(dispatcher: CollectingDispatcher, tracker: Tracker, label: str, untold: Sequence[str]) -> Events:
    """Says what the answer *label*, which was told lately, says of what is asked; else in short what it said, and asks
    back what is meant: its *untold* parts, or related topics."""
    if events := from_last(dispatcher, tracker, label, untold):
        return events
    if events := _as_told(dispatcher, tracker, label, untold):
        return events
    words, offered = live_words.current(), list(tracker.get_slot(Slot.OFFERED) or [])
    related = [
        t for t in words.say(topics.whole(label)).metadata.related if t not in (tracker.get_slot(Slot.TOLD) or [])
    ]
    labels = [one for one in dict.fromkeys([*untold, *related]) if one not in offered][:MAX_OFFERED]
    if not labels or in_a_row(tracker) >= PERSON_AT:
        return person(dispatcher, tracker, "said_already_person")
    told = words.say(label)
    short = sentences.in_short(message.message_text(tracker), told.fill(message.clinic_values()))
    text = message.words(tracker, "said_already", title=told.title, short=short)
    asked = Message(text=text, outcome=Outcome.CLARIFY, topic=topics.whole(label))
    choices = [*(message.topic_choice(one) for one in labels), message.search_choice(Intent.TALK_TO_HUMAN)]
    message.send(dispatcher, tracker, asked, choices)
    return message.slots(unclear=in_a_row(tracker), asked=Asked.CLARIFY, offered=[*offered, *labels])


def from_last(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    label: str,
    untold: Sequence[str] = (),
    least: float = sentences.LEAST_ASKED,
) -> Events:
    """Says the sentences of the answer *label* that hold what a few words ask: "and the pulse?". Returns the events;
    none where that answer says nothing of it. *least* as in `sentences.about`."""
    last = live_words.current().say(label)
    _, thing = lines.where(tracker)
    there = live_words.current().say(topics.whole(label)).metadata.countries.get(thing, "")
    said = f"{there}\n\n{last.fill(message.clinic_values())}"
    told = sentences.about(message.message_text(tracker), said, least)
    text = message.words(tracker, "from_last", told=told, title=last.title)
    if not told or message.said_last(tracker, text):
        return []
    return _of_last(dispatcher, tracker, label, text, untold)


def _as_told(dispatcher: CollectingDispatcher, tracker: Tracker, label: str, untold: Sequence[str]) -> Events:
    """Says in short what the answer *label* said, where a message that goes on is surely about that again and it was
    the last. Returns the events; none where it is not, or that was said just before."""
    said, told = tracker.latest_message or {}, list(tracker.get_slot(Slot.TOLD) or [])
    if not said.get("leans") or said.get("doubtful") or told[-1:] != [label]:
        return []
    last = live_words.current().say(label)
    short = sentences.in_short(message.message_text(tracker), last.fill(message.clinic_values()))
    text = message.words(tracker, "as_told", short=short, title=last.title)
    return [] if message.said_last(tracker, text) else _of_last(dispatcher, tracker, label, text, untold)


def _of_last(
    dispatcher: CollectingDispatcher, tracker: Tracker, label: str, text: str, untold: Sequence[str]
) -> Events:
    """Sends *text*, words of the answer *label*, with its sources and buttons of the parts *untold*."""
    made = Message(text=text, outcome=Outcome.ANSWERED, topic=topics.whole(label), part=topics.part_of(label))
    choices = [message.topic_choice(one) for one in untold[:MAX_OFFERED]]
    message.send(dispatcher, tracker, surrounded(made, live_words.current().say(label).metadata), choices)
    return message.understood()


def rather_from_last(dispatcher: CollectingDispatcher, tracker: Tracker, label: str) -> Events:
    """Like `from_last`, of the last answer, where the answer *label* is doubtful and becomes a button."""
    last = last_told(tracker)
    return from_last(dispatcher, tracker, last, [label]) if last else []


def about_the_last(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str, turn: str) -> Events:
    """Answers what is said of the last answer: "not what i asked", "yes or no", "that's a lot".

    Returns the events; none when nothing was answered, or danger was seen."""
    if not (label := last_told(tracker)):
        return []
    complains = intent == Intent.FEEDBACK_NEGATIVE
    if turn == WHY and (events := from_last(dispatcher, tracker, label, fresh_parts(label, [label]))):
        return events
    if complains and in_a_row(tracker) >= PERSON_AT - 1:
        return person(dispatcher, tracker, "not_what_was_asked_person")
    offered = list(tracker.get_slot(Slot.OFFERED) or []) if complains else []
    last, known = live_words.current().say(label), [*(tracker.get_slot(Slot.TOLD) or []), *offered]
    labels = [*fresh_parts(label, known), *(t for t in last.metadata.related if t not in known)][:MAX_OFFERED]
    name = "not_what_was_asked" if complains else turns.current()[turn].words
    text = message.words(tracker, name, title=last.title, short=first_sentence(last.fill(message.clinic_values())))
    outcome = Outcome.CLARIFY if complains else Outcome.SMALL_TALK
    choices = [*(message.topic_choice(one) for one in labels), message.search_choice(Intent.TALK_TO_HUMAN)]
    message.send(
        dispatcher,
        tracker,
        Message(text=text, outcome=outcome, topic=intent if complains else topics.whole(label)),
        choices,
    )
    if complains:
        return message.slots(unclear=in_a_row(tracker), asked=Asked.CLARIFY, offered=[*offered, *labels])
    return message.understood()


def where_we_were(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Asks back about a fragment that nobody could assign, from the last answer on: its title and parts. Returns the
    events; none when nothing was answered, danger was seen, or all was offered already."""
    if len(message.message_text(tracker).split()) > FRAGMENT or not (label := last_told(tracker)):
        return []
    offered = list(tracker.get_slot(Slot.OFFERED) or [])
    labels = fresh_parts(label, [*(tracker.get_slot(Slot.TOLD) or []), *offered])[:MAX_OFFERED]
    if not labels:
        return []
    text = message.words(tracker, "not_understood_here", title=live_words.current().say(label).title)
    choices = [*map(message.topic_choice, labels), message.reply_choice("none_of_these", Intent.DENY)]
    message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.CLARIFY), choices)
    return message.slots(unclear=in_a_row(tracker), asked=Asked.CLARIFY, offered=[*offered, *labels])


def last_told(tracker: Tracker) -> str:
    """Returns the label answered last, "" where nothing was, danger was seen, or it has no words any more."""
    told = list(tracker.get_slot(Slot.TOLD) or [])
    stands = told and not tracker.get_slot(Slot.DANGER) and "/" in told[-1] and live_words.current().may_give(told[-1])
    return told[-1] if stands else ""


def fresh_parts(label: str, known: Sequence[str]) -> list[str]:
    """Returns the parts of the topic of *label* that may be said and are not *known* to the visitor."""
    words = live_words.current()
    return [part for part in words.parts(topics.whole(label)) if part not in known and words.may_give(part)]


def first_sentence(text: str) -> str:
    r"""Returns the first sentence of an answer, which answers.

    >>> first_sentence("No. Nobody knows yet.\n\nMore."), first_sentence("It is not approved. Most got better.")
    ('No. Nobody knows yet.', 'It is not approved.')
    """
    first = text.split("\n")[0]
    sentences = re.split(r"(?<=[.?!])\s+", first)
    return " ".join(sentences[:2]) if len(sentences[0].split()) <= SHORT_WORDS else sentences[0]


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
    turn = turns.current().get(message.turn(tracker))
    text = message.words(tracker, turn.words if turn else "sources_of_last", title=last.title)
    if message.said_last(tracker, text):
        return []
    about = topics.whole(told[-1]) if turn else topic
    made = surrounded(Message(text=text, outcome=Outcome.ANSWERED, topic=about), last.metadata)
    message.send(dispatcher, tracker, made, [message.topic_choice(topic)])
    return message.understood()
