"""Visitors who chat while something is done to the server count what they did not get."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.visitor import Visitors


class Forgetful(BaseHTTPRequestHandler):
    """A server that answers every second message and keeps none."""

    asked = 0

    def do_GET(self) -> None:
        self._answer(200, {"messages": []})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked += 1
        self._answer(*((200, {"messages": [{"outcome": "answered"}]}) if self.asked % 2 else (500, {})))

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def forgetful() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Forgetful) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_failed_request_and_a_lost_turn_are_counted(forgetful: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visitors, "READING", 0.01)
    visitors, until = Visitors(forgetful, 2, 5.0), time.monotonic() + 20
    while (visitors.answered < 2 or len(visitors.failed) < 2) and time.monotonic() < until:
        time.sleep(0.02)
    visitors.stop()
    assert visitors.answered >= 2 and len(visitors.failed) >= 2 and "500" in visitors.failed[0]
    assert len(visitors.lost) == 2 and "0 of them kept" in visitors.lost[0]
