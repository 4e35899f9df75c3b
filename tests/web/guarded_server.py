"""A server behind the guard where a request has half a second to arrive: `python -m tests.web.guarded_server PORT`.

With `stock` as second argument it is started as `rasa run` would: with Sanic's own protocol.
"""

from __future__ import annotations

import sys

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat.web import http_guard


async def _read(request: Request) -> HTTPResponse:
    return response.text(f"{len(request.body)} bytes")


if __name__ == "__main__":
    app = Sanic("guarded", configure_logging=False)
    http_guard.protect(app)
    app.config.REQUEST_TIMEOUT = 0.5
    app.add_route(_read, "/read", methods=["GET", "POST"])
    if sys.argv[2:] == ["stock"]:
        app.run(host="127.0.0.1", port=int(sys.argv[1]), motd=False)
    else:
        http_guard.run(app, "127.0.0.1", int(sys.argv[1]))
