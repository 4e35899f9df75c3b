"""A visit: whose it is, whether it may go on, and what is done in it. routes.py says which request wants what."""

from __future__ import annotations

import asyncio
import time

from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat.chat import masking, turn
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.conversations import Conversations
from clinicchat.chat.message import Entry
from clinicchat.content import settings
from clinicchat.places import countries
from clinicchat.web import requests, sessions, switch
from clinicchat.web.limits import RateLimit
from clinicchat.web.requests import Refused

ANSWER_SECONDS = 2.9
"""From the request's arrival; what is not kept by then is kept after the answer."""
ENOUGH_SECONDS = 0.5
"""What a turn has at least, however long it waited before."""
LOCK_SECONDS = 1.0
"""How long a message waits for the one before it (of another tab)."""


class Visits:
    """What every route needs: session, limits, the conversation and its turns."""

    def __init__(
        self,
        conversations: Conversations,
        by_session: RateLimit,
        by_address: RateLimit,
        ask: turn.Ask,
    ) -> None:
        self.conversations = conversations
        self.by_session = by_session
        self.by_address = by_address
        self.ask = ask

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
        self,
        request: Request,
        conversation: Conversation,
        text: str | None,
        choice: str | None,
        began: float,
        client_id: str = "",
    ) -> list[Entry]:
        region = countries.of_language(request.headers.get("accept-language", ""))
        try:
            await asyncio.wait_for(conversation.lock.acquire(), LOCK_SECONDS)
        except TimeoutError:
            if choice is not None:
                raise Refused("failed") from None
            conversation.unsaved = True  # it is written with the next of `flush_pending`
            return turn.say_without_rasa(conversation, text or "", region)
        try:
            if conversation.deleted:
                raise Refused("forged_session", draft=text or "")
            if earlier := conversation.answer_to(client_id):
                return earlier
            left = max(ENOUGH_SECONDS, began + turn.SECONDS - time.monotonic())
            if choice is None:
                entries = await turn.say(self.ask, conversation, text or "", region, left)
            else:
                pressed = await turn.press(self.ask, conversation, choice, left)
                if pressed is None:
                    raise Refused("unknown_choice")
                entries = pressed
            conversation.note_answer(client_id, entries)
            saving = asyncio.ensure_future(self.conversations.save(conversation))
            await asyncio.wait({saving}, timeout=max(0.02, began + ANSWER_SECONDS - time.monotonic()))
        finally:
            conversation.lock.release()
        return entries

    async def _feedback(
        self, request: Request, conversation: Conversation, message: object, helpful: object, reason: object
    ) -> list[Entry]:
        """Keeps a thumb; returns the card when the *reason* shows danger, else nothing."""
        entry = conversation.entry(message) if isinstance(message, str) else None
        if entry is None or not isinstance(helpful, bool):
            raise Refused("bad_request")
        words = requests.reason_of(reason)
        masked = masking.mask(words) if words else None
        if not await self.conversations.give_feedback(conversation, entry, helpful, masked):
            raise Refused("failed")
        region = countries.of_language(request.headers.get("accept-language", ""))
        shown = turn.hear(conversation, words or "", region)
        if shown:
            await self.conversations.save(self.conversations.hold(conversation))
        return shown

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
        """Returns the id in our cookie, None when there is none. Raises `Refused` for one that we did not sign."""
        try:
            # Never `request.cookies`: Sanic's parser raises, or stops, at many a cookie that other software sets.
            return sessions.of_headers(request.headers.getall("cookie", []), _cookie_kind(request)[0])
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
