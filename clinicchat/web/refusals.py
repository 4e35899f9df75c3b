"""What a refused or failed request gets: what to do, the numbers, and the card where its words show danger.

Nothing here raises. What needs data/ falls back on `last_words`, which needs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat.chat import last_words, render, turn
from clinicchat.chat.conversation import Conversation
from clinicchat.content import page_words, settings, topics
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.web import answers, heard
from clinicchat.web.requests import Refused

T = TypeVar("T")
logger = logging.getLogger(__name__)

CODES = {404: "not_found", 405: "not_found", 413: "too_large"}


def answer(request: Request, exception: Exception) -> HTTPResponse:
    """Returns the error of the API for whatever *exception* a request ended in. Never raises."""
    code, status, wait = of(exception)
    nothing: list[str] = []
    said = _or(lambda: heard.said(request), nothing, "a request's words")
    region = _or(lambda: countries.of_language(request.headers.get("accept-language", "")), None, "a region")
    return error(code, status, wait, said, region, request)


def of(exception: Exception) -> tuple[str, int, int]:
    """Returns (code, status, seconds to wait) of *exception*; the log holds its kind, never its text."""
    if isinstance(exception, Refused):
        return exception.code, exception.status, exception.retry_after
    status = exception.status_code if isinstance(exception, SanicException) else 503
    if status >= 500:
        logger.error("A request failed: %s.", type(exception).__name__)
        return "failed", 503, 0
    return CODES.get(status, "bad_request"), status, 0


def error(
    code: str,
    status: int,
    retry_after: int = 0,
    said: Sequence[str] = (),
    region: str | None = None,
    request: Request | None = None,
) -> HTTPResponse:
    """Returns an error of the API: code, what to do, and always the emergency and clinic numbers. Never raises.

    When what was *said* shows danger, its card comes first, for the browser's *region* if the words name no other.
    """
    nobody, clinic = Conversation(""), _clinic()
    alarm = danger(nobody, said, region)
    card = [render.card(alarm, nobody, clinic)] if alarm else []
    body = answers.Fault(code, message(code)), [*card, render.unavailable(nobody, clinic)], retry_after, "".join(said)
    plain = answers.error(None, *body)
    answer = _or(lambda: answers.error(request, *body), plain, "the page's template")
    answer.status = status
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def danger(conversation: Conversation, said: Sequence[str], region: str | None) -> str | None:
    """Returns the most urgent danger in what was *said*, noting whose card fits, or None. Never raises."""
    seen = {alarm.topic for part in said if (alarm := _look(conversation, part, region))}
    return next((topic for topic in topics.DANGERS if topic in seen), None)


def _look(conversation: Conversation, part: str, region: str | None) -> phrases.Alarm | None:
    try:
        return turn.look(conversation, part, region)
    except Exception:  # where the writer is could not be told
        return _or(lambda: phrases.current().find(part), None, "danger phrases")


def message(code: str) -> str:
    """Returns what an error says to the visitor. Never raises."""
    return _or(lambda: page_words.error_message(code), last_words.ERROR, "an error's words")


def _clinic() -> settings.Settings:
    return _or(settings.load, settings.Settings(), "settings")


def _or(get: Callable[[], T], otherwise: T, what: str) -> T:
    """Returns what *get* returns, or *otherwise*; the log then says *what* could not be read."""
    try:
        return get()
    except Exception as fault:
        logger.error("Could not read %s: %s.", what, type(fault).__name__)
        return otherwise
