"""One turn: screen for danger, ask Rasa, and answer whatever happens.

The order is the product's promise: the danger phrases are read first and need neither Rasa nor a model, so a card comes
out of every kind of failure behind this module.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from clinicchat import countries, settings, topics
from clinicchat.nlu import phrases
from clinicchat.nlu.text import visible
from clinicchat.outcomes import Outcome
from clinicchat.web import masking, render
from clinicchat.web.conversations import Conversation

logger = logging.getLogger(__name__)

Ask = Callable[[UserMessage], Awaitable[Any]]

BUDGET_SECONDS = 2.8
"""What Rasa, the action server and a search may take; the visitor has words within 3 s."""
RESTART = "/session_start"
RESTART_SECONDS = 0.5


async def say(ask: Ask, conversation: Conversation, text: str, region: str | None = None) -> list[dict[str, Any]]:
    """Answers typed *text*; returns the entries that were added (visitor's first).

    *region* is the card country of the browser's language, used when the visitor named none.
    """
    alarm = phrases.current().find(text)
    place = countries.card_country(countries.lived_in(text))
    conversation.country = place or conversation.country or (region if alarm else None)
    masked = masking.mask(visible(text).lstrip("/ "))
    mine = conversation.add({"from": "visitor", "text": masked})
    if alarm:
        conversation.language = alarm.language
    answers = await _ask(ask, conversation, masked, None)
    if alarm and not any(topics.is_danger(a.get("topic")) for a in answers):
        answers = [render.card(alarm.topic, conversation, settings.load())]
    return [mine, *_keep(conversation, answers)]


async def press(ask: Ask, conversation: Conversation, choice: str) -> list[dict[str, Any]] | None:
    """Answers the pressed button *choice*; None when this conversation has no such button."""
    payload = conversation.choices.get(choice)
    if payload is None:
        return None
    mine = conversation.add({"from": "visitor", "text": payload["label"]})
    entities = [{"entity": k, "value": v, "start": 0, "end": 0} for k, v in payload["entities"].items()]
    parsed = {
        "text": payload["label"],
        "entities": entities,
        "intent_ranking": [],
        **topics.parse_data(payload["topic"]),
    }
    return [mine, *_keep(conversation, await _ask(ask, conversation, payload["label"], parsed))]


def _keep(conversation: Conversation, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    conversation.turns += 1
    for answer in answers:
        topic = answer.get("topic")
        if topics.is_danger(topic) and answer["outcome"] in (Outcome.CRISIS, Outcome.DISTRESS):
            conversation.danger = topic
    return [conversation.add({"from": "assistant", **answer}) for answer in answers]


async def _ask(ask: Ask, conversation: Conversation, text: str, parsed: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Returns Rasa's messages, or the "unavailable" one when there are none in time."""
    out = render.Collected()
    clinic = settings.load()
    metadata = {"country": conversation.country}
    await _fresh_part(ask, conversation, clinic.turns_per_session)
    message = UserMessage(text, out, rasa_id(conversation), parsed, render.NAME, metadata=metadata)
    try:
        await asyncio.wait_for(ask(message), BUDGET_SECONDS)
    except TimeoutError:
        logger.error("No answer within %s s.", BUDGET_SECONDS)
    except Exception as error:  # whatever breaks behind the channel, the visitor gets words
        logger.error("A turn failed: %s.", type(error).__name__)
    made = render.messages(out.responses, conversation, clinic)
    return made or [_failed(conversation)]


def _failed(conversation: Conversation) -> dict[str, Any]:
    clinic = settings.load()
    if conversation.danger:  # in a crisis a failure shows the card again, not an apology
        return render.card(conversation.danger, conversation, clinic)
    return render.unavailable(conversation, clinic)


def rasa_id(conversation: Conversation) -> str:
    """Returns the id under which Rasa remembers the current part of the conversation."""
    return conversation.id


async def _fresh_part(ask: Ask, conversation: Conversation, turns: int) -> None:
    """Starts a fresh Rasa session every *turns* turns: its time per message grows with a session's length.

    Slots are carried over. An open form would be lost, so a session in the middle of a question waits.
    """
    if conversation.turns - conversation.part < turns or _asking(conversation):
        return
    conversation.part = conversation.turns
    message = UserMessage(RESTART, render.Collected(), rasa_id(conversation), None, render.NAME)
    try:
        await asyncio.wait_for(ask(message), RESTART_SECONDS)
    except Exception as error:
        logger.error("A fresh session could not be started: %s.", type(error).__name__)


def _asking(conversation: Conversation) -> bool:
    last = next((e for e in reversed(conversation.entries[:-1]) if e["from"] == "assistant"), None)
    return bool(last) and last.get("outcome") == Outcome.ASKED
