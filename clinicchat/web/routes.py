"""What each route of the chat API does: read the request, find the conversation, answer (docs/openapi.yml)."""

from __future__ import annotations

import mimetypes
import time
from functools import lru_cache
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat.chat import database, render
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import links
from clinicchat.content import live_words, settings
from clinicchat.engine import readiness
from clinicchat.places import countries
from clinicchat.web import answers, heard, page, refusals, requests, sessions, switch, theme
from clinicchat.web.refusals import error
from clinicchat.web.requests import Refused
from clinicchat.web.visits import Visits

ASSETS = Path(__file__).parent / "static"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
A_YEAR = "max-age=31536000, immutable"


class Routes(Visits):
    """The handlers of the chat."""

    async def show_page(self, request: Request) -> HTTPResponse:
        """GET /"""
        return self._page(request, await self._conversation(request, strict=False))

    async def get_messages(self, request: Request) -> HTTPResponse:
        """GET /chat/messages"""
        conversation = await self._conversation(request)
        return answers.conversation(request, conversation.entries)

    async def post_message(self, request: Request) -> HTTPResponse:
        """POST /chat/messages"""
        began = time.monotonic()
        self._check_origin(request)
        body = requests.json_body(request)
        text, choice = requests.text_or_choice(body)
        client_id = requests.client_id_of(body)
        self._allow(request, text or "")
        conversation = self.conversations.hold(await self._conversation(request))
        entries = await self._turn(request, conversation, text, choice, began, client_id)
        return self._with_cookie(request, answers.turn(request, entries), conversation)

    async def delete_messages(self, request: Request) -> HTTPResponse:
        """DELETE /chat/messages"""
        self._check_origin(request)
        await self._delete(await self._conversation(request))
        return self._without_cookie(request, answers.conversation(request, ()))

    async def post_feedback(self, request: Request) -> HTTPResponse:
        """POST /chat/feedback"""
        self._check_origin(request)
        body = requests.json_body(request)
        self._allow(request)
        conversation = await self._conversation(request)
        given = body.get("message"), body.get("helpful"), body.get("reason")
        return answers.conversation(request, await self._feedback(request, conversation, *given))

    async def post_form(self, request: Request) -> HTTPResponse:
        """POST /chat: the same for a browser without JavaScript; answers with the page."""
        began, draft = time.monotonic(), ""
        try:
            form = self._form(request)
            draft = form.get("text", "")
            return await self._act(request, form, began)
        except Exception as fault:  # a page, also for what nobody foresaw
            return await self._refused_page(request, fault, draft)

    async def _refused_page(self, request: Request, fault: Exception, draft: str) -> HTTPResponse:
        code, status, wait = refusals.of(fault)
        try:
            conversation = await self._conversation(request, strict=False)
            kept = (fault.draft if isinstance(fault, Refused) else "") or draft
            answer = self._page(request, conversation, code, kept, wait)
        except Exception:  # then as JSON, with the numbers
            return refusals.answer(request, fault)
        answer.status = status
        if wait:
            answer.headers["Retry-After"] = str(wait)
        return answer

    async def get_asset(self, request: Request, name: str) -> HTTPResponse:
        """GET /chat/assets/<name>"""
        if name == "theme.css":
            return response.text(theme.theme_css(settings.load()), content_type="text/css; charset=utf-8")
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
            await self._feedback(request, conversation, form["feedback"], helpful, form.get("reason"))
            return self._page(request, conversation)
        text, choice = requests.text_or_choice({k: form[k] for k in ("text", "choice") if k in form})
        self._allow(request, text or "")
        conversation = self.conversations.hold(await self._conversation(request))
        await self._turn(request, conversation, text, choice, began)
        return self._page(request, conversation)

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
        region = countries.of_language(request.headers.get("accept-language", ""))
        said = heard.said(request) if code else []
        if seen := refusals.danger(conversation, said, region):
            # The words were refused (too long, too many, switched off): whoever is in danger has the card all the same.
            entries.append(render.card(seen, conversation, clinic))
        view = page.PageView(
            clinic=clinic,
            conversation=entries,
            emergency=links(live_words.current().help_lines(conversation.country or clinic.country)),
            error=page.Problem(code, refusals.message(code), wait, draft) if code else None,
            token=sessions.form_token(conversation.id),
            framed=request.args.get("frame") == "1",
            notice=notice,
        )
        return self._with_cookie(request, response.html(page.render(view)), conversation)


@lru_cache(maxsize=16)
def _asset(path: Path, _changed: int) -> bytes:
    return path.read_bytes()


async def live(request: Request) -> HTTPResponse:
    """GET /health/live: the process runs."""
    return response.json({"live": True})


_action_server = readiness.ActionServer()


async def ready(request: Request) -> HTTPResponse:
    """GET /health/ready: 200 while a message would be answered (a card needs neither model nor action server)."""
    agent = getattr(request.app.ctx, "agent", None)
    model = bool(agent and agent.is_ready())
    actions = model and await _action_server.answers(getattr(agent, "action_endpoint", None))
    kept = database.shared().failed_at is None
    body = {"ready": actions, "on": not switch.is_off(), "kept": kept, "model": model, "actions": actions}
    return response.json(body, status=200 if actions else 503)
