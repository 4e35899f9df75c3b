"""The bodies of the chat API, as JSON for anyone and as HTML for the page's own script.

The script sends `Accept: text/html` and `X-ClinicChat`; it gets the messages as the page would show them, so that their
HTML is built in one place. Everyone else, a browser that opens an address too, gets JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat.chat.message import Entry, Message
from clinicchat.content import settings
from clinicchat.web import page


class Answer(Struct):
    """One turn: one message, or two (a card and its question, two questions)."""

    messages: Annotated[tuple[Message, ...], Meta(min_length=1, max_length=2)]


class Conversation(Struct):
    """All of a conversation, oldest first; nothing for a new session or one that has ended."""

    messages: tuple[Entry, ...] = ()


class Heard(Struct):
    """What a feedback is answered with: the card when its reason spoke of danger."""

    messages: Annotated[tuple[Message, ...], Meta(max_length=1)] = ()


class Fault(Struct):
    """What is wrong, and what to do."""

    code: str
    message: Annotated[str, Meta(min_length=10)]


class Error(Struct):
    """Refused, or something behind it failed. The messages hold the emergency and clinic numbers; before them the card,
    where the words show danger, in the head or the tail of the body, whatever its type, size or encoding."""

    error: Fault
    messages: Annotated[tuple[Message, ...], Meta(min_length=1, max_length=2)]


def wants_html(request: Request) -> bool:
    """Whether our own script asks, which shows what the server renders."""
    return "x-clinicchat" in request.headers and request.headers.get("accept", "").startswith("text/html")


def turn(request: Request, entries: Sequence[Entry]) -> HTTPResponse:
    """Answers with a turn's *entries*; in JSON without the visitor's own, which the client knows."""
    if wants_html(request):
        return response.html(page.render_answer(settings.load(), entries))
    return _json(Answer(tuple(e for e in entries if isinstance(e, Message))))


def conversation(request: Request, entries: Sequence[Entry]) -> HTTPResponse:
    """Answers with a whole conversation, or with nothing."""
    if wants_html(request):
        return response.html(page.render_answer(settings.load(), entries))
    return _json(Conversation(tuple(entries)))


def error(request: Request | None, fault: Fault, messages: Sequence[Message], wait: int, draft: str) -> HTTPResponse:
    """Answers with an error; *wait* in seconds, *draft* the refused words if they are given back."""
    if request is not None and wants_html(request):
        problem = page.Problem(fault.code, fault.message, wait, draft)
        return response.html(page.render_answer(settings.load(), (), problem, messages))
    return _json(Error(fault, tuple(messages)))


def _json(body: Answer | Conversation | Error) -> HTTPResponse:
    return response.raw(msgspec.json.encode(body), content_type="application/json")
