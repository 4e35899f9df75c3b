"""Runs one action as the action server would and says what came of it, by names."""

from __future__ import annotations

import asyncio
import inspect
import time
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from clinicchat.chat.message import Message, unpacked
from clinicchat.content import live_words, topics
from clinicchat.danger import standing


@dataclass
class Ran:
    """What an action did: its messages as sent to Rasa, the slots it set, the action it asked for next."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any]
    followup: str | None

    @property
    def message(self) -> dict[str, Any]:
        """The only message."""
        assert len(self.messages) == 1, [m["text"] for m in self.messages]
        return self.messages[0]

    @property
    def custom(self) -> dict[str, Any]:
        """What the API shows around the only message's text."""
        return self.message["custom"]

    @property
    def made(self) -> Message:
        """The only message, as the channel reads it."""
        return unpacked(self.message["text"], self.custom)

    @property
    def choices(self) -> list[str]:
        """The topics of the only message's buttons."""
        return [button["topic"] for button in self.message["buttons"] or []]

    def says(self, name: str) -> bool:
        """Whether the only message is the words called *name* (compared up to the first placeholder)."""
        spoken = [w.text.partition("{")[0] for w in live_words.current().words[f"utter_{name}"]]
        return any(self.message["text"].startswith(words) for words in spoken)


def run(
    action: Action,
    topic: str,
    text: str = "",
    entities: dict[str, str] | None = None,
    parsed: dict[str, Any] | None = None,
    loop: str | None = None,
    before: str = "",
    **slots: Any,
) -> Ran:
    """Runs *action* after a message of *topic*; *slots* are what the conversation remembers, *before* are the
    assistant's last words.

    A `danger` without `standing` is one that a card was shown for just now.
    """
    if slots.get("danger") and "standing" not in slots:
        slots["standing"] = standing.kept(standing.raised(None, slots["danger"], now=time.time()))
    found = [{"entity": k, "value": v} for k, v in (entities or {}).items()]
    message = {"text": text, "entities": found, **topics.parse_data(topic), **(parsed or {})}
    events = [{"event": "bot", "text": before}] if before else []
    tracker = Tracker("test", slots, message, events, False, None, {"name": loop} if loop else {}, None)
    dispatcher = CollectingDispatcher()
    done = action.run(dispatcher, tracker, {})
    given = asyncio.run(done) if inspect.isawaitable(done) else done
    for message in dispatcher.messages:  # whatever an action says, the channel can read
        unpacked(message["text"], message["custom"])
    followup = next((e["name"] for e in given if e["event"] == "followup"), None)
    return Ran(dispatcher.messages, {e["name"]: e["value"] for e in given if e["event"] == "slot"}, followup)
