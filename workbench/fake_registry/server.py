"""The fake registry as a real HTTP server on loopback, in threads of this process."""

from __future__ import annotations

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from workbench.fake_registry.answers import npi, text_answer, trials
from workbench.fake_registry.misbehave import MODES, misbehave


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.stopped = threading.Event()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.counts: Counter[str] = Counter()
        self.sent_huge = 0
        self.verbose = False
        self.slow_seconds = 2.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.counts[self.path] += 1
        mode, self.rest = self._mode()
        parts = urlsplit(self.rest)
        route = {"/api/": npi, "/api/v2/studies": trials}.get(parts.path)
        answer = route(dict(parse_qsl(parts.query))) if route else text_answer(404, "not found")
        if mode:
            misbehave(mode, self, answer, self.server.counts[self.path])
        else:
            self.reply(*answer)

    def _mode(self) -> tuple[str, str]:
        first, _, rest = self.path.lstrip("/").partition("/")
        return (first, f"/{rest}") if first in MODES else ("", self.path)

    def reply(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.start(status, kind, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)

    def start(self, status: int, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        if self.server.verbose:
            super().log_message(format, *args)


class FakeRegistry:
    """Starts when made, ends with `stop()`; `asked` lists (path with query, headers) of every request."""

    def __init__(self, port: int = 0, verbose: bool = False, slow_seconds: float = 2.0) -> None:
        """Port 0 takes a free one; `slow_seconds` is how long the mode "slow" waits."""
        self._server = _Server(port)
        self._server.verbose, self._server.slow_seconds = verbose, slow_seconds
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        """'http://127.0.0.1:<port>'."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        """Every request so far."""
        return self._server.asked

    @property
    def sent_huge(self) -> int:
        """Bytes of the 50 MB body that a client let through."""
        return self._server.sent_huge

    def npi_url(self, mode: str = "") -> str:
        """The NPI address, misbehaving in that mode."""
        return f"{self.base}/{mode}/api/" if mode else f"{self.base}/api/"

    def trials_url(self, mode: str = "") -> str:
        """The ClinicalTrials.gov address, misbehaving in that mode."""
        return f"{self.base}/{mode}/api/v2/studies" if mode else f"{self.base}/api/v2/studies"

    def stop(self) -> None:
        """Ends the server and every hanging answer."""
        self._server.stopped.set()
        self._server.shutdown()
        self._server.server_close()
