"""Raw HTTP requests with something wrong in them, the same ones for the same seed, and how a server takes them."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from clinicchat.web.http_guard import ARRIVAL_SECONDS

PATIENCE_SECONDS = ARRIVAL_SECONDS + 10.0
"""A connection that was neither answered nor closed by then is a finding."""
AT_ONCE = 150
ORDINARY = 20
"""Every so manieth request has nothing wrong in it."""
LIVE_SECONDS = 5.0
PROBE_PAUSE = 0.25

LENGTHS = ["-1", "1_6", "+16", "16, 16", "0x10", "", " ", "9" * 30, "9" * 5000, "1e3", "٣", "000", "0", "1", "16", "7"]
CODINGS = ["chunked", "Chunked", "gzip", "gzip, chunked", "chunked, chunked", "\x0bchunked", "identity", ""]
CHUNKS = ["0", "1", "+1", "-1", "1_0", "0x1", "", "f" * 16, "f" * 200, "2;a=b", "2 ; a", "g", "-0", "00000002"]
COOKIES = ["AMCV_x@AdobeOrg=1", 'g_state={"i_l":0}', "flag", "naïve=ü", "path=/", "a/b=1", "clinicchat=x",
           'clinicchat="', "clinicchat=" + "A" * 24 + "." + "0" * 64, "__Host-clinicchat=x",
           ";" * 50, "a" * 7000]  # fmt: skip
METHODS = ["GET", "POST", "HEAD", "OPTIONS", "DELETE", "PUT", "TRACE", "CONNECT", "get", "", "PRI", "G\x00T", "é"]
TARGETS = ["*", "", "//", "http://x/", "http://", "/%", "/%ff%00", "/\xff", "/a b", "x", "/?" + "a" * 9000, "/../..",
           ":", "/chat/assets/%2e%2e/page.py", "/chat?frame=1&frame=2", "?", "/;", "http://[::1", "/\x7f"]  # fmt: skip
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "", "HTTP/1.1 x", "HTTP/11"]
ODD_HEADERS = ["Expect: 100-continue", "Expect: x", "Upgrade: websocket", "Connection: close", "Connection: Upgrade, x",
               "Connection: keep-alive", "Content-Encoding: deflate", "Content-Type: multipart/form-data; boundary=x",
               "Content-Type: multipart/form-data", "Content-Type: application/x-www-form-urlencoded", "X : y", " X: y",
               "X", ":", "Host: y", "Range: bytes=0-", "Accept-Language: " + "a-" * 900, "Accept-Language: \xff",
               "X-Forwarded-For: \xff, ::1, %", "Sec-Fetch-Site: cross-site", "If-None-Match: *", "X: " + "y" * 9000,
               "X: a\nContent-Length: 5", "X: a\r", "X: \x00", "Content-Type: application/json; charset=x"]  # fmt: skip

BODIES = [b"[" * 20_000, b'{"text":' + b"9" * 5000 + b"}", b"a" * 300_000, b"--x\r\n\r\n\r\n--x--", b"%ff=%00&" * 900,
          b'{"text": "\\ud83d"}', b'{"text": "\\u0000"}', b"{}", b"[]", b"null", b"\xff\xfe"]  # fmt: skip


@dataclass
class Request:
    """A request before it is written as bytes."""

    method: str
    target: str
    version: str = "HTTP/1.1"
    headers: list[str] = field(default_factory=list)
    body: bytes = b""
    length: bool = True

    def written(self) -> bytes:
        """Returns its bytes; a Content-Length that fits comes by itself unless a mutation has seen to that."""
        own = [f"Content-Length: {len(self.body)}"] if self.length and self.body else []
        lines = [f"{self.method} {self.target} {self.version}", *self.headers, *own, "", ""]
        return "\r\n".join(lines).encode("latin-1", "replace") + self.body


def _ordinary(choose: Random, server: str) -> Request:
    call = {"next_action": "action_none", "tracker": {"sender_id": "x"}}
    json_kind = ["Host: x", "Content-Type: application/json"]
    if server == "actions":
        known = [("GET", "/health", b""), ("GET", "/actions", b""), ("POST", "/webhook", json.dumps(call).encode())]
    else:
        known = [("GET", path, b"") for path in ("/", "/health/ready", "/chat/messages", "/chat/assets/chat.css")]
        known += [("POST", "/chat/feedback", b'{"message": "x", "helpful": true}'), ("POST", "/chat", b"text=hi"),
                  ("POST", "/chat/messages", b'{"text": "hi"}'), ("DELETE", "/chat/messages", b"")]  # fmt: skip
    method, target, body = choose.choice(known)
    return Request(method, target, headers=list(json_kind), body=body)


def _line(choose: Random, made: Request) -> None:
    part = choose.randrange(3)
    made.method = choose.choice(METHODS) if part == 0 else made.method
    made.target = choose.choice(TARGETS) if part == 1 else made.target
    made.version = choose.choice(VERSIONS) if part == 2 else made.version


def _header(choose: Random, made: Request) -> None:
    made.headers.insert(choose.randrange(len(made.headers) + 1), choose.choice(ODD_HEADERS))


def _many_headers(choose: Random, made: Request) -> None:
    made.headers += [f"X-{n}: {'y' * choose.randrange(30)}" for n in range(choose.choice([50, 200, 2000]))]


def _length(choose: Random, made: Request) -> None:
    made.length = choose.random() < 0.3
    space = choose.choice(["", "", "", " ", "\t"])
    made.headers += [f"Content-Length{space}: {choose.choice(LENGTHS)}" for _ in range(choose.choice([1, 1, 1, 2]))]


def _coding(choose: Random, made: Request) -> None:
    made.length = choose.random() < 0.3
    space = choose.choice(["", "", "", " ", "\t"])
    made.headers.append(f"Transfer-Encoding{space}: {choose.choice(CODINGS)}")


def _chunks(choose: Random, made: Request) -> None:
    made.length = False
    made.headers.append("Transfer-Encoding: chunked")
    right = [f"{len(made.body):x}", made.body.decode("latin-1"), "0", ""]
    for _ in range(choose.randrange(3)):
        right[choose.choice([0, 2])] = choose.choice(CHUNKS)
    end = choose.choice(["\r\n", "\r\n", "\r\n", "\n", "", "X: y\r\n\r\n", "\r\n" * 3])
    made.body = ("\r\n".join(right) + end).encode("latin-1", "replace")


def _cookie(choose: Random, made: Request) -> None:
    joined = choose.choice(["; ", ";", " "]).join(choose.choices(COOKIES, k=choose.randrange(4)))
    made.headers.append(f"Cookie: {joined}")


def _body(choose: Random, made: Request) -> None:
    made.body = choose.choice([choose.randbytes(choose.randrange(2000)), *BODIES])


def _cut(choose: Random, made: Request) -> None:
    made.headers.append(f"Content-Length: {len(made.body) + choose.randrange(1, 40)}")
    made.length = False


SHAPES: list[Callable[[Random, Request], None]] = [_line, _header, _length, _coding, _chunks, _chunks, _cookie, _body]
RARE: list[Callable[[Random, Request], None]] = [_many_headers, _cut]


def _scramble(choose: Random, data: bytes) -> bytes:
    """Changes, adds or drops a few bytes anywhere."""
    changed = bytearray(data)
    for _ in range(choose.randrange(1, 6)):
        at = choose.randrange(len(changed) + 1)
        changed[at : at + choose.randrange(3)] = choose.randbytes(choose.randrange(3))
    return bytes(changed)


def make(seed: int, number: int, server: str) -> bytes:
    """Returns the request of that number; every ORDINARY-th has nothing wrong, every tenth is two in one go."""
    choose = Random(f"{seed}/{number}/{server}")
    data = b""
    for _ in range(1 if number % 10 else 2):
        made = _ordinary(choose, server)
        for _ in range(choose.choice([1, 1, 1, 2, 3]) if number % ORDINARY else 0):
            choose.choice(RARE if choose.random() < 0.06 else SHAPES)(choose, made)
        data += made.written()
    if number % ORDINARY == 0:
        return data
    if choose.random() < 0.2:
        data = _scramble(choose, data)
    return data[: choose.randrange(1, len(data))] if data and choose.random() < 0.02 else data


@dataclass
class Found:
    """What came of it: how often which end, which requests stayed without one, and how the server lived on."""

    ends: Counter[str] = field(default_factory=Counter)
    examples: dict[str, bytes] = field(default_factory=dict)
    slowest_live: float = 0.0
    probes: int = 0
    dead: list[str] = field(default_factory=list)
    wronged: list[str] = field(default_factory=list)
    """Ordinary requests that had no answer of their own."""

    def count(self, end: str, data: bytes) -> None:
        """Counts one end, and keeps its first request."""
        self.ends[end] += 1
        self.examples.setdefault(end, data)


async def _end(port: int, data: bytes) -> str:
    """Returns the status of the first answer, "closed" or "silent"."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        try:
            writer.write(data)
            first = await asyncio.wait_for(reader.read(2000), PATIENCE_SECONDS)
        except TimeoutError:
            return "silent"
        if not first:
            return "closed"
        return first[9:12].decode("latin-1") if first.startswith(b"HTTP/1.1 ") else "not HTTP"
    except ConnectionError:
        return "closed"
    finally:
        writer.transport.abort()


async def _probe(port: int, path: str, found: Found) -> None:
    """Asks whether the server lives, over and over, until it is cancelled."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    while True:
        begun = time.monotonic()
        try:
            end = await asyncio.wait_for(_end(port, request), LIVE_SECONDS)
        except (TimeoutError, OSError) as error:
            end = type(error).__name__
        found.probes += 1
        found.slowest_live = max(found.slowest_live, time.monotonic() - begun)
        if end != "200":
            found.dead.append(end)
        await asyncio.sleep(PROBE_PAUSE)


async def throw(port: int, live: str, server: str, requests: int, seed: int) -> Found:
    """Sends so many requests to the server at *port*, AT_ONCE at a time, and asks *live* all the while."""
    found, places = Found(), asyncio.Semaphore(AT_ONCE)
    probe = asyncio.create_task(_probe(port, live, found))

    async def one(number: int) -> None:
        async with places:
            data = make(seed, number, server)
            end = await _end(port, data)
            found.count(end, data)
            if number % ORDINARY == 0 and end in ("408", "closed"):
                found.wronged.append(f"{end} for {data[:300]!r}")

    try:
        await asyncio.gather(*(one(number) for number in range(requests)))
        await asyncio.sleep(2 * PROBE_PAUSE)
    finally:
        probe.cancel()
    return found
