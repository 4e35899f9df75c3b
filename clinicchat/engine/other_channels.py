"""The channels of credentials.yml beside our page: plain-text ones, behind the same shield.

Whatever channel a message comes by, the danger phrases are read before Rasa, personal data is masked, a leading slash
names no intent, and what breaks is met with the card or with words. What is said goes out as one bubble without blank
lines (Rasa's REST channel would split it there), with its disclaimers and numbers in the text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.channels.twilio import TwilioInput
from sanic import Blueprint

from clinicchat.chat import masking, render, turn
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Malformed, Message, unpacked
from clinicchat.content import page_words, settings, topics, yaml_file
from clinicchat.content.yaml_file import ContentError
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.text.reading import visible
from clinicchat.web.channel import WebChat

logger = logging.getLogger(__name__)

FILE = "credentials.yml"
OURS = f"{WebChat.__module__}.{WebChat.__name__}"
PROVIDED: dict[str, type[InputChannel]] = {"rest": RestInput, "twilio": TwilioInput}
"""Channels of plain text. Others draw buttons, cards or voices of their own, where a number could be lost."""
IGNORED = ("rasa",)
"""Entries that Rasa writes into a new project and that open nothing here."""
Ask = Callable[[UserMessage], Awaitable[object]]


def opened(path: Path) -> list[InputChannel]:
    """Returns the channels of the file *path*, ours first. Raises `ContentError` for one that is not provided for."""
    entries: dict[str, object] = yaml_file.load(path) if path.is_file() else {}
    channels: list[InputChannel] = [WebChat()]
    for name, given in entries.items():
        if name in IGNORED:
            logger.warning("%s: `%s` is ignored: it opens no channel. Delete it.", FILE, name)
        elif name in PROVIDED:
            channels.append(shielded(PROVIDED[name].from_credentials(given if isinstance(given, dict) else {})))
        elif name != OURS:
            raise ContentError(
                f"{FILE}: `{name}` is not provided for: a card might lose its number there. "
                f"Use one of: {', '.join(PROVIDED)}; or take it out."
            )
    return channels


def shielded(channel: InputChannel) -> InputChannel:
    """Returns *channel*, whose messages pass `heard` on their way to Rasa."""
    plain = channel.blueprint

    def blueprint(on_new_message: Ask) -> Blueprint:
        async def shield(message: UserMessage) -> None:
            await heard(on_new_message, message)

        made: Blueprint = plain(shield)
        return made

    channel.blueprint = blueprint
    return channel


async def heard(ask: Ask, message: UserMessage) -> None:
    """Hands *message* on to Rasa, masked, and sees to it that danger has its card, and everything else words."""
    typed = message.text or ""
    alarm = phrases.current().find(typed)
    out = Bubbles(message.output_channel)
    message.text, message.output_channel = masking.mask(visible(typed).lstrip("/ ")), out
    try:
        await asyncio.wait_for(ask(message), turn.SECONDS)
    except Exception as fault:  # its own text may hold a visitor's words
        logger.error("A turn failed: %s.", type(fault).__name__)
    if alarm and not out.danger:
        await out.say(message.sender_id, _card(alarm, typed))
    elif not out.said:
        await out.say(message.sender_id, render.unavailable(None, settings.load()))


def _card(alarm: phrases.Alarm, text: str) -> Message:
    visitor = Conversation("", country=countries.card_country(countries.lived_in(text)), language=alarm.language)
    return render.card(alarm.topic, visitor, settings.load())


class Bubbles(OutputChannel):
    """Sends each of Rasa's responses through *out* as one bubble of text; `said` and `danger` tell what went out."""

    def __init__(self, out: OutputChannel) -> None:
        self.out = out
        self.said = self.danger = False

    @classmethod
    def name(cls) -> str:
        return "bubbles"

    async def say(self, recipient_id: str, message: Message) -> None:
        """Sends *message* as one bubble."""
        await self._send(recipient_id, text_of(message), [], topics.is_danger(message.topic))

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Sends *message* as Rasa built it."""
        text, custom = str(message.get("text") or ""), message.get("custom")
        danger = topics.is_danger(str(message.get("utter_action") or "").removeprefix("utter_"))
        try:
            made = unpacked(text, custom) if custom else None
        except Malformed as fault:
            logger.error("A message that an action made does not fit the contract: %s.", fault)
            made = None
        if made:
            text, danger = text_of(made), danger or topics.is_danger(made.topic)
        if text.strip():
            await self._send(recipient_id, text, message.get("buttons") or [], danger)

    async def _send(self, recipient_id: str, text: str, buttons: list[dict[str, object]], danger: bool) -> None:
        self.said, self.danger = True, self.danger or danger
        bubble = "\n".join(line for line in text.strip().splitlines() if line.strip())
        shown = [{"title": button.get("title"), "payload": button.get("payload")} for button in buttons]
        if shown:
            await self.out.send_text_with_buttons(recipient_id, bubble, shown)
        else:
            await self.out.send_text_message(recipient_id, bubble)


def text_of(message: Message) -> str:
    """Returns all that *message* says as plain text: the soft line first, then the words, disclaimers and numbers."""
    words = page_words.words()
    reminder = message.reminder
    parts = [
        " ".join([str(words["help"]), *(f"{link.label}." for link in message.help)]) if message.help else "",
        message.text,
        *(" ".join(p for p in (r.name, r.profession, r.address, r.phone, r.url, r.note) if p) for r in message.results),
        *message.disclaimers,
        *((reminder.text,) if reminder else ()),
    ]
    return "\n".join(part for part in parts if part)
