"""The whole product in this process, for figures and transcripts: turn, understanding, policy and actions as visitors
meet them, with the conversation's state; no server, no database.

    product = Product(model)
    talk = product.talk()
    talk.say("is it legal")[0].topic        # "faq/legal_status"

Only what carries a message from one process to another is left out: the channel's HTTP and the action server's.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from rasa.core.agent import Agent
from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from clinicchat import logs
from clinicchat.chat import turn
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Button, Message
from clinicchat.engine.asking import asking

SECONDS = 60.0
"""What a turn may take: a figure must not depend on a busy machine."""
T = TypeVar("T")


class _Actions(EndpointConfig):
    """Runs an action here, as the action server would: what goes in and comes out is JSON."""

    def __init__(self) -> None:
        super().__init__("here")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:
        """Runs the action that `json` names."""
        call = json.loads(json.dumps(kwargs["json"]))
        try:
            return json.loads(json.dumps(await self._executor.run(call)))
        except ActionExecutionRejection as refused:
            told = {"error": str(refused), "action_name": refused.action_name}
            raise ClientResponseError(400, "refused", json.dumps(told)) from None


class Product:
    """A trained model with everything around it. One loop serves all of its talks."""

    def __init__(self, model: Path | str) -> None:
        logs.quiet()
        self._loop = asyncio.new_event_loop()
        self._agent = Agent.load(str(model), action_endpoint=_Actions())
        self.ask = asking(self._agent.handle_message)
        self._talks = 0

    def talk(self, region: str | None = None) -> Talk:
        """Returns a new visitor's conversation; *region* is the card country of the browser's language."""
        self._talks += 1
        return Talk(self, f"{DEFAULT_SENDER_ID}-{self._talks}", region)

    def parse(self, text: str) -> dict[str, Any]:
        """Returns what Rasa reads in *text*, of no conversation."""
        return self.wait(self._agent.parse_message(text))

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs *work* to its end."""
        return self._loop.run_until_complete(work)


class Talk:
    """One visitor's conversation."""

    def __init__(self, product: Product, name: str, region: str | None = None) -> None:
        self.product = product
        self.region = region
        self.conversation = Conversation(name)

    def say(self, text: str) -> list[Message]:
        """Types *text*; returns the assistant's messages."""
        said = turn.say(self.product.ask, self.conversation, text, self.region, SECONDS)
        return _assistants(self.product.wait(said))

    def mean(self, text: str, topic: str) -> list[Message]:
        """Lets *text* be taken for *topic*, as a pressed button is."""
        choice = self.conversation.offer(Button(text, topic))
        return _assistants(self.product.wait(turn.press(self.product.ask, self.conversation, choice, SECONDS)) or [])

    def press(self, label: str) -> list[Message]:
        """Presses the button *label* of the last messages. Raises `LookupError` when there is none."""
        for message in reversed(_assistants(self.conversation.entries)):
            for choice in message.choices:
                if choice.label == label:
                    pressed = turn.press(self.product.ask, self.conversation, choice.id, SECONDS)
                    return _assistants(self.product.wait(pressed) or [])
        raise LookupError(label)


def _assistants(entries: Any) -> list[Message]:
    return [entry for entry in entries if isinstance(entry, Message)]
