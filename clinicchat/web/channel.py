"""The web chat's channel in Rasa: its routes on Rasa's own Sanic server, with limits, headers and errors.

What a route does is in routes.py; the words of errors are in data/page.yml.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from clinicchat.chat.conversations import Conversations
from clinicchat.content import serving, settings
from clinicchat.engine import asking, schema_check
from clinicchat.engine.store import SafeSQLTrackerStore
from clinicchat.web import http_guard, limits, refusals, requests
from clinicchat.web.routes import Routes, live, ready

logger = logging.getLogger(__name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class WebChat(InputChannel):
    """Serves the chat at `/`. A visitor's conversation id is issued and signed by the server."""

    def __init__(self) -> None:
        self.conversations = Conversations(forget=SafeSQLTrackerStore.forget)
        clinic = settings.load()
        self.by_session = limits.RateLimit(clinic.messages_per_minute)
        self.by_address = limits.RateLimit(clinic.messages_per_minute_address)

    @classmethod
    def name(cls) -> str:
        return asking.NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, object] | None) -> WebChat:
        return cls()

    def url_prefix(self) -> str:
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[object]]) -> Blueprint:
        """Returns the routes of docs/openapi.yml."""
        routes = Routes(self.conversations, self.by_session, self.by_address, asking.asking(on_new_message))
        chat = Chat("clinicchat")
        chat.ctx.root = routes.show_page
        for method, path, handler in (
            ("POST", "/chat", routes.post_form),
            ("GET", "/chat/messages", routes.get_messages),
            ("POST", "/chat/messages", routes.post_message),
            ("DELETE", "/chat/messages", routes.delete_messages),
            ("POST", "/chat/feedback", routes.post_feedback),
            ("GET", "/chat/assets/<name:str>", routes.get_asset),
            ("GET", "/health/live", live),
            ("GET", "/health/ready", ready),
        ):
            # Sanic writes attributes on a handler, which a bound method does not allow.
            chat.add_route(partial(handler), path, methods=[method], name=handler.__name__)
        return chat


class Chat(Blueprint):
    """Sets the server's limits and headers when Rasa mounts the routes, and takes `/` from Rasa's hello page."""

    def register(self, app: Sanic, options: dict[str, object]) -> object:
        app.config.REQUEST_MAX_SIZE = requests.MAX_READ
        http_guard.protect(app)
        app.config.ACCESS_LOG = False
        app.register_middleware(_answer_from_one_release, "request")
        app.register_middleware(self._root_is_the_page, "request")
        app.register_middleware(_headers, "response")
        app.error_handler = ErrorHandler()  # that of the CORS layer answers every OPTIONS with 200
        app.register_listener(_close_cors, "before_server_start")
        app.error_handler.add(Exception, _on_error)
        schema_check.apply()
        return super().register(app, options)

    async def _root_is_the_page(self, request: Request) -> HTTPResponse | None:
        return await self.ctx.root(request) if request.path == "/" and request.method in ("GET", "HEAD") else None


async def _answer_from_one_release(request: Request) -> None:
    """The whole request is answered from the content of the model that is there as it begins."""
    serving.enter(getattr(getattr(request.app.ctx, "agent", None), "data", None))


async def _close_cors(app: Sanic, _loop: object) -> None:
    """Takes out the CORS layer that Rasa puts on every app as it starts: it allows credentials to whoever asks."""
    chains: tuple[Any, ...] = (app.request_middleware, app.response_middleware, app._future_middleware)
    for chain in chains:
        theirs = [e for e in chain if getattr(getattr(e, "middleware", e), "__module__", "").startswith("sanic_cors")]
        for entry in theirs:
            chain.remove(entry)


async def _headers(request: Request, answer: BaseHTTPResponse) -> None:
    answer.headers.setdefault("Content-Security-Policy", CSP.format(ancestors=_ancestors()))
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)


def _ancestors() -> str:
    """Returns who may show the chat in a frame; nobody else while the settings cannot be read."""
    try:
        return settings.load().frame_ancestors
    except ValueError:
        return settings.Settings.frame_ancestors


async def _on_error(request: Request, exception: Exception) -> HTTPResponse:
    """Turns whatever was raised into an error of the API, with the card where the words show danger."""
    if isinstance(exception, PayloadTooLarge):
        try:
            request.ctx.cut = await requests.drain(request)
        except Exception as fault:
            logger.error("The rest of a body could not be read: %s.", type(fault).__name__)
    return refusals.answer(request, exception)
