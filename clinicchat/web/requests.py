"""Reads requests: size, type and shape, with an error code for each fault. The words are in data/page.yml."""

from __future__ import annotations

import json
from typing import Any

from sanic.request import Request

from clinicchat.nlu.text import visible

MOST_BYTES = 16 * 1024
MOST_CHARACTERS = 1_000
STATUS = {
    "bad_request": 400,
    "unknown_choice": 400,
    "forged_session": 401,
    "too_large": 413,
    "unsupported_type": 415,
    "empty": 422,
    "too_long": 422,
    "rate_limited": 429,
    "failed": 503,
    "off": 503,
}


class Refused(Exception):
    """A request that is not served; `code` is a key of `STATUS` and of data/page.yml's `errors`."""

    def __init__(self, code: str, draft: str = "", retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.draft = draft
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return STATUS[self.code]


def json_body(request: Request) -> dict[str, Any]:
    """Returns the JSON object of the body. Raises `Refused`: too_large, unsupported_type, bad_request."""
    if len(request.body) > MOST_BYTES:
        raise Refused("too_large")
    if request.content_type is None or request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused("unsupported_type")
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request") from error
    if not isinstance(body, dict):
        raise Refused("bad_request")
    return body


def text_of(value: Any) -> str:
    """Returns a message's text with hidden characters gone. Raises `Refused`: bad_request, empty, too_long."""
    if not isinstance(value, str):
        raise Refused("bad_request")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        value = value.encode("utf-8", "ignore").decode("utf-8")
    if len(value) > MOST_CHARACTERS:
        raise Refused("too_long", draft=value[: 2 * MOST_CHARACTERS])
    cleaned = visible(value)
    if not cleaned.lstrip("/ "):
        raise Refused("empty")
    return cleaned


def text_or_choice(body: dict[str, Any]) -> tuple[str | None, str | None]:
    """Returns (text, None) or (None, choice). Raises `Refused` when it is neither or both, or of a wrong type."""
    if ("text" in body) == ("choice" in body):
        raise Refused("bad_request")
    if "text" in body:
        return text_of(body["text"]), None
    if not isinstance(body["choice"], str) or not body["choice"]:
        raise Refused("bad_request")
    return None, body["choice"]
