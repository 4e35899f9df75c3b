"""A request has a bounded time to arrive, on a server of the test's own, where that is half a second."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from types import SimpleNamespace

import pytest
from sanic.http import Stage

from clinicchat.web import http_guard
from tests.web import raw
from tests.web.test_http_guard import AMBIGUOUS, BODY
from workbench import running


@contextmanager
def started(*how: str) -> Iterator[int]:
    """Runs that server; yields its port."""
    port = running.free_port()
    command = [sys.executable, "-m", "tests.web.guarded_server", str(port), *how]
    environment = {**os.environ, **running.QUIET, "PYTHONPATH": str(running.ROOT)}
    with subprocess.Popen(command, cwd=running.ROOT, env=environment) as process:
        try:
            until = time.monotonic() + 30
            while not raw.is_alive(f"http://127.0.0.1:{port}/read", 1):
                assert process.poll() is None and time.monotonic() < until, "it did not start"
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """The port of that server."""
    with started() as port:
        yield port


def test_a_head_is_checked_under_rasas_own_start_too() -> None:
    """`rasa run` starts the chat with Sanic's own protocol."""
    with started("stock") as port:
        for lines in AMBIGUOUS.values():
            assert raw.status(raw.exchange(port, raw.request("/read", *lines, body=BODY))) == 400, lines


BEGUN = {
    "head": b"POST /read HT",
    "body": raw.request("/read", "Content-Length: 16", body=b"{"),
    "upgrade": raw.request("/read", "Content-Length: 16", "Upgrade: websocket", body=b"{"),
    "chunk": raw.request("/read", "Transfer-Encoding: chunked", body=b"10\r\nhalf"),
    "size of a chunk": raw.request("/read", "Transfer-Encoding: chunked", body=b"1"),
    "end of the chunks": raw.request("/read", "Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n"),
}


@pytest.fixture(scope="module")
def answers(hasty: int) -> dict[str, bytes]:
    """What each request of `BEGUN` is answered with; all begin at once, so that half a second is enough for them."""
    with ThreadPoolExecutor(len(BEGUN)) as pool:
        return dict(zip(BEGUN, pool.map(partial(raw.exchange, hasty), BEGUN.values()), strict=True))


@pytest.mark.parametrize("begun", BEGUN)
def test_half_a_request_is_not_waited_for(answers: dict[str, bytes], begun: str) -> None:
    """Whatever is missing, 408 and the end. Sanic waits for a body as long as a handler may run."""
    assert raw.status(answers[begun]) == 408


@pytest.mark.parametrize("line", ["Content-Length: 16", "Transfer-Encoding: chunked"])
def test_what_is_answered_before_its_body_came_is_not_waited_for_either(hasty: int, line: str) -> None:
    answer = raw.exchange(hasty, raw.request("/nowhere", line, body=b"{"))
    assert raw.status(answer) in (404, 408) and answer.count(b"HTTP/1.1 ") == 1


def test_a_byte_now_and_then_gains_no_time(hasty: int) -> None:
    """Sanic's own clock starts again with every byte."""
    with socket.create_connection(("127.0.0.1", hasty)) as connection:
        connection.settimeout(0.1)
        connection.sendall(raw.request("/read", "Content-Length: 1000"))
        for _ in range(80):
            connection.sendall(b"x")
            with suppress(TimeoutError):
                answer = connection.recv(1000)
                break
        else:
            raise AssertionError("it waits for ever")
    assert raw.status(answer) == 408


def test_the_wait_for_more_begins_at_once() -> None:
    """In a task of its own it begins later, and misses bytes that come before that: now and then 408 for no reason."""
    waiting: list[bool] = []

    async def receive_more() -> None:
        waiting.append(True)
        await asyncio.sleep(0)

    async def begin() -> bool:
        app = SimpleNamespace(dispatch=None)
        told = {"send": None, "receive_more": receive_more, "recv_buffer": bytearray(), "app": app}
        http = http_guard.GuardedHttp(SimpleNamespace(**told, request_timeout=1.0, request_max_size=1))
        http.init_for_request()
        http.stage = Stage.REQUEST
        step = http._receive_in_time()
        step.send(None)
        step.close()
        return bool(waiting)

    assert asyncio.run(begin())


def test_the_time_counts_for_each_request_not_for_the_connection(hasty: int) -> None:
    """Three that take a quarter of a second each are answered on one connection."""
    with socket.create_connection(("127.0.0.1", hasty), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(raw.request("/read", "Content-Length: 4", body=b"ab"))
            time.sleep(0.25)
            connection.sendall(b"cd")
            assert connection.recv(1000).endswith(b"4 bytes")
