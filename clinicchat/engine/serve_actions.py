"""Runs the action server on loopback, with the actions of actions/. Rasa's own start (`rasa run actions`) works too."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from http import HTTPStatus
from pathlib import Path

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from clinicchat import logs
from clinicchat.content import serving, settings
from clinicchat.engine import content
from clinicchat.places import places
from clinicchat.publish import store
from clinicchat.web import http_guard

KEPT = 2
"""Releases whose words are kept in memory."""


class Turns:
    """The releases that turns may be of: the live one, and the one before for turns that began with it."""

    def __init__(self) -> None:
        self._read: dict[int, Path] = {}
        self._reading = threading.Lock()

    def begin(self) -> None:
        """Reads what is served, before it listens. Raises `ValueError`, with file, key and cure."""
        release = None if serving.live() else store.newest_good()
        serving.serve(release.data if release else None)
        if release:
            self.data(release.number)
        else:
            content.read()

    def data(self, number: int) -> Path:
        """Returns the folder of release *number*, read; lets all go but the last KEPT. Raises `NoReleaseError`."""
        with self._reading:
            if number not in self._read:
                folder = store.read(number).data
                content.read(folder)
                self._read[number] = folder
                serving.serve(folder)
                while len(self._read) > KEPT:
                    serving.forget(self._read.pop(next(iter(self._read))))
            return self._read[number]

    async def enter(self, request: Request) -> None:
        """Lets the action of *request* speak from the release of its turn."""
        number = request.headers.get(serving.HEADER, "")
        if not number.isdecimal() or serving.live():
            serving.enter(None)
            return
        known = self._read.get(int(number))
        serving.enter(known or await asyncio.to_thread(self.data, int(number)))


of_turns = Turns()


def app() -> Sanic:
    """Returns the action server, refusing hostile HTTP as the chat does."""
    server: Sanic = create_app("actions", cors_origins=[])
    http_guard.protect(server)
    server.register_middleware(of_turns.enter, "request")
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
        of_turns.begin()
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    # Before it listens: reading the gazetteer takes seconds, and the first visitor who searches would get no answer.
    places.warm()
    # On every interface, as Rasa's default has it, a whole conversation would be one guess away.
    http_guard.run(app(), "127.0.0.1", port)


if __name__ == "__main__":
    main()
