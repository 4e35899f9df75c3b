"""Runs the action server on loopback, with the actions of actions/. Rasa's own start (`rasa run actions`) works too."""

from __future__ import annotations

import os
import sys
from http import HTTPStatus

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat import logs, paths
from clinicchat.content import live_words, settings
from clinicchat.directory import boards
from clinicchat.places import countries, places
from clinicchat.web import http_guard


def app() -> Sanic:
    """Returns the action server, refusing hostile HTTP as the chat does."""
    server: Sanic = create_app("actions", cors_origins=[])
    http_guard.protect(server)
    # The SDK's own handler answers 500 to a request that cannot be read, or fails itself where there is no body.
    server.error_handler.add(SanicException, _refused)
    return server


async def _refused(_request: Request, exception: SanicException) -> HTTPResponse:
    status = HTTPStatus(getattr(exception, "status_code", 500))
    return response.json({"error": status.phrase}, status=status.value)


def main() -> None:
    """Checks what staff can have broken, then serves until stopped."""
    logs.quiet()
    os.umask(0o077)
    try:
        port = settings.actions_port()
        settings.load()
        live_words.current()
        countries.check()
        boards.load_boards(paths.DATA / "boards.yml")
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    # Before it listens: reading the gazetteer takes seconds, and the first visitor who searches would get no answer.
    places.warm()
    # On every interface, as Rasa's default has it, a whole conversation would be one guess away.
    http_guard.run(app(), "127.0.0.1", port)


if __name__ == "__main__":
    main()
