"""A clinic's own page on another site than the chat: `localhost` instead of `127.0.0.1`."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class HostPage(ThreadingHTTPServer):
    """Serves one HTML page: `with HostPage("<iframe …>") as host: host.url`."""

    daemon_threads = True

    def __init__(self, body: str, csp: str = "") -> None:
        self.body = f'<!doctype html><html lang="en"><title>A clinic</title><main><h1>A clinic</h1>{body}</main></html>'
        self.csp = csp
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://localhost:{self.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: HostPage

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        body = self.server.body.encode() if self.path == "/" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.server.csp:
            self.send_header("Content-Security-Policy", self.server.csp)
        self.end_headers()
        self.wfile.write(body)
