"""One turn: screen for danger, ask Rasa, and answer whatever happens.

The order is the product's promise: the danger phrases are read first and need neither Rasa nor a model, so a card comes
out of every kind of failure behind this module.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from clinicchat.chat import masking, render
from clinicchat.chat.conversations import Conversation
from clinicchat.content import settings, topics
from clinicchat.content import words as content
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.text.reading import visible

logger = logging.getLogger(__name__)

Ask = Callable[[UserMessage], Awaitable[Any]]

SECONDS = 2.8
"""What a whole turn may take; the visitor has words within 3 s."""
ASIDE_SECONDS = 0.6
"""What a message of ours to Rasa may take that the visitor does not see."""
LONGEST_FORM = 3
"""An open form is not cut by a fresh part, unless a part grew to so many times its length."""


async def say(
    ask: Ask, conversation: Conversation, text: str, region: str | None = None, seconds: float = SECONDS
) -> list[dict[str, Any]]:
    """Answers typed *text* within *seconds*; returns the entries that were added (visitor's first).

    *region* is the card country of the browser's language, used when the visitor named none.
    """
    alarm = look(conversation, text, region)
    known = conversation.country, conversation.language
    if not alarm and not conversation.danger:  # Rasa may see a danger that no phrase shows: its card must fit as well
        _take(conversation, region, countries.language_of(text))
    masked = masking.mask(visible(text).lstrip("/ "))
    mine = conversation.add({"from": "visitor", "text": masked})
    answers, whole = await _ask(ask, conversation, masked, None, seconds)
    follow = [a for a in answers if topics.is_danger(a.get("topic"))]
    seen = alarm.topic if alarm else follow[0]["topic"] if follow and not conversation.danger else None
    if seen and not any(a.get("links") for a in follow):  # "are you safe?" without its card is no help
        answers, whole = [render.card(seen, conversation, settings.load()), *follow], whole and bool(follow)
    entries = [mine, *_keep(conversation, answers, whole)]
    if not conversation.danger:
        conversation.country, conversation.language = known
    return entries


def say_without_rasa(conversation: Conversation, text: str, region: str | None = None) -> list[dict[str, Any]]:
    """Like `say`, when the turn before has not ended: the card for danger, else the "unavailable" words."""
    alarm = look(conversation, text, region)
    mine = conversation.add({"from": "visitor", "text": masking.mask(visible(text).lstrip("/ "))})
    answers = [render.card(alarm.topic, conversation, settings.load())] if alarm else [_failed(conversation)]
    return [mine, *_keep(conversation, answers, False)]


def hear(conversation: Conversation, text: str, region: str | None = None) -> list[dict[str, Any]]:
    """Returns the card for danger in words that are no message (a feedback's reason), added to the conversation."""
    alarm = look(conversation, text, region)
    return _keep(conversation, [render.card(alarm.topic, conversation, settings.load())], False) if alarm else []


def look(conversation: Conversation, text: str, region: str | None = None) -> phrases.Alarm | None:
    """Returns the danger that the phrases see in *text*, and notes whose cards fit: country and language."""
    alarm = phrases.current().find(text)
    conversation.country = countries.card_country(countries.lived_in(text)) or conversation.country
    if alarm:
        _take(conversation, region, alarm.language)
    return alarm


def _take(conversation: Conversation, region: str | None, language: str) -> None:
    """Notes the language of danger, and the browser's region unless the visitor said where they are.

    In Spanish a region without a card of its own is left aside: the Spanish words, which name findahelpline.com too,
    are better than English ones without a number.
    """
    conversation.language = language
    if not (language == "es" and region == "ELSEWHERE"):
        conversation.country = conversation.country or region


async def press(
    ask: Ask, conversation: Conversation, choice: str, seconds: float = SECONDS
) -> list[dict[str, Any]] | None:
    """Answers the pressed button *choice*; None when this conversation has no such button."""
    payload = conversation.choices.get(choice)
    if payload is None:
        return None
    mine = conversation.add({"from": "visitor", "text": payload["label"]})
    entities = [{"entity": k, "value": v, "start": 0, "end": 0} for k, v in payload["entities"].items()]
    parsed = _parsed(payload["topic"], payload["label"], entities)
    return [mine, *_keep(conversation, *await _ask(ask, conversation, payload["label"], parsed, seconds))]


def _parsed(topic: str, text: str, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"text": text, "entities": entities or [], "intent_ranking": [], **topics.parse_data(topic)}


def _keep(conversation: Conversation, answers: list[dict[str, Any]], whole: bool) -> list[dict[str, Any]]:
    conversation.turns += 1
    for answer in answers:
        topic = answer.get("topic")
        if topics.is_danger(topic) and answer["outcome"] in (Outcome.CRISIS, Outcome.DISTRESS):
            conversation.danger = topic
            conversation.missed = conversation.missed if whole else topic
    return [conversation.add({"from": "assistant", **answer}) for answer in answers]


async def _ask(
    ask: Ask, conversation: Conversation, text: str, parsed: dict[str, Any] | None, seconds: float
) -> tuple[list[dict[str, Any]], bool]:
    """Returns Rasa's messages, or the "unavailable" one if none came in time, and whether Rasa's turn is whole."""
    until = time.monotonic() + seconds
    await _catch_up(ask, conversation)
    await _fresh_part(ask, conversation)
    out = render.Collected()
    message = UserMessage(text, out, conversation.id, parsed, render.NAME, metadata=_metadata(conversation))
    ended = await _within(ask, message, until - time.monotonic())
    made = render.messages(out.responses, conversation, settings.load())
    return (made, ended and _followed(out)) if made else ([_failed(conversation)], False)


def _followed(out: render.Collected) -> bool:
    """Whether what Rasa said is more than a card: without the action after it, Rasa has not noted the danger."""
    return not (len(out.responses) == 1 and render.is_card(out.responses[0]))


async def _within(ask: Ask, message: UserMessage, seconds: float) -> bool:
    """Hands *message* to Rasa; returns whether it ended well in time. What breaks there is logged by its kind only."""
    try:
        await asyncio.wait_for(_without_exit(ask, message), max(0.05, seconds))
    except TimeoutError:
        logger.error("No answer within %.1f s.", seconds)
        return False
    except Exception as error:  # whatever breaks behind the channel, the visitor gets words
        logger.error("A turn failed: %s.", type(error).__name__)
        return False
    return True


async def _without_exit(ask: Ask, message: UserMessage) -> None:
    """Rasa's own code exits here and there. In a task that would end the server, so it becomes an ordinary failure."""
    try:
        await ask(message)
    except SystemExit:
        raise RuntimeError("exit") from None


def _metadata(conversation: Conversation) -> dict[str, Any]:
    return {"country": conversation.country, "language": conversation.language}


def _failed(conversation: Conversation) -> dict[str, Any]:
    clinic = settings.load()
    if conversation.danger:  # in a crisis a failure shows the card again, not an apology
        return render.card(conversation.danger, conversation, clinic)
    return render.unavailable(conversation, clinic)


async def _catch_up(ask: Ask, conversation: Conversation) -> None:
    """Tells Rasa of a danger that was answered without it: it closes an open form and remembers the help line."""
    if not conversation.missed:
        return
    title = content.current().title(conversation.missed)
    parsed, out = _parsed(conversation.missed, title), render.Collected()
    message = UserMessage(title, out, conversation.id, parsed, render.NAME, metadata=_metadata(conversation))
    if await _within(ask, message, ASIDE_SECONDS) and out.responses and _followed(out):
        conversation.missed = None


async def _fresh_part(ask: Ask, conversation: Conversation) -> None:
    """Starts a fresh Rasa session every `turns_per_session` turns: its time per message grows with a session's length.

    Slots are carried over. An open form would be lost, so a session in the middle of a question waits.
    """
    turns, most = conversation.turns - conversation.part, settings.load().turns_per_session
    if turns < most or (_asking(conversation) and turns < LONGEST_FORM * most):
        return
    text = "/session_start"
    parsed = {"text": text, "intent": {"name": "session_start", "confidence": 1.0}, "entities": []}
    message = UserMessage(text, render.Collected(), conversation.id, parsed, render.NAME)
    if await _within(ask, message, ASIDE_SECONDS):
        conversation.part = conversation.turns


def _asking(conversation: Conversation) -> bool:
    last = next((e for e in reversed(conversation.entries) if e["from"] == "assistant"), None)
    return last is not None and last.get("outcome") == Outcome.ASKED
