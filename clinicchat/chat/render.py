"""Crisis cards, and the apology for a failure: neither needs Rasa or a model, and neither ever raises."""

from __future__ import annotations

import logging

from clinicchat.chat import last_words
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Message, links, surrounded
from clinicchat.content import live_words, topics
from clinicchat.content.outcomes import Outcome
from clinicchat.content.settings import Settings

logger = logging.getLogger(__name__)


def card(danger: str, conversation: Conversation, clinic: Settings) -> Message:
    """Returns the crisis card of *danger* for this visitor: neither Rasa nor a model is needed. Never raises."""
    try:
        return _card(danger, conversation, clinic)
    except Exception as fault:
        logger.error("The card of %s could not be made: %s.", danger, type(fault).__name__)
        return last_words.card(danger, conversation.country or clinic.country)


def _card(danger: str, conversation: Conversation, clinic: Settings) -> Message:
    words = live_words.current()
    country = conversation.country or clinic.country
    chosen = words.say(danger, country=country, language=conversation.language)
    places = (country, *(() if conversation.placed else (clinic.country,)), live_words.ELSEWHERE)
    lines = (chosen.metadata.lines or [danger.removeprefix("safety/")])[0]
    spoken = chosen.conditions.get("language", "en")
    made = Message(
        text=chosen.fill({"clinic_phone": clinic.telephone, "clinic_name": clinic.name}),
        outcome=outcome_of(danger),
        topic=danger,
        lang=spoken if spoken != "en" else "",
        links=links(link for place in places for link in words.help_lines(place, lines)),
    )
    return surrounded(made, chosen.metadata)


def outcome_of(danger: str | None) -> Outcome:
    """Returns what a turn about *danger* ends in."""
    return Outcome.DISTRESS if danger == topics.DISTRESS else Outcome.CRISIS


def unavailable(conversation: Conversation | None, clinic: Settings) -> Message:
    """Returns the message for when something failed: sorry, the emergency number, the clinic's telephone.

    Never raises.
    """
    try:
        return _unavailable(conversation, clinic)
    except Exception as fault:
        logger.error("The words for a failure could not be read: %s.", type(fault).__name__)
        call = [{"label": clinic.telephone, "url": clinic.telephone_url}] if clinic.telephone_url else []
        return last_words.unavailable((conversation.country if conversation else None) or clinic.country, links(call))


def _unavailable(conversation: Conversation | None, clinic: Settings) -> Message:
    words = live_words.current()
    country = (conversation.country if conversation else None) or clinic.country
    chosen = words.say("unavailable", country=country)
    call = words.say("link_clinic").fill({"clinic_phone": clinic.telephone})
    return Message(
        text=chosen.fill({"clinic_phone": clinic.telephone, "clinic_name": clinic.name}),
        outcome=Outcome.UNAVAILABLE,
        links=links([*words.help_lines(country), {"label": call, "url": clinic.telephone_url}]),
    )
