"""Runs the action server on loopback, with the actions of actions/. Rasa's own start (`rasa run actions`) works too."""

from __future__ import annotations

import os
import sys

from rasa_sdk.endpoint import create_app

from clinicchat import logs
from clinicchat.content import settings
from clinicchat.content import words as content
from clinicchat.places import places


def main() -> None:
    """Checks what staff can have broken, then serves until stopped."""
    logs.quiet()
    os.umask(0o077)
    try:
        port = settings.actions_port()
        settings.load()
        content.current()
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    # Before it listens: reading the gazetteer takes seconds, and the first visitor who searches would get no answer.
    places.warm()
    # On every interface, as Rasa's default has it, a whole conversation would be one guess away.
    create_app("actions", cors_origins=[]).run(host="127.0.0.1", port=port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
