"""Asks Rasa one question of a turn, and reads what it says as replies: the only place that knows both shapes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from clinicchat.chat.message import Malformed, Message, button, unpacked
from clinicchat.chat.turn import Ask, Question, Reply
from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome

logger = logging.getLogger(__name__)

NAME = "clinicchat"
Response = Mapping[str, Any]
"""One of Rasa's responses: `text`, `utter_action`, `custom`, `buttons`."""


def asking(on_new_message: Callable[[UserMessage], Awaitable[object]]) -> Ask:
    """Returns how a turn asks Rasa, whose handler is *on_new_message*."""

    async def ask(question: Question, replies: list[Reply]) -> None:
        told = {"told": list(question.told), "before": question.before, "now": question.now, "danger": question.danger}
        known = {"country": question.country, "language": question.language, **told}
        out = Replies(replies)
        await on_new_message(
            UserMessage(question.text, out, question.conversation, _parsed(question), NAME, metadata=known)
        )

    return ask


class Replies(OutputChannel):
    """Adds each of Rasa's responses to a list at once, whole: what came before a failure still counts."""

    def __init__(self, replies: list[Reply]) -> None:
        self.replies = replies

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, object]) -> None:
        """Reads *message* as Rasa built it."""
        if message.get("text") or message.get("custom"):
            self.replies.append(reply(message))


def reply(response: Response) -> Reply:
    """Returns *response* as a reply. One that is no message of the contract is logged, by its field's name only."""
    danger = str(response.get("utter_action") or "").removeprefix("utter_")
    if topics.is_danger(danger):
        return Reply(card=danger)
    try:
        buttons = [button(b) for b in response.get("buttons") or () if isinstance(b, dict) and b.get("topic")]
        return Reply(message=_message(response), buttons=tuple(buttons))
    except Malformed as fault:
        logger.error("A message that an action made does not fit the contract: %s.", fault)
        return Reply()


def _message(response: Response) -> Message:
    text = response.get("text")
    said = text.strip() if isinstance(text, str) else text
    return unpacked(said, response.get("custom") or {"outcome": str(Outcome.ANSWERED)})


def _parsed(question: Question) -> dict[str, object] | None:
    """Returns Rasa's reading of a question that needs no understanding, None for typed words."""
    if question.intent:
        return {"text": question.text, "intent": {"name": question.intent, "confidence": 1.0}, "entities": []}
    if not question.topic:
        return None
    entities = [{"entity": k, "value": v, "start": 0, "end": 0} for k, v in question.entities.items()]
    meant = topics.parse_data(question.topic, part=question.part)
    return {"text": question.text, "entities": entities, "intent_ranking": [], **meant}
