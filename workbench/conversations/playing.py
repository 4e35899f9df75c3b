"""Plays a conversation over the chat API and stops at the first turn that is not as expected."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from workbench.conversations.conversation import Conversation, Turn
from workbench.conversations.explaining import Failure, explain, no_answer, no_button
from workbench.conversations.judging import Messages, differences, head


class Chat(Protocol):
    """One visitor's session with a running product; `say` and `press` return the API's messages."""

    def say(self, text: str) -> Any:
        """Types *text*."""

    def press(self, button: Any) -> Any:
        """Presses a button, by its label, topic or place."""


Chats = Callable[[Conversation], Chat]
"""Opens a fresh session for a conversation, on a product with its settings."""


@dataclass
class Step:
    """One turn as it went: the API's messages and how long they took in seconds."""

    turn: Turn
    messages: Messages
    seconds: float
    pressed: str = ""


@dataclass
class Played:
    """A conversation as far as it went."""

    conversation: Conversation
    steps: list[Step] = field(default_factory=list)
    failure: Failure | None = None

    def __str__(self) -> str:
        return "\n".join(line for step in self.steps for line in _spoken(step))


def play(conversation: Conversation, chats: Chats) -> Played:
    """Plays *conversation*; what went wrong stands in `failure`, with its cause in one line."""
    played = Played(conversation)
    chat = chats(conversation)
    for turn in conversation.turns:
        before = played.steps[-1].messages if played.steps else []
        label = _button(turn.press, _labels(before)) if turn.press is not None else ""
        if label is None:
            played.failure = no_button(turn, _labels(before))
            return played
        begun = time.monotonic()
        try:
            answer = chat.say(turn.visitor) if turn.visitor is not None else chat.press(label)
        except Exception as error:  # whatever the connection does, the report names the turn
            played.failure = no_answer(turn, error)
            return played
        step = Step(turn, _messages(answer), time.monotonic() - begun, label)
        played.steps.append(step)
        if wrong := differences(turn, step.messages):
            played.failure = explain(turn, step.messages, wrong, step.seconds, ask_model=not conversation.known_problem)
            return played
    return played


def _messages(answer: Any) -> Messages:
    if isinstance(answer, dict):
        answer = answer.get("messages") or []
    return [message for message in answer if message.get("from", "assistant") == "assistant"]


def _button(press: str, labels: list[str]) -> str | None:
    """Returns the label that `press: Tell me more` or `press: 1` (the first button) means; None if it is not there."""
    if press.isdecimal():
        return labels[int(press) - 1] if 0 < int(press) <= len(labels) else None
    return press if press in labels else None


def _labels(messages: Messages) -> list[str]:
    return [str(choice["label"]) for message in messages for choice in message.get("choices") or []]


def _spoken(step: Step) -> list[str]:
    lines = [f"  visitor   {step.turn if not step.pressed else f'[{step.pressed}]'}"]
    for message in step.messages:
        first = ", ".join(head(message))
        text = " ".join(str(message["text"]).split())
        lines.append(f"  assistant ({first}) {text[:160]}{'…' if len(text) > 160 else ''}")
        if labels := _labels([message]):
            lines.append(f"            buttons: {' | '.join(labels)}")
        if message.get("results"):
            lines.append(f"            results: {'; '.join(str(r.get('name')) for r in message['results'])}")
    return lines
