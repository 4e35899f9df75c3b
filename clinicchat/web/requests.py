"""Reads requests: size, type and shape, with an error code for each fault. The words are in data/page.yml."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import time

from sanic.request import Request

from clinicchat.text.reading import visible

MAX_BYTES = 16 * 1024
DRAIN_SECONDS = 3.0
DRAIN_PAUSE = 0.3
MAX_READ = 256 * 1024
"""Bytes that are read of a body that is too large; of a larger one only its beginning, before the connection ends."""
MAX_CHARACTERS = 1_000
MAX_ID = 64
MAX_DRAFT = 4_000
"""Characters of a message that is too long: given back to its form, and still read for danger."""
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


def check_size(request: Request) -> None:
    """Raises `Refused` for a body over 16 KiB."""
    if len(request.body) > MAX_BYTES:
        raise Refused("too_large")


def kind(request: Request) -> str:
    """Returns the content type in lower case, without parameters."""
    return (request.headers.get("content-type") or "").partition(";")[0].strip().lower()


def json_body(request: Request) -> dict[str, object]:
    """Returns the JSON object of the body. Raises `Refused`: too_large, unsupported_type, bad_request."""
    check_size(request)
    if not request.body:
        raise Refused("bad_request")
    if kind(request) != "application/json":
        raise Refused("unsupported_type")
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request") from error
    if not isinstance(body, dict):
        raise Refused("bad_request")
    return body


def text_of(value: object) -> str:
    """Returns a message's text with hidden characters gone. Raises `Refused`: bad_request, empty, too_long.

    The limit holds before and after cleaning: one character can stand for eighteen (U+FDFA).
    """
    if not isinstance(value, str):
        raise Refused("bad_request")
    value = value.replace("\r\n", "\n").encode("utf-8", "ignore").decode("utf-8")
    cleaned = visible(value) if len(value) <= MAX_CHARACTERS else ""
    if max(len(value), len(cleaned)) > MAX_CHARACTERS:
        raise Refused("too_long", draft=value[:MAX_DRAFT])
    if not cleaned.lstrip("/ "):
        raise Refused("empty")
    return cleaned


def text_or_choice(body: dict[str, object]) -> tuple[str | None, str | None]:
    """Returns (text, None) or (None, choice). Raises `Refused` when it is neither or both, or of a wrong type."""
    if ("text" in body) == ("choice" in body):
        raise Refused("bad_request")
    if "text" in body:
        return text_of(body["text"]), None
    if not isinstance(body["choice"], str) or not body["choice"]:
        raise Refused("bad_request")
    return None, body["choice"]


def client_id_of(body: dict[str, object]) -> str:
    """Returns the id that a client gave its message, nothing without one. Raises `Refused` for any other value."""
    value = body.get("client_id", "")
    if not isinstance(value, str) or len(value) > MAX_ID:
        raise Refused("bad_request")
    return value


def reason_of(value: object) -> str | None:
    """Returns the words of a feedback, None when there are none. Raises `Refused` for another type or too many."""
    if value is None or (isinstance(value, str) and not visible(value[:MAX_CHARACTERS]).strip("/ ")):
        return None
    return text_of(value)


def is_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site's page sends this. Our own page in a frame is same-origin."""
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def address(request: Request, behind_proxy: bool) -> str:
    """Returns the visitor's address as far as it can be trusted; an IPv6 one by its network, which one person holds."""
    found = request.ip or ""
    if behind_proxy:
        told = request.headers.getall("x-forwarded-for", [])
        found = ",".join(told).rpartition(",")[2].strip() or found
    try:
        parsed = ipaddress.ip_address(found)
    except ValueError:
        return found[:64]
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_secure(request: Request, behind_proxy: bool) -> bool:
    """Whether the visitor's side of the connection is https."""
    if behind_proxy and (told := request.headers.get("x-forwarded-proto")):
        return str(told).strip().lower() == "https"
    return request.scheme == "https"


async def drain(request: Request) -> bytes:
    """Reads what is still coming of a body that is far too large, for a moment; returns its head and its tail.

    A client that is cut off while it sends would not see the answer.
    """
    head, tail = bytearray(), bytearray()
    stream = request.stream
    if stream is None or not hasattr(stream, "recv_buffer"):
        return b""
    until = time.monotonic() + DRAIN_SECONDS
    with contextlib.suppress(TimeoutError):
        while time.monotonic() < until:
            came = bytes(stream.recv_buffer)
            del stream.recv_buffer[:]
            room = MAX_BYTES - len(head)
            head += came[:room]
            tail = (tail + came[room:])[-MAX_BYTES:]
            async with asyncio.timeout(DRAIN_PAUSE):  # not `wait_for`: see http_guard
                await stream.protocol.receive_more()
    return bytes(head + tail)
