"""Runs the assistant: Rasa's server with the web chat, listening at once and loading the model behind it.

`rasa run` works too; this start answers danger from the first second (a card needs no model), keeps visitors' words
out of the log, and says in one line what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a turn's products are small: two threads wait for each other

from rasa.core import run as rasa_run
from sanic import Sanic

from clinicchat import logs, paths
from clinicchat.chat import database, retention
from clinicchat.content import serving, settings
from clinicchat.engine import content, other_channels, swap
from clinicchat.engine.store import SafeSQLTrackerStore
from clinicchat.publish import shared, store
from clinicchat.web import http_guard, sessions

logger = logging.getLogger("clinicchat")

FLUSH_SECONDS = 2
"""How often turns that the database did not take are tried again."""


def app(port: int) -> Sanic:
    """Returns the server with the chat mounted; the release is loaded once it listens."""
    channels = other_channels.opened(paths.ROOT / other_channels.FILE)
    server: Sanic = rasa_run.configure_app(channels, enable_api=False, port=port)
    server.ctx.agent = swap.Served()
    server.ctx.chat = channels[0]

    async def begin(started: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for work in (swap.follow(started), _purge_daily(), _flush_pending(started)):
            started.add_task(work)

    server.register_listener(begin, "after_server_start")
    return server


async def _purge_daily() -> None:
    """Deletes conversations past the clinic's limit, at the start and every day; after a failure sooner."""
    while True:
        done = await asyncio.to_thread(retention.purge_quietly)
        await asyncio.sleep(24 * 3600 if done else 300)


async def _flush_pending(server: Sanic) -> None:
    """Writes what the database did not take before, and lets idle conversations go from memory."""
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        try:
            await server.ctx.chat.conversations.flush_pending()
            store = server.ctx.agent.tracker_store
            if isinstance(store, SafeSQLTrackerStore):
                await store.flush_pending()
        except Exception as error:  # a housekeeper never stops the house
            logger.error("Catching up failed: %s.", type(error).__name__)


def check() -> None:
    """Serves the newest good release (`LIVE=1`, or where there is none yet: the working files).

    Raises `ValueError`, with file, key and cure, for what staff can have broken.
    """
    if not serving.live():
        shared.fetch()
        release = store.newest_good()
        serving.serve(release.data if release else None)
    content.read()
    sessions.form_token("")
    database.url()


def main() -> None:
    """Checks what staff can have broken, then serves until stopped."""
    logs.quiet()
    os.umask(0o077)  # the database and its log are for this user only
    try:
        port = settings.port()
        check()
        server = app(port)
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    host = os.environ.get("HOST", "127.0.0.1")
    http_guard.run(server, host, port)


if __name__ == "__main__":
    main()
