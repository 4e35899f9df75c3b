"""The web chat's channel in Rasa: the page, the chat API and health, on Rasa's own Sanic server."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat import content, countries, settings
from clinicchat.web import limits, masking, page, render, requests, schema_check, sessions, switch, turn
from clinicchat.web.conversations import Conversation, Conversations
from clinicchat.web.requests import Refused

logger = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
Handler = Callable[[Request], Awaitable[HTTPResponse]]


class WebChat(InputChannel):
    """Serves the chat at `/`. A visitor's conversation id is issued and signed by the server."""

    def __init__(self) -> None:
        self.conversations = Conversations()
        clinic = settings.load()
        self.by_session = limits.RateLimit(clinic.messages_per_minute)
        self.by_address = limits.RateLimit(clinic.messages_per_minute_address)

    @classmethod
    def name(cls) -> str:
        return render.NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChat:
        return cls()

    def url_prefix(self) -> str:
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Returns the routes of docs/openapi.yml."""
        routes = Routes(self, on_new_message)
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

    def register(self, app: Sanic, options: dict[str, Any]) -> Any:
        app.config.REQUEST_MAX_SIZE = (
            4 * requests.MOST_BYTES
        )  # over 16 KiB it is our own handler that answers, in words
        app.config.REQUEST_TIMEOUT = 15
        app.config.ACCESS_LOG = False
        app.register_middleware(self._root_is_the_page, "request")
        app.register_middleware(_headers, "response")
        _close_cors(app)
        app.error_handler.add(Exception, _on_error)
        schema_check.apply()
        return super().register(app, options)

    async def _root_is_the_page(self, request: Request) -> HTTPResponse | None:
        return await self.ctx.root(request) if request.path == "/" and request.method in ("GET", "HEAD") else None


def _close_cors(app: Sanic) -> None:
    """Takes out the CORS layer that Rasa puts on every app: it allows credentials to whoever asks (rasa-notes 2.1)."""
    for chain in (app.request_middleware, app.response_middleware, app._future_middleware):
        for entry in [
            e for e in chain if getattr(getattr(e, "middleware", e), "__module__", "").startswith("sanic_cors")
        ]:
            chain.remove(entry)


async def _headers(request: Request, answer: HTTPResponse) -> None:
    answer.headers.setdefault("Content-Security-Policy", CSP.format(ancestors=settings.load().frame_ancestors))
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")


def error(code: str, status: int, retry_after: int = 0) -> HTTPResponse:
    """Returns an error of the API: code, what to do, and always the emergency and clinic numbers."""
    said = page.words()["errors"].get(code) or page.words()["errors"]["failed"]
    body = {"error": {"code": code, "message": said}, "messages": [render.unavailable(None, settings.load())]}
    answer = response.json(body, status=status)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _on_error(request: Request, exception: Exception) -> HTTPResponse:
    """Turns whatever was raised into an error of the API; the log holds its kind, never its text."""
    if isinstance(exception, Refused):
        return error(exception.code, exception.status, exception.retry_after)
    status = getattr(exception, "status_code", 503)
    code = {404: "not_found", 405: "not_found", 413: "too_large"}.get(
        status, "failed" if status >= 500 else "bad_request"
    )
    if status >= 500:
        logger.error("A request failed: %s.", type(exception).__name__)
        status = 503
    return error(code, status)


class Routes:
    """The handlers: each reads its request, finds the conversation and answers."""

    def __init__(self, channel: WebChat, ask: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self.conversations = channel.conversations
        self.by_session = channel.by_session
        self.by_address = channel.by_address
        self.ask = ask

    async def show_page(self, request: Request) -> HTTPResponse:
        """GET /"""
        conversation, _ = await self._conversation(request, strict=False)
        return self._page(request, conversation)

    async def get_messages(self, request: Request) -> HTTPResponse:
        """GET /chat/messages"""
        conversation, known = await self._conversation(request)
        return response.json({"messages": conversation.entries if known else []})

    async def post_message(self, request: Request) -> HTTPResponse:
        """POST /chat/messages"""
        body = requests.json_body(request)
        text, choice = requests.text_or_choice(body)
        conversation, _ = await self._conversation(request)
        self._allow(request, conversation)
        entries = await self._turn(request, conversation, text, choice)
        shown = [e for e in entries if e["from"] == "assistant"]
        return self._with_cookie(request, response.json({"messages": shown}), conversation)

    async def delete_messages(self, request: Request) -> HTTPResponse:
        """DELETE /chat/messages"""
        conversation, _ = await self._conversation(request)
        return await self._delete(request, conversation, response.json({"messages": []}))

    async def post_feedback(self, request: Request) -> HTTPResponse:
        """POST /chat/feedback"""
        body = requests.json_body(request)
        conversation, _ = await self._conversation(request)
        self._allow(request, conversation)
        await self._feedback(conversation, body.get("message"), body.get("helpful"), body.get("reason"))
        return response.json({"messages": []})

    async def post_form(self, request: Request) -> HTTPResponse:
        """POST /chat: the same for a browser without JavaScript; answers with the page."""
        try:
            return await self._form(request)
        except Refused as refused:
            conversation, _ = await self._conversation(request, strict=False)
            answer = self._page(request, conversation, refused.code, refused.draft)
            answer.status = refused.status
            if refused.retry_after:
                answer.headers["Retry-After"] = str(refused.retry_after)
            return answer

    async def get_asset(self, request: Request, name: str) -> HTTPResponse:
        """GET /chat/assets/<name>"""
        if name == "theme.css":
            return response.text(page.theme_css(settings.load()), content_type="text/css; charset=utf-8")
        known = {p.name: p for p in ASSETS.iterdir() if p.is_file()}
        if name not in known:
            return error("not_found", 404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        body = known[name].read_bytes()
        return response.raw(body, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": "max-age=300"})

    async def _form(self, request: Request) -> HTTPResponse:
        if len(request.body) > requests.MOST_BYTES:
            raise Refused("too_large")
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            raise Refused("unsupported_type")
        form = request.form or {}
        conversation, _ = await self._conversation(request)
        self._check_token(request, conversation, form.get("token"))
        self._allow(request, conversation)
        if form.get("delete"):
            fresh = Conversation(sessions.new_id())
            return await self._delete(request, conversation, self._page(request, fresh))
        if form.get("feedback"):
            helpful = {"true": True, "false": False}.get(str(form.get("helpful")))
            await self._feedback(conversation, form.get("feedback"), helpful, form.get("reason"))
        else:
            fields = {k: form.get(k) for k in ("text", "choice") if form.get(k) is not None}
            text, choice = requests.text_or_choice(fields)
            await self._turn(request, conversation, text, choice)
        return self._page(request, conversation)

    def _check_token(self, request: Request, conversation: Conversation, token: str | None) -> None:
        """A form of a known session must carry its token; a first post without a cookie has nothing to protect."""
        if request.cookies.get(sessions.COOKIE) and token != sessions.form_token(conversation.id):
            raise Refused("forged_session")

    async def _turn(
        self, request: Request, conversation: Conversation, text: str | None, choice: str | None
    ) -> list[dict[str, Any]]:
        async with conversation.lock:
            self.conversations.hold(conversation)
            if choice is not None:
                entries = await turn.press(self.ask, conversation, choice)
                if entries is None:
                    raise Refused("unknown_choice")
            else:
                region = countries.of_language(request.headers.get("accept-language", ""))
                entries = await turn.say(self.ask, conversation, text or "", region)
            await self.conversations.save(conversation)
        return entries

    async def _feedback(self, conversation: Conversation, message: Any, helpful: Any, reason: Any) -> None:
        entry = conversation.entry(message) if isinstance(message, str) else None
        if entry is None or not isinstance(helpful, bool):
            raise Refused("bad_request")
        words = masking.mask(requests.text_of(reason)) if isinstance(reason, str) and reason.strip() else None
        entry["helpful"] = helpful
        if not await self.conversations.give_feedback(conversation, entry, helpful, words):
            raise Refused("failed")

    async def _delete(self, request: Request, conversation: Conversation, answer: HTTPResponse) -> HTTPResponse:
        async with conversation.lock:
            if not await self.conversations.delete(conversation):
                raise Refused("failed")
        del answer.cookies[sessions.COOKIE]
        return answer

    def _allow(self, request: Request, conversation: Conversation) -> None:
        """Raises `Refused` when the chat is off or too many messages came."""
        if switch.is_off():
            raise Refused("off")
        if not settings.rate_limit_on():
            return
        wait = max(self.by_session.wait(conversation.id), self.by_address.wait(_address(request)))
        if wait:
            raise Refused("rate_limited", retry_after=wait)

    async def _conversation(self, request: Request, strict: bool = True) -> tuple[Conversation, bool]:
        """Returns the conversation of the cookie, or a new one, and whether it was known.

        Raises `Refused` for a cookie that is not ours, unless not *strict*.
        """
        try:
            session = sessions.read(request.cookies.get(sessions.COOKIE))
        except sessions.ForgedSession:
            if strict:
                raise Refused("forged_session") from None
            session = None
        idle = settings.load().idle_minutes * 60
        found = await self.conversations.get(session, idle) if session else None
        if found is None and session and not await self.conversations.known(session):
            found = Conversation(session)  # the cookie of the page just served; nothing was said yet
        return (found, True) if found else (Conversation(sessions.new_id()), False)

    def _page(self, request: Request, conversation: Conversation, code: str = "", draft: str = "") -> HTTPResponse:
        clinic = settings.load()
        if not code and switch.is_off():
            code = "off"
        view = page.PageView(
            clinic=clinic,
            conversation=conversation.entries,
            emergency=content.current().help_lines(conversation.country or clinic.country),
            error={"code": code, "message": page.words()["errors"][code]} if code else None,
            draft=draft,
            token=sessions.form_token(conversation.id),
            framed=request.args.get("frame") == "1",
        )
        return self._with_cookie(request, response.html(page.render(view)), conversation)

    def _with_cookie(self, request: Request, answer: HTTPResponse, conversation: Conversation) -> HTTPResponse:
        secure = request.scheme == "https"
        framed = secure and settings.load().frame_ancestors != "'self'"
        answer.cookies[sessions.COOKIE] = sessions.sign(conversation.id)
        cookie = answer.cookies[sessions.COOKIE]
        cookie["httponly"] = True
        cookie["path"] = "/"
        cookie["secure"] = secure
        # In a frame on another site only SameSite=None; Secure; Partitioned is sent at all.
        cookie["samesite"] = "None" if framed else "Lax"
        if framed:
            cookie["path"] = "/; Partitioned"
        return answer


def _address(request: Request) -> str:
    if settings.load().behind_proxy:
        return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or request.ip
    return request.ip


async def live(request: Request) -> HTTPResponse:
    """GET /health/live: the process runs."""
    return response.json({"live": True})


async def ready(request: Request) -> HTTPResponse:
    """GET /health/ready: 200 once a message can be answered by the assistant."""
    agent = getattr(request.app.ctx, "agent", None)
    is_ready = bool(agent) and agent.is_ready()
    return response.json({"ready": is_ready, "on": not switch.is_off()}, status=200 if is_ready else 503)
