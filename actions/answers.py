"""The answer to a topic, with its disclaimers, sources and next questions, as one message."""

from __future__ import annotations

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import message
from actions.message import Events
from clinicchat.chat.message import Button, Message, surrounded
from clinicchat.content import live_words, topics
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.places import countries

GENERAL = "general"
FOLLOW_UP = re.compile(r"\W*(and|what about|how about|but|same|ok|so|in|for)\b|\W*\w+\W*$", re.IGNORECASE)
"""A short message that leans on the last topic: "and in Canada?", "what about the UK"."""
MAX_FOLLOW_UP_WORDS = 5
"""Words; "is it legal in Canada" is a question of its own, but has the same answer."""
GENERAL_AGAIN_AFTER = 10
"""Answers until the general disclaimer is shown again."""


class ActionAnswer(Action):
    """Says the reviewed answer, or the refusal, of the topic that was understood."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        topic = message.current_topic(tracker) or ""
        if tracker.get_slot(Slot.DANGER) and topics.group(topic) == topics.DECLINE:
            return say_card_again(dispatcher, tracker)
        if len(message.message_text(tracker).split()) <= MAX_FOLLOW_UP_WORDS and (
            events := follow_up_on_country(dispatcher, tracker)
        ):
            return events
        second = (tracker.latest_message or {}).get("second")
        return say_answer(dispatcher, tracker, topic, second=second)


class ActionMore(Action):
    """Says more about the last topic: its second paragraph, or what is related to it."""

    def name(self) -> str:
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        topic = tracker.get_slot(Slot.LAST_TOPIC)
        if not topic:
            text = message.words(tracker, "more_of_what")
            message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK), menu())
            return message.understood()
        answer = live_words.current().say(topic)
        more = answer.metadata.more
        if not more or answer.expired or tracker.get_slot(Slot.ASKED) == Asked.MORE:
            text = message.words(tracker, "nothing_more")
            message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK), related(answer))
            return message.understood()
        _send_answer(dispatcher, tracker, topic, answer, more, related(answer))
        return message.understood(asked=Asked.MORE, since_general=_since_general(tracker))


def follow_up_on_country(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Answers "and in Canada?" from the last topic if that has something to say by country, else from the law.

    Returns the events; none when the message is not such a follow-up.
    """
    last = tracker.get_slot(Slot.LAST_TOPIC)
    if not last or not FOLLOW_UP.match(message.message_text(tracker)):
        return []
    if not countries.mentioned(message.message_text(tracker)):
        return []
    words = live_words.current()
    topic = last if words.say(last).metadata.countries else words.by_country
    return say_answer(dispatcher, tracker, topic) if topic else []


def say_answer(dispatcher: CollectingDispatcher, tracker: Tracker, topic: str, second: str | None = None) -> Events:
    """Sends the answer of *topic*, a button for the *second* question, and returns the events."""
    answer = live_words.current().say(topic)
    if answer.expired:
        message.send(dispatcher, tracker, _withdrawn(tracker, topic), related(answer))
        return message.understood(last_topic=topic)
    text = answer.fill(message.clinic_values())
    place = countries.mentioned(message.message_text(tracker))
    if extra := answer.metadata.countries.get(place or ""):
        text = f"{extra}\n\n{text}"
    choices = [message.topic_choice(t) for t in (second,) if t] + related(answer)
    if answer.metadata.more:
        choices.append(message.reply_choice("more", Intent.TELL_ME_MORE))
    choices += [message.search_choice(s) for s in answer.metadata.searches]
    _send_answer(dispatcher, tracker, topic, answer, text, choices)
    home = countries.card_country(countries.lived_in(message.message_text(tracker)))
    events = message.understood(last_topic=topic, since_general=_since_general(tracker))
    return events + (message.slots(country=home) if home else [])


def _withdrawn(tracker: Tracker, topic: str) -> Message:
    """Returns what stands for an answer past its review date."""
    return Message(
        text=message.words(tracker, "expired"),
        outcome=Outcome.UNAVAILABLE,
        topic=topic,
        links=message.clinic_link(tracker),
    )


def _send_answer(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    topic: str,
    answer: live_words.Words,
    text: str,
    choices: list[Button],
) -> None:
    chosen = answer.metadata.disclaimers
    declined = topics.group(topic) == topics.DECLINE
    shown = [GENERAL, *chosen] if _general_due(tracker) else chosen
    made = Message(
        text=text,
        outcome=Outcome.DECLINED if declined else Outcome.ANSWERED,
        topic=topic,
        disclaimers=tuple(live_words.current().disclaimers(shown)),
    )
    careful = live_words.current().cautions(chosen)
    message.send(dispatcher, tracker, surrounded(made, answer.metadata, careful), choices)


def _general_due(tracker: Tracker) -> bool:
    since = tracker.get_slot(Slot.SINCE_GENERAL)
    return since is None or since >= GENERAL_AGAIN_AFTER


def _since_general(tracker: Tracker) -> float:
    return 1.0 if _general_due(tracker) else float(tracker.get_slot(Slot.SINCE_GENERAL)) + 1.0


def related(answer: live_words.Words) -> list[Button]:
    """Returns the buttons of up to three related questions."""
    return [message.topic_choice(t) for t in answer.metadata.related[:3]]


def menu() -> list[Button]:
    """Returns the buttons of the menu."""
    return message.choices_under(Intent.HELP_MENU)


def say_card_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """After a crisis a question about doses, use at home or buying gets the card's help, not a refusal."""
    danger = tracker.get_slot(Slot.DANGER)
    words = message.chosen(tracker, "crisis_again")
    made = Message(
        text=words.text,
        outcome=Outcome.CRISIS,
        topic=danger,
        lang=message.spoken_in(words),
        links=message.help_links(tracker, danger),
    )
    message.send(dispatcher, tracker, made)
    return message.understood()
