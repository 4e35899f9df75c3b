"""HTTP as bytes: what no client library would send, and what came back."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import requests

WAIT_SECONDS = 10.0


def request(path: str, *lines: str | bytes, body: bytes = b"", method: str = "POST") -> bytes:
    """Returns a request with these header lines, as they are; Host and a JSON content type come by themselves."""
    first = [f"{method} {path} HTTP/1.1", "Host: x", "Content-Type: application/json"]
    head = [line if isinstance(line, bytes) else line.encode() for line in (*first, *lines)]
    return b"\r\n".join([*head, b"", body])


def exchange(port: int, data: bytes, seconds: float = WAIT_SECONDS) -> bytes:
    """Sends *data*; returns all that comes until the server closes. Fails if it leaves the connection open."""
    answer, until = b"", time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(data)
        with suppress(ConnectionResetError):
            while True:
                connection.settimeout(max(0.01, until - time.monotonic()))
                try:
                    part = connection.recv(65536)
                except TimeoutError:
                    raise AssertionError(f"still open after {seconds} s; so far: {answer[:200]!r}") from None
                if not part:
                    break
                answer += part
    return answer


def status(answer: bytes) -> int:
    """Returns the status of the first answer; 0 when the connection was closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def is_alive(url: str, seconds: float = 5.0) -> bool:
    """Whether *url* answers 200 within *seconds*."""
    try:
        return requests.get(url, timeout=seconds).status_code == 200
    except requests.RequestException:
        return False
