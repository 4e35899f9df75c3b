"""Hostile HTTP is refused before a body is read, by both real servers; whoever asks next is answered."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sanic
from sanic import Sanic
from sanic.exceptions import InvalidUsage

from clinicchat.web import http_guard
from tests.web import raw
from tests.web.contract import MESSAGE_NUMBERS
from workbench.running import Product

BODY = b'{"text": "hi"}  '
CHUNKED = b"10\r\n" + BODY + b"\r\n0\r\n\r\n"
SERVERS = pytest.mark.parametrize("server", ["chat", "actions"])

AMBIGUOUS = {
    "negative": ("Content-Length: -1",),
    "negative, large": ("Content-Length: -99999999999999999999",),
    "underscore": ("Content-Length: 1_6",),
    "plus": ("Content-Length: +16",),
    "hexadecimal": ("Content-Length: 0x10",),
    "fraction": ("Content-Length: 16.0",),
    "other digits": ("Content-Length: ١٦",),
    "no digits": ("Content-Length:",),
    "five thousand digits": ("Content-Length: " + "9" * 5000,),
    "two that differ": ("Content-Length: 16", "Content-Length: 2"),
    "two that agree": ("Content-Length: 16", "content-length: 16"),
    "a list": ("Content-Length: 16, 16",),
    "length and coding": ("Content-Length: 16", "Transfer-Encoding: chunked"),
    "coding and length": ("Transfer-Encoding: chunked", "Content-Length: 16"),
    "space before the colon": ("Transfer-Encoding : chunked",),
    "tab before the colon": ("Content-Length\t: 16",),
    "unknown coding": ("Transfer-Encoding: gzip",),
    "two codings": ("Transfer-Encoding: gzip, chunked",),
    "coding twice": ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    "coding after a control character": (b"Transfer-Encoding: \x0bchunked",),
    "coding that only looks like it": ("Transfer-Encoding: xchunked",),
    "folded": ("X: a", " Content-Length: 16"),
    "bare line feed": (b"X: a\nContent-Length: 16",),
    "bare carriage return": (b"X: a\rContent-Length: 16",),
    "NUL": (b"X: \x00",),
    "no colon": ("Content-Length 16",),
    "no name": (": 16",),
}
CHUNKS = {
    "plus": b"+10\r\n" + BODY + b"\r\n0\r\n\r\n",
    "underscore": b"1_0\r\n" + BODY + b"\r\n0\r\n\r\n",
    "negative": b"-10\r\n" + BODY + b"\r\n0\r\n\r\n",
    "no size": b"\r\n" + BODY + b"\r\n0\r\n\r\n",
    "prefix": b"0x10\r\n" + BODY + b"\r\n0\r\n\r\n",
    "longer than told": b"8\r\n" + BODY + b"\r\n0\r\n\r\n",
    "endless size": b"1" * 200,
    "trailers": b"10\r\n" + BODY + b"\r\n0\r\nX: y\r\n\r\n",
}
REQUEST_LINES = {
    "not ASCII": b"GET /\xff HTTP/1.1",
    "no path": b"GET HTTP/1.1",
    "host only": b"GET http://x HTTP/1.1",
    "unreadable address": b"GET : HTTP/1.1",
    "another version": b"GET / HTTP/3.0",
    "control character": b"GET /\x01 HTTP/1.1",
    "nothing": b"",
}


@pytest.fixture
def send(product: Product) -> Callable[..., bytes]:
    """Sends to one of the servers; fails unless it closes the connection and answers the next visitor at once."""
    places = {
        "chat": (product.port, "/chat/messages", f"{product.url}/health/live"),
        "actions": (product.actions_port, "/webhook", f"http://127.0.0.1:{product.actions_port}/health"),
    }

    def exchange(server: str, *lines: str | bytes, body: bytes = BODY, data: bytes = b"") -> bytes:
        port, path, health = places[server]
        answer = raw.exchange(port, data or raw.request(path, *lines, body=body))
        assert raw.is_alive(health), "it no longer answers"
        return answer

    return exchange


@SERVERS
@pytest.mark.parametrize("lines", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_request_whose_end_is_unclear_is_refused(
    send: Callable[..., bytes], server: str, lines: tuple[str | bytes, ...]
) -> None:
    """400, the connection closed, and the bytes that follow are not taken for another request."""
    answer = send(server, *lines, body=BODY + raw.request("/health", method="GET"))
    assert raw.status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1 and b"connection: close" in answer


@SERVERS
@pytest.mark.parametrize("body", CHUNKS.values(), ids=CHUNKS)
def test_a_malformed_chunk_is_refused(send: Callable[..., bytes], server: str, body: bytes) -> None:
    answer = send(server, "Transfer-Encoding: chunked", body=body)
    assert raw.status(answer) == 400 and answer.count(b"HTTP/1.1 ") == 1


@SERVERS
@pytest.mark.parametrize("line", REQUEST_LINES.values(), ids=REQUEST_LINES)
def test_a_malformed_request_line_is_refused(send: Callable[..., bytes], server: str, line: bytes) -> None:
    """With an answer: Sanic closes without one where it cannot read the address."""
    assert raw.status(send(server, data=line + b"\r\nHost: x\r\n\r\n")) == 400


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (("Content-Length: 16",), BODY),
        (("content-length:16 ",), BODY),
        (("Transfer-Encoding: chunked",), CHUNKED),
        (("Transfer-Encoding: chunked",), b"00010;name=value\r\n" + BODY + b"\r\n0\r\n\r\n"),
        (("Transfer-Encoding: chunked", "Expect: 100-continue"), CHUNKED),
    ],
    ids=["length", "spaces", "chunked", "extension", "continue"],
)
def test_what_is_well_formed_is_answered(send: Callable[..., bytes], lines: tuple[str, ...], body: bytes) -> None:
    answer = send("chat", "Connection: close", *lines, body=body)
    assert b"HTTP/1.1 200 OK" in answer and b'"outcome":"small_talk"' in answer


def test_the_action_server_reads_what_rasa_sends(send: Callable[..., bytes]) -> None:
    """An unknown action is 404 as before, chunked or not."""
    call = json.dumps({"next_action": "action_none", "tracker": {"sender_id": "x", "events": []}, "domain": {}})
    chunked = f"{len(call):x}\r\n{call}\r\n0\r\n\r\n".encode()
    assert raw.status(send("actions", "Connection: close", f"Content-Length: {len(call)}", body=call.encode())) == 404
    assert raw.status(send("actions", "Connection: close", "Transfer-Encoding: chunked", body=chunked)) == 404


def test_the_refusal_of_the_chat_has_the_numbers(send: Callable[..., bytes]) -> None:
    """As every error has."""
    answer = send("chat", "Content-Length: -1")
    assert all(number.encode() in answer for number in MESSAGE_NUMBERS)
    assert b"content-security-policy" in answer.lower()


@pytest.mark.parametrize(
    "head", [b"GET / HTTP/1.1", b"POST /a?b=%20 HTTP/1.0\r\nA:\r\nCookie: \xff\x80", b"OPTIONS * HTTP/1.1"]
)
def test_an_ordinary_head_passes(head: bytes) -> None:
    http_guard.check_head(head)


@pytest.mark.parametrize(
    "head",
    [b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked"],
    ids=["two lengths", "chunked in HTTP/1.0"],
)
def test_a_head_that_can_be_read_in_two_ways_does_not_pass(head: bytes) -> None:
    with pytest.raises(InvalidUsage):
        http_guard.check_head(head)


def test_another_sanic_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard was read against this one; whoever upgrades reads it again."""
    assert sanic.__version__.startswith("21.12.")
    monkeypatch.setattr(sanic, "__version__", "22.3.0")
    with pytest.raises(RuntimeError, match=r"Sanic 22\.3\.0 is not 21\.12: read clinicchat/web/http_guard\.py"):
        http_guard.protect(Sanic("another"))
