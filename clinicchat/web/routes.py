"""What each route of the chat API does: read the request, find the conversation, answer (docs/openapi.yml)."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat import content, countries, database, settings
from clinicchat.web import masking, page, render, requests, sessions, switch, turn
from clinicchat.web.conversations import Conversation, Conversations
from clinicchat.web.limits import RateLimit
from clinicchat.web.requests import Refused

logger = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "static"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ANSWER_SECONDS = 2.9
"""From the request's arrival; what is not kept by then is kept after the answer."""
LOCK_SECONDS = 1.0
"""How long a message waits for the one before it (of another tab)."""
A_YEAR = "max-age=31536000, immutable"


def error(code: str, status: int, retry_after: int = 0, words: str = "") -> HTTPResponse:
    """Returns an error of the API: code, what to do, and always the emergency and clinic numbers.

    When the refused *words* show danger, its card comes with them.
    """
    clinic = settings.load()
    nobody = Conversation("")
    alarm = turn.look(nobody, words) if words else None
    card = [render.card(alarm.topic, nobody, clinic)] if alarm else []
    said = page.error_message(code)
    body = {"error": {"code": code, "message": said}, "messages": [*card, render.unavailable(nobody, clinic)]}
    answer = response.json(body, status=status)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


class Routes:
    """The handlers of the chat."""

    def __init__(
        self,
        conversations: Conversations,
        by_session: RateLimit,
        by_address: RateLimit,
        ask: Callable[[UserMessage], Awaitable[Any]],
    ) -> None:
        self.conversations = conversations
        self.by_session = by_session
        self.by_address = by_address
        self.ask = ask

    async def show_page(self, request: Request) -> HTTPResponse:
        """GET /"""
        return self._page(request, await self._conversation(request, strict=False))

    async def get_messages(self, request: Request) -> HTTPResponse:
        """GET /chat/messages"""
        conversation = await self._conversation(request)
        return response.json({"messages": conversation.entries})

    async def post_message(self, request: Request) -> HTTPResponse:
        """POST /chat/messages"""
        began = time.monotonic()
        self._check_origin(request)
        text, choice = requests.text_or_choice(requests.json_body(request))
        self._allow(request, text or "")
        conversation = self.conversations.hold(await self._conversation(request))
        entries = await self._turn(request, conversation, text, choice, began)
        shown = [e for e in entries if e["from"] == "assistant"]
        return self._with_cookie(request, response.json({"messages": shown}), conversation)

    async def delete_messages(self, request: Request) -> HTTPResponse:
        """DELETE /chat/messages"""
        self._check_origin(request)
        await self._delete(await self._conversation(request))
        return self._without_cookie(request, response.json({"messages": []}))

    async def post_feedback(self, request: Request) -> HTTPResponse:
        """POST /chat/feedback"""
        self._check_origin(request)
        body = requests.json_body(request)
        self._allow(request)
        conversation = await self._conversation(request)
        await self._feedback(conversation, body.get("message"), body.get("helpful"), body.get("reason"))
        return response.json({"messages": []})

    async def post_form(self, request: Request) -> HTTPResponse:
        """POST /chat: the same for a browser without JavaScript; answers with the page."""
        began, draft = time.monotonic(), ""
        try:
            form = self._form(request)
            draft = form.get("text", "")
            return await self._act(request, form, began)
        except Refused as refused:
            conversation = await self._conversation(request, strict=False)
            wait = refused.retry_after
            answer = self._page(request, conversation, refused.code, refused.draft or draft, wait)
            answer.status = refused.status
            if wait:
                answer.headers["Retry-After"] = str(wait)
            return answer

    async def get_asset(self, request: Request, name: str) -> HTTPResponse:
        """GET /chat/assets/<name>"""
        if name == "theme.css":
            return response.text(page.theme_css(settings.load()), content_type="text/css; charset=utf-8")
        path = ASSETS / name
        if path.parent != ASSETS or not path.is_file():
            return error("not_found", 404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        # With its checksum in the address a file may be kept for good.
        keep = A_YEAR if request.args.get("v") else "max-age=300"
        body = _asset(path, path.stat().st_mtime_ns)
        return response.raw(body, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": keep})

    def _form(self, request: Request) -> dict[str, str]:
        requests.check_size(request)
        if requests.kind(request) not in FORMS:
            raise Refused("unsupported_type")
        form = request.form or {}
        return {key: str(form.get(key)) for key in form}

    async def _act(self, request: Request, form: dict[str, str], began: float) -> HTTPResponse:
        self._check_origin(request)
        self._check_token(request, form.get("token", ""))
        if form.get("delete"):
            await self._delete(await self._conversation(request))
            return self._page(request, Conversation(sessions.new_id()), notice="deleted")
        if form.get("feedback"):
            self._allow(request)
            conversation = await self._conversation(request)
            helpful = {"true": True, "false": False}.get(form.get("helpful", ""))
            await self._feedback(conversation, form["feedback"], helpful, form.get("reason"))
            return self._page(request, conversation)
        text, choice = requests.text_or_choice({k: form[k] for k in ("text", "choice") if k in form})
        self._allow(request, text or "")
        conversation = self.conversations.hold(await self._conversation(request))
        await self._turn(request, conversation, text, choice, began)
        return self._page(request, conversation)

    def _check_origin(self, request: Request) -> None:
        """Refuses what another site's page sends, where the browser says so."""
        if requests.is_from_elsewhere(request):
            raise Refused("forged_session")

    def _check_token(self, request: Request, token: str) -> None:
        """A form of a known session must carry its token; a first post without a cookie has nothing to protect."""
        session = self._session(request)
        if session and not sessions.is_token(token, session):
            raise Refused("forged_session")

    async def _turn(
        self, request: Request, conversation: Conversation, text: str | None, choice: str | None, began: float
    ) -> list[dict[str, Any]]:
        region = countries.of_language(request.headers.get("accept-language", ""))
        try:
            await asyncio.wait_for(conversation.lock.acquire(), LOCK_SECONDS)
        except TimeoutError:
            if choice is not None:
                raise Refused("failed") from None
            conversation.unsaved = True  # it is written with the next of `catch_up`
            return turn.say_without_rasa(conversation, text or "", region)
        try:
            if conversation.deleted:
                raise Refused("forged_session", draft=text or "")
            if choice is None:
                entries = await turn.say(self.ask, conversation, text or "", region)
            else:
                pressed = await turn.press(self.ask, conversation, choice)
                if pressed is None:
                    raise Refused("unknown_choice")
                entries = pressed
            saving = asyncio.ensure_future(self.conversations.save(conversation))
            await asyncio.wait({saving}, timeout=max(0.02, began + ANSWER_SECONDS - time.monotonic()))
        finally:
            conversation.lock.release()
        return entries

    async def _feedback(self, conversation: Conversation, message: Any, helpful: Any, reason: Any) -> None:
        entry = conversation.entry(message) if isinstance(message, str) else None
        if entry is None or not isinstance(helpful, bool):
            raise Refused("bad_request")
        words = requests.reason_of(reason)
        masked = masking.mask(words) if words else None
        if not await self.conversations.give_feedback(conversation, entry, helpful, masked):
            raise Refused("failed")

    async def _delete(self, conversation: Conversation) -> None:
        async with conversation.lock:
            if not await self.conversations.delete(conversation):
                raise Refused("failed")

    def _allow(self, request: Request, text: str = "") -> None:
        """Raises `Refused` when the chat is off or too many messages came."""
        if switch.is_off():
            raise Refused("off", draft=text)
        if not settings.rate_limit_on():
            return
        session, address = self._session(request), requests.address(request, settings.load().behind_proxy)
        wait = self.by_address.wait(address)
        if not wait and session and (wait := self.by_session.wait(session)):
            self.by_address.give_back(address)
        if wait:
            raise Refused("rate_limited", draft=text, retry_after=wait)

    def _session(self, request: Request) -> str | None:
        """Returns the id in the cookie, None when there is no cookie. Raises `Refused` for one that is not ours."""
        try:
            return sessions.read(request.cookies.get(sessions.COOKIE))
        except sessions.ForgedSession:
            raise Refused("forged_session") from None

    async def _conversation(self, request: Request, strict: bool = True) -> Conversation:
        """Returns the conversation of the cookie, or a new one where there is none or it has ended.

        Raises `Refused` for a cookie that is not ours, unless not *strict*.
        """
        try:
            session = self._session(request)
        except Refused:
            if strict:
                raise
            session = None
        found = await self.conversations.find(session, settings.load().idle_minutes * 60) if session else None
        return found or Conversation(sessions.new_id())

    def _page(
        self,
        request: Request,
        conversation: Conversation,
        code: str = "",
        draft: str = "",
        wait: int = 0,
        notice: str = "",
    ) -> HTTPResponse:
        clinic = settings.load()
        if not code and switch.is_off():
            code = "off"
        entries = list(conversation.entries)
        if alarm := turn.look(conversation, draft) if code and draft else None:
            # The words were refused (too long, too many, switched off): whoever is in danger has the card all the same.
            entries.append({"from": "assistant", **render.card(alarm.topic, conversation, clinic)})
        view = page.PageView(
            clinic=clinic,
            conversation=entries,
            emergency=content.current().help_lines(conversation.country or clinic.country),
            error={"code": code, "message": page.error_message(code), "retry_after": wait} if code else None,
            draft=draft,
            token=sessions.form_token(conversation.id),
            framed=request.args.get("frame") == "1",
            notice=notice,
        )
        return self._with_cookie(request, response.html(page.render(view)), conversation)

    def _with_cookie(self, request: Request, answer: HTTPResponse, conversation: Conversation) -> HTTPResponse:
        answer.headers.add("Set-Cookie", sessions.set_cookie(conversation.id, *_cookie_kind(request)))
        return answer

    def _without_cookie(self, request: Request, answer: HTTPResponse) -> HTTPResponse:
        answer.headers.add("Set-Cookie", sessions.clear_cookie(*_cookie_kind(request)))
        return answer


def _cookie_kind(request: Request) -> tuple[bool, bool]:
    """Returns whether the cookie is for https, and whether for a frame on another site."""
    clinic = settings.load()
    return requests.is_secure(request, clinic.behind_proxy), clinic.frame_ancestors != "'self'"


@lru_cache(maxsize=16)
def _asset(path: Path, _changed: int) -> bytes:
    return path.read_bytes()


async def live(request: Request) -> HTTPResponse:
    """GET /health/live: the process runs."""
    return response.json({"live": True})


async def ready(request: Request) -> HTTPResponse:
    """GET /health/ready: 200 once a message can be answered by the assistant; `kept`: whether conversations are."""
    agent = getattr(request.app.ctx, "agent", None)
    is_ready = agent is not None and agent.is_ready()
    body = {"ready": is_ready, "on": not switch.is_off(), "kept": database.shared().failed_at is None}
    return response.json(body, status=200 if is_ready else 503)
