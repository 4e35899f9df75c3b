"""Rasa's messages as messages of the chat API."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import OutputChannel

from clinicchat.chat import last_words
from clinicchat.chat.conversations import Conversation
from clinicchat.content import topics
from clinicchat.content import words as content
from clinicchat.content.outcomes import Outcome, Severity
from clinicchat.content.settings import Settings

logger = logging.getLogger(__name__)

NAME = "clinicchat"
SCHEMES = {"https", "tel", "sms", "mailto"}
FIELDS = ("lang", "title", "disclaimers", "sources", "reviewed", "links", "results", "reminder")
MOST_MESSAGES = 2


class Collected(OutputChannel):
    """Collects Rasa's responses whole, with name and metadata (Rasa's own collector drops them)."""

    def __init__(self) -> None:
        self.responses: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps *message* as Rasa built it."""
        self.responses.append(message)


def messages(responses: list[dict[str, Any]], conversation: Conversation, clinic: Settings) -> list[dict[str, Any]]:
    """Returns API messages for Rasa's *responses*, two at most; more would not be heard on a screen reader."""
    made = [_message(r, conversation, clinic) for r in responses if r.get("text") or r.get("custom")]
    return made[:MOST_MESSAGES]


def is_card(response: dict[str, Any]) -> bool:
    """Whether one of Rasa's *responses* is the card of a danger."""
    return topics.is_danger(_name(response))


def _name(response: dict[str, Any]) -> str:
    return str(response.get("utter_action") or "").removeprefix("utter_")


def _message(response: dict[str, Any], conversation: Conversation, clinic: Settings) -> dict[str, Any]:
    if is_card(response):
        return card(_name(response), conversation, clinic)
    custom = response.get("custom") or {}
    made = {
        "text": str(response.get("text") or "").strip(),
        "topic": custom.get("topic") if custom.get("topic") != topics.FALLBACK else None,
        "outcome": custom.get("outcome", str(Outcome.ANSWERED)),
        "severity": custom.get("severity", str(Severity.INFO)),
        **{key: custom[key] for key in FIELDS if custom.get(key)},
    }
    made["links"] = [link for link in made.get("links", []) if allowed(link.get("url"))]
    made["choices"] = [_choice(b, conversation) for b in response.get("buttons") or [] if b.get("topic")]
    return {k: v for k, v in made.items() if v not in (None, [], "")} | {"text": made["text"]}


def _choice(button: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    payload = {
        "topic": button.get("topic"),
        "label": button.get("label") or button.get("title"),
        "entities": button.get("entities") or {},
    }
    return {"id": conversation.offer(payload), "label": payload["label"], "topic": payload["topic"]}


def allowed(url: Any) -> bool:
    """Whether a link may be shown: https, tel, sms or mailto."""
    try:
        return urlsplit(str(url)).scheme in SCHEMES
    except ValueError:
        return False


def card(danger: str, conversation: Conversation, clinic: Settings) -> dict[str, Any]:
    """Returns the crisis card of *danger* for this visitor: neither Rasa nor a model is needed. Never raises."""
    try:
        return _card(danger, conversation, clinic)
    except Exception as fault:
        logger.error("The card of %s could not be made: %s.", danger, type(fault).__name__)
        return last_words.card(danger, conversation.country or clinic.country)


def _card(danger: str, conversation: Conversation, clinic: Settings) -> dict[str, Any]:
    words = content.current()
    country = conversation.country or clinic.country
    chosen = words.say(danger, country=country, language=conversation.language)
    lines = (chosen.metadata.get("lines") or [danger.removeprefix("safety/")])[0]
    links = words.help_lines(country, lines)
    if country != clinic.country:
        links += [link for link in words.help_lines(clinic.country, lines) if link not in links]
    links += [link for link in words.help_lines("ELSEWHERE", lines) if link not in links]
    spoken = {"lang": chosen.conditions["language"]} if chosen.conditions.get("language", "en") != "en" else {}
    return {
        **spoken,
        "text": chosen.fill({"clinic_phone": clinic.telephone, "clinic_name": clinic.name}),
        "topic": danger,
        "outcome": str(Outcome.DISTRESS if danger == topics.DISTRESS else Outcome.CRISIS),
        "severity": str(chosen.metadata.get("severity", Severity.EMERGENCY)),
        "title": chosen.title,
        "links": [link for link in links if allowed(link["url"])],
        "sources": chosen.metadata.get("sources") or [],
        "reviewed": chosen.metadata.get("reviewed") or {},
    }


def unavailable(conversation: Conversation | None, clinic: Settings) -> dict[str, Any]:
    """Returns the message for when something failed: sorry, the emergency number, the clinic's telephone.

    Never raises.
    """
    try:
        return _unavailable(conversation, clinic)
    except Exception as fault:
        logger.error("The words for a failure could not be read: %s.", type(fault).__name__)
        made = last_words.unavailable((conversation.country if conversation else None) or clinic.country)
        if clinic.telephone_url:
            made["links"].append({"label": clinic.telephone, "url": clinic.telephone_url})
        return made


def _unavailable(conversation: Conversation | None, clinic: Settings) -> dict[str, Any]:
    words = content.current()
    country = (conversation.country if conversation else None) or clinic.country
    chosen = words.say("unavailable", country=country)
    links = words.help_lines(country)
    if clinic.telephone_url:
        label = words.say("link_clinic").fill({"clinic_phone": clinic.telephone})
        links.append({"label": label, "url": clinic.telephone_url})
    return {
        "text": chosen.fill({"clinic_phone": clinic.telephone, "clinic_name": clinic.name}),
        "outcome": str(Outcome.UNAVAILABLE),
        "severity": str(Severity.URGENT),
        "links": links,
    }
