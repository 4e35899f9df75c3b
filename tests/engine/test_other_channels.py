"""clinicchat/engine/other_channels.py: the shield before Rasa on every channel, and what credentials.yml may open."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Sanic

from clinicchat.chat import turn
from clinicchat.chat.message import Message, Reminder, packed
from clinicchat.content import live_words
from clinicchat.content.outcomes import Outcome
from clinicchat.content.yaml_file import ContentError
from clinicchat.engine import other_channels
from clinicchat.engine.other_channels import heard, opened

DANGER = "i want to kill myself"


class Rasa:
    """Stands behind the shield: notes what it hears and says what it is told to."""

    def __init__(self, *responses: dict[str, Any], fails: Exception | None = None) -> None:
        self.responses, self.fails = responses, fails
        self.heard: list[str] = []

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message.text)
        if self.fails:
            raise self.fails
        for response in self.responses:
            await message.output_channel.send_response("me", dict(response))


def say(rasa: Rasa, text: str) -> list[dict[str, Any]]:
    out = CollectingOutputChannel()
    asyncio.run(heard(rasa, UserMessage(text, out, "me", input_channel="rest")))
    return out.messages


def made(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "custom": packed(Message(text=text, outcome=Outcome.ANSWERED, **more))}


CARD = {"text": live_words.current().say("safety/suicide").text, "utter_action": "utter_safety/suicide"}


def test_a_card_is_one_bubble_with_its_act_and_number_first() -> None:
    (bubble,) = say(Rasa(CARD), DANGER)
    assert bubble["text"].startswith("Call or text 988 now") and "911" in bubble["text"].splitlines()[0]
    assert "\n\n" not in bubble["text"]


@pytest.mark.parametrize(
    "rasa",
    [Rasa(fails=RuntimeError("x")), Rasa(), Rasa(made("Reviewed words."))],
    ids=["an exception", "silence", "another answer"],
)
def test_danger_has_its_card_whatever_rasa_does(rasa: Rasa) -> None:
    assert "988" in say(rasa, DANGER)[-1]["text"]


def test_without_danger_a_failure_has_words_and_a_number() -> None:
    (bubble,) = say(Rasa(fails=RuntimeError()), "is it legal")
    assert "911" in bubble["text"] and "try again" in bubble["text"]


def test_a_hanging_rasa_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "SECONDS", 0.05)

    async def hangs(message: UserMessage) -> None:
        await asyncio.sleep(60)

    out = CollectingOutputChannel()
    asyncio.run(heard(hangs, UserMessage(DANGER, out, "me")))
    assert "988" in out.messages[0]["text"]


def test_personal_data_is_masked_and_a_slash_names_no_intent() -> None:
    rasa = Rasa(made("x"))
    say(rasa, "/my name is Jane Sample, call 312-555-0100")
    assert "Jane" not in rasa.heard[0] and "0100" not in rasa.heard[0] and not rasa.heard[0].startswith("/")


def test_disclaimers_and_the_reminder_stand_in_the_text() -> None:
    answer = made("Yes.\n\nIn part.", disclaimers=("Not advice.",), reminder=Reminder("Call 988."))
    (bubble,) = say(Rasa(answer), "is it legal")
    assert bubble["text"] == "Yes.\nIn part.\nNot advice.\nCall 988."


def test_buttons_go_along() -> None:
    (bubble,) = say(Rasa({"text": "Safe?", "buttons": [{"title": "Yes", "payload": "Yes", "topic": "affirm"}]}), "hi")
    assert bubble["buttons"] == [{"title": "Yes", "payload": "Yes"}]


@pytest.fixture
def credentials(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "credentials.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_pages_channel_is_open_without_being_named(credentials: Callable[[str], Path]) -> None:
    assert [channel.name() for channel in opened(credentials("{}"))] == ["clinicchat"]
    assert [c.name() for c in opened(credentials("clinicchat.web.channel.WebChat: {}\nrest:\n"))] == [
        "clinicchat",
        "rest",
    ]


@pytest.mark.parametrize("name", ["socketio", "slack", "facebook", "my.own.Channel"])
def test_a_channel_that_is_not_provided_for_is_refused_in_one_line(
    credentials: Callable[[str], Path], name: str
) -> None:
    with pytest.raises(ContentError, match=f"credentials.yml: `{name}` is not provided for.*rest, twilio") as told:
        opened(credentials(f"{name}: {{}}\n"))
    assert "\n" not in str(told.value)


def test_an_entry_that_opens_nothing_is_said(
    credentials: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert len(opened(credentials('rasa:\n  url: "http://localhost:5002/api"\n'))) == 1
    assert "`rasa` is ignored" in caplog.text


def test_a_conversation_over_the_rest_channel(credentials: Callable[[str], Path]) -> None:
    """Rasa's own REST channel on a Sanic server, with the shield in between."""
    (_, rest) = opened(credentials("rest:\n"))
    rasa = Rasa(CARD)

    async def conversation() -> list[dict[str, Any]]:
        server = Sanic("rest_conversation")
        server.blueprint(rest.blueprint(rasa), url_prefix="/webhooks/rest")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        listening = await server.create_server(host="127.0.0.1", port=port, return_asyncio_server=True)
        await listening.startup()
        said = {"sender": "a", "message": f"/{DANGER}"}
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        answer = await asyncio.to_thread(requests.post, url, json=said, timeout=10)
        listening.close()
        found: list[dict[str, Any]] = answer.json()
        return found

    (bubble,) = asyncio.run(conversation())
    assert rasa.heard == [DANGER] and bubble["text"].startswith("Call or text 988 now")
    assert "\n\n" not in bubble["text"] and other_channels.PROVIDED["rest"].name() == "rest"
