"""Refuses hostile HTTP before a body is read. Both servers, the chat and the action server, run behind it.

Sanic 21.12 takes a request's framing on trust: `Content-Length: -1` makes it loop for ever, a second length or a space
before a colon lets it and a proxy disagree where a request ends, and half a body is waited for as long as the handler
may run (an hour under Rasa). Two of Sanic's own places to extend it mend that, and nothing of it is patched:

- `check_head` listens to its signal `http.lifecycle.read_head`, so it holds however the server was started
  (`rasa run` too);
- `GuardedProtocol` is the protocol class that `run` gives to `Sanic.run`: it bounds how long a request may take to
  arrive, checks the sizes of chunks, and gives an answer where Sanic itself could not make one.

Both know Sanic's inner workings, so another release is refused at the start.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator

import sanic
from httptools import HttpParserError, parse_url
from sanic import Sanic
from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException
from sanic.http import HTTP_CONTINUE, Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

KNOWN = "21.12"
"""The release of Sanic that this was read against."""
ARRIVAL_SECONDS = 15
"""How long a request may take to arrive, from its first byte to its last."""
MAX_CHUNK_LINE = 64

REQUEST_LINE = re.compile(rb"[!-~]+ ([!-~]+) HTTP/1\.[01]")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)")
LENGTH = re.compile(rb"[0-9]{1,12}[ \t]*")
CHUNK_LINE = re.compile(rb"\r\n([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\x00\r\n]*)?\r\n")


def protect(app: Sanic) -> None:
    """Lets *app* refuse hostile heads. Raises `RuntimeError` for another Sanic than the known one."""
    if not sanic.__version__.startswith(f"{KNOWN}."):
        raise RuntimeError(
            f"Sanic {sanic.__version__} is not {KNOWN}: read clinicchat/web/http_guard.py against it, run "
            f"tests/web/test_http_guard.py, and change KNOWN there."
        )
    app.config.REQUEST_TIMEOUT = ARRIVAL_SECONDS
    app.add_signal(check_head, "http.lifecycle.read_head")


def run(app: Sanic, host: str, port: int) -> None:
    """Serves *app*, which `protect` has seen, until stopped."""
    app.run(host=host, port=port, protocol=GuardedProtocol, access_log=False, debug=False, motd=False)


def check_head(head: bytes) -> None:
    """Raises `InvalidUsage`, which ends in status 400 and a closed connection, unless *head* can be read in one way.

    *head* is the request line and the header lines, without the empty line after them. Refused are a malformed line,
    more than one Content-Length or Transfer-Encoding or both, a length that is not digits, and any coding but
    `chunked`, which HTTP/1.0 does not know.
    """
    request_line, *lines = head.split(b"\r\n")
    _check_request_line(request_line)
    fields = [FIELD.fullmatch(line) for line in lines]
    if not all(fields):
        raise InvalidUsage("malformed header")
    named = [(found[1].lower(), found[2]) for found in fields if found]
    lengths = [value for name, value in named if name == b"content-length"]
    codings = [value for name, value in named if name == b"transfer-encoding"]
    if len(lengths) + len(codings) > 1:
        raise InvalidUsage("more than one length")
    if lengths and not LENGTH.fullmatch(lengths[0]):
        raise InvalidUsage("malformed length")
    if codings and (codings[0] != b"chunked" or request_line.endswith(b"1.0")):
        raise InvalidUsage("unknown transfer coding")


def _check_request_line(line: bytes) -> None:
    found = REQUEST_LINE.fullmatch(line)
    if not found:
        raise InvalidUsage("malformed request line")
    try:
        path = parse_url(found[1]).path
    except HttpParserError as error:
        raise InvalidUsage("malformed address") from error
    if path is None:
        raise InvalidUsage("address without a path")


class GuardedHttp(Http):
    """Sanic's reading of one connection, bounded in time and strict about chunks."""

    __slots__ = ("_until",)

    def __init__(self, protocol: GuardedProtocol) -> None:
        super().__init__(protocol)  # type: ignore[no-untyped-call]
        self._until: float | None = None
        self._receive_more = self._receive_in_time

    def init_for_request(self) -> None:
        """Begins a request: its time starts with the first wait for more of it."""
        super().init_for_request()  # type: ignore[no-untyped-call]
        self._until = None

    async def _receive_in_time(self) -> None:
        """Waits for more bytes. Raises `RequestTimeout` when the request has taken too long to arrive.

        Sanic's own time starts again with every byte. Between requests its keep-alive time holds.
        """
        if self.stage is Stage.IDLE and not self.request_body:
            await self.protocol.receive_more()
            return
        now = time.monotonic()
        self._until = self._until or now + self.protocol.request_timeout
        try:
            # Not `wait_for`, which begins to wait in a task of its own: bytes that come before that would be missed.
            async with asyncio.timeout(self._until - now):
                await self.protocol.receive_more()
        except TimeoutError:
            self._give_up()
            raise RequestTimeout("the request did not arrive") from None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yields the body. Once the answer was sent, a fault in what is left of the body only ends the connection."""
        while self.request_body:
            try:
                data = await self.read()
            except SanicException:
                if self.stage is not Stage.IDLE:
                    raise
                self._give_up()
                return
            if data:
                yield data

    async def read(self) -> bytes | None:
        """Returns some bytes of the body. Raises `InvalidUsage` for a malformed chunk."""
        if self.request_body == "chunked" and self.request_bytes_left == 0:
            await self._check_chunk()
        data: bytes | None = await super().read()
        return data

    async def _check_chunk(self) -> None:
        """Waits for the line with the chunk's size. Python's `int`, which Sanic uses, also takes `+1`, `1_6`, `-0`."""
        if self.expecting_continue:
            self.expecting_continue = False
            await self._send(HTTP_CONTINUE)
        while (end := self.recv_buffer.find(b"\r\n", 2)) < 0 and len(self.recv_buffer) <= MAX_CHUNK_LINE:
            await self._receive_more()
        found = CHUNK_LINE.fullmatch(bytes(self.recv_buffer[: end + 2])) if end >= 0 else None
        if found and int(found[1], 16) == 0:
            await self._check_end(end + 2)
        elif not found:
            self._give_up()
            raise InvalidUsage("malformed chunk")

    async def _check_end(self, at: int) -> None:
        """Raises `InvalidUsage` when trailers follow the last chunk: Sanic would take them for another request."""
        while len(self.recv_buffer) < at + 2:
            await self._receive_more()
        if self.recv_buffer[at : at + 2] != b"\r\n":
            self._give_up()
            raise InvalidUsage("trailers")

    def _give_up(self) -> None:
        """Nothing more is read on this connection; it closes after the answer."""
        self.keep_alive = False
        self.request_body = None

    def create_empty_request(self) -> None:
        """Makes the request that an error is answered with, not from an address that may be the error."""
        self.url = None
        super().create_empty_request()


class GuardedProtocol(HttpProtocol):
    """Sanic's connection, read by `GuardedHttp`."""

    def _setup_connection(self) -> None:
        super()._setup_connection()  # type: ignore[no-untyped-call]
        self._http = GuardedHttp(self)
