"""One turn: screen for danger, ask the engine (Rasa), and answer whatever happens.

The order is the product's promise: the danger phrases are read first and need neither the engine nor a model, so a card
comes out of every kind of failure behind this module. Nothing of Rasa is known here: the engine is a callable that is
handed in (clinicchat/engine/asking.py).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from clinicchat.chat import masking, render, typed_choice
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Button, Choice, Entry, Message, Said
from clinicchat.content import live_words, settings, topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.text.reading import visible

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What the engine is asked: typed words, or what a button or a note of ours means (`topic`, `entities`)."""

    conversation: str
    text: str
    topic: str = ""
    part: str = ""
    entities: dict[str, str] = field(default_factory=dict)
    intent: str = ""
    """An intent of the engine's own, such as the start of a session."""
    country: str | None = None
    language: str = "en"
    told: tuple[str, ...] = ()
    """The topics and parts that were answered lately, as labels, the last one first."""
    before: str = ""
    now: str = ""
    """What was typed before, and what the last message was about."""
    danger: bool = False
    """Whether danger was seen before: then both encoders read the words."""


@dataclass(frozen=True)
class Reply:
    """What the engine says: the card of a danger, a message with its buttons, or (neither) what nobody can read."""

    card: str = ""
    message: Message | None = None
    buttons: tuple[Button, ...] = ()


Ask = Callable[[Question, list[Reply]], Awaitable[None]]
"""Asks the engine; replies are added to the list as they come, so that those before a failure count."""

TYPED = Button("", "")
"""What typed words mean: that is for the engine to find out."""
SECONDS = 2.8
"""What a whole turn may take; the visitor has words within 3 s."""
ASIDE_SECONDS = 0.6
"""What a message of ours to Rasa may take that the visitor does not see."""
MAX_MESSAGES = 2
"""More would not be heard on a screen reader."""
MAX_FORM_PARTS = 3
"""An open form is not cut by a fresh part, unless a part grew to so many times its length."""


async def say(
    ask: Ask, conversation: Conversation, text: str, region: str | None = None, seconds: float = SECONDS
) -> list[Entry]:
    """Answers typed *text* within *seconds*; returns the entries that were added (visitor's first).

    *region* is the card country of the browser's language, used when the visitor named none.
    """
    alarm = look(conversation, text, region)
    known = conversation.country, conversation.language
    if not alarm and not conversation.danger:  # Rasa may see a danger that no phrase shows: its card must fit as well
        _take(conversation, countries.hinted(text, region), countries.language_of(text))
    masked = masking.mask(visible(text).lstrip("/ "))
    button = None if alarm else typed_choice.pressed(conversation, text)
    mine = conversation.add(Said(text=masked))
    question = _question(conversation, button.label, button) if button else _question(conversation, masked)
    answers, whole = await _ask(ask, conversation, question, seconds)
    follow = [a for a in answers if topics.is_danger(a.topic)]
    if alarm and any(a.help for a in answers):  # read as doubtful behind us: its numbers stand above the answer
        alarm = None
    seen = alarm.topic if alarm else follow[0].topic if follow and not conversation.danger else None
    if seen and not any(a.links for a in follow):  # "are you safe?" without its card is no help
        answers, whole = [render.card(seen, conversation, settings.load()), *follow], whole and bool(follow)
    entries = [mine, *_keep(conversation, answers, whole)]
    if not conversation.danger:
        conversation.country, conversation.language = known
    return entries


def say_without_rasa(conversation: Conversation, text: str, region: str | None = None) -> list[Entry]:
    """Like `say`, when the turn before has not ended: the card for danger, else the "unavailable" words."""
    alarm = look(conversation, text, region)
    mine = conversation.add(Said(text=masking.mask(visible(text).lstrip("/ "))))
    answers = [render.card(alarm.topic, conversation, settings.load())] if alarm else [_failed(conversation)]
    return [mine, *_keep(conversation, answers, False)]


def hear(conversation: Conversation, text: str, region: str | None = None) -> list[Entry]:
    """Returns the card for danger in words that are no message (a feedback's reason), added to the conversation."""
    alarm = look(conversation, text, region)
    return _keep(conversation, [render.card(alarm.topic, conversation, settings.load())], False) if alarm else []


def look(conversation: Conversation, text: str, region: str | None = None) -> phrases.Alarm | None:
    """Returns the danger that the phrases see in *text*, and notes whose cards fit: country and language."""
    alarm = phrases.current().find(text)
    hint = countries.hinted(text, None, by_words=False) if conversation.danger else None  # said after the card
    conversation.lives_in(countries.card_country(countries.lived_in(text)), hint)
    if alarm:
        _take(conversation, countries.hinted(text, region), alarm.language)
    return alarm


def _take(conversation: Conversation, region: str | None, language: str) -> None:
    """Notes the language of danger, and the browser's region unless the visitor said where they are.

    In Spanish a region without a card of its own is left aside: the Spanish words, which name findahelpline.com too,
    are better than English ones without a number.
    """
    conversation.language = language
    if not (language == "es" and region == "ELSEWHERE"):
        conversation.country = conversation.country or region


async def press(ask: Ask, conversation: Conversation, choice: str, seconds: float = SECONDS) -> list[Entry] | None:
    """Answers the pressed button *choice*; None when this conversation has no such button."""
    button = conversation.choices.get(choice)
    if button is None:
        return None
    mine = conversation.add(Said(text=button.label))
    question = _question(conversation, button.label, button)
    return [mine, *_keep(conversation, *await _ask(ask, conversation, question, seconds))]


def _question(conversation: Conversation, text: str, means: Button = TYPED) -> Question:
    place, language, told = conversation.country, conversation.language, conversation.told
    given = conversation.id, text, means.topic, means.part, means.entities
    before, now, danger = conversation.typed_before, conversation.last_topic, bool(conversation.danger)
    return Question(*given, country=place, language=language, told=told, before=before, now=now, danger=danger)


def _keep(conversation: Conversation, answers: list[Message], whole: bool) -> list[Entry]:
    conversation.turns += 1
    if whole and not any(a.reminder and a.reminder.links for a in answers):  # nothing is left of what was seen
        conversation.danger = None
    for answer in answers:
        if topics.is_danger(answer.topic) and answer.outcome in (Outcome.CRISIS, Outcome.DISTRESS):
            conversation.danger = answer.topic
            conversation.missed = conversation.missed if whole else answer.topic
    return [conversation.add(answer) for answer in answers]


async def _ask(ask: Ask, conversation: Conversation, question: Question, seconds: float) -> tuple[list[Message], bool]:
    """Returns the engine's messages, or the "unavailable" one if none came in time, and whether its turn is whole."""
    until = time.monotonic() + seconds
    await _tell_missed(ask, conversation)
    await _fresh_part(ask, conversation)
    replies: list[Reply] = []
    ended = await _within(ask, question, replies, until - time.monotonic())
    made = [_said(reply, conversation) for reply in replies[:MAX_MESSAGES]]
    return (made, ended and _followed(replies)) if made else ([_failed(conversation)], False)


def _said(reply: Reply, conversation: Conversation) -> Message:
    if reply.card:
        return render.card(reply.card, conversation, settings.load())
    if reply.message is None:
        return _failed(conversation)
    choices = tuple(Choice(conversation.offer(b), b.label, b.topic, b.part) for b in reply.buttons)
    return replace(reply.message, choices=choices)


def _followed(replies: list[Reply]) -> bool:
    """Whether the engine said more than a card: without the action after it, it has not noted the danger."""
    return not (len(replies) == 1 and replies[0].card)


async def _within(ask: Ask, question: Question, replies: list[Reply], seconds: float) -> bool:
    """Asks the engine; returns whether it ended well in time. What breaks there is logged by its kind only."""
    try:
        await asyncio.wait_for(_without_exit(ask, question, replies), max(0.05, seconds))
    except TimeoutError:
        logger.error("No answer within %.1f s.", seconds)
        return False
    except Exception as error:  # whatever breaks behind the channel, the visitor gets words
        logger.error("A turn failed: %s.", type(error).__name__)
        return False
    return True


async def _without_exit(ask: Ask, question: Question, replies: list[Reply]) -> None:
    """Rasa's own code exits here and there. In a task that would end the server, so it becomes an ordinary failure."""
    try:
        await ask(question, replies)
    except SystemExit:
        raise RuntimeError("exit") from None


def _failed(conversation: Conversation) -> Message:
    clinic = settings.load()
    if conversation.danger:  # in a crisis a failure shows the card again, not an apology
        return render.card(conversation.danger, conversation, clinic)
    return render.unavailable(conversation, clinic)


async def _tell_missed(ask: Ask, conversation: Conversation) -> None:
    """Tells Rasa of a danger that was answered without it: it closes an open form and remembers the help line."""
    if not conversation.missed:
        return
    title = live_words.current().title(conversation.missed)
    replies: list[Reply] = []
    question = _question(conversation, title, Button(title, conversation.missed))
    if await _within(ask, question, replies, ASIDE_SECONDS) and replies and _followed(replies):
        conversation.missed = None


async def _fresh_part(ask: Ask, conversation: Conversation) -> None:
    """Starts a fresh Rasa session every `turns_per_session` turns: its time per message grows with a session's length.

    Slots are carried over. An open form would be lost, so a session in the middle of a question waits.
    """
    turns, most = conversation.turns - conversation.part, settings.load().turns_per_session
    if turns < most or (_asking(conversation) and turns < MAX_FORM_PARTS * most):
        return
    question = Question(conversation.id, "/session_start", intent="session_start")
    if await _within(ask, question, [], ASIDE_SECONDS):
        conversation.part = conversation.turns


def _asking(conversation: Conversation) -> bool:
    last = next((e for e in reversed(conversation.entries) if isinstance(e, Message)), None)
    return last is not None and last.outcome == Outcome.ASKED
