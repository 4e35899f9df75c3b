"""Runs the assistant: Rasa's server with the web chat, listening at once and loading the model behind it.

`rasa run` works too; this start answers danger from the first second (a card needs no model), keeps visitors' words out of
the log, and says in one line what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from rasa.core import run as rasa_run
from rasa.core.agent import Agent, load_agent
from rasa.core.utils import AvailableEndpoints
from rasa.model import get_latest_model
from sanic import Sanic

from clinicchat import content, logs, paths, retention, settings
from clinicchat.nlu import phrases
from clinicchat.web.channel import WebChat

logger = logging.getLogger("clinicchat")

RETRY_SECONDS = 15
"""How often a missing model is looked for."""


def app(port: int) -> Sanic:
    """Returns the server with the chat mounted; the model is loaded once it listens."""
    channel = WebChat()
    server = rasa_run.configure_app([channel], enable_api=False, port=port)
    server.ctx.agent = Agent()
    server.register_listener(_load_behind, "after_server_start")
    return server


async def _load_behind(server: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    server.add_task(_load(server))
    server.add_task(_purge_daily())


async def _load(server: Sanic) -> None:
    endpoints = AvailableEndpoints.read_endpoints(str(paths.ROOT / "endpoints.yml"))
    while True:
        model = get_latest_model(str(paths.MODELS))
        if model is None:
            logger.error("There is no model in models/. Run `make train`. Until then danger is still answered.")
            await asyncio.sleep(RETRY_SECONDS)
            continue
        try:
            begun = time.monotonic()
            agent = await asyncio.to_thread(asyncio.run, load_agent(model, endpoints=endpoints))
            if agent.is_ready():
                server.ctx.agent = agent
                logger.info("Ready after %.1f s with %s.", time.monotonic() - begun, os.path.basename(model))
                return
            logger.error("The model %s could not be loaded. Run `make train`.", model)
        except Exception as error:
            logger.error("The model could not be loaded: %s: %s. Run `make train`.", type(error).__name__, error)
        await asyncio.sleep(RETRY_SECONDS)


async def _purge_daily() -> None:
    """Deletes conversations past the clinic's limit, at the start and every day."""
    while True:
        await asyncio.to_thread(retention.purge_quietly)
        await asyncio.sleep(24 * 3600)


def main() -> None:
    """Checks what staff can have broken, then serves until stopped."""
    logs.quiet()
    port = int(os.environ.get("PORT", "5005"))
    try:
        settings.load()
        content.current()
        phrases.current()
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    host = os.environ.get("HOST", "127.0.0.1")
    app(port).run(host=host, port=port, access_log=False, debug=False, motd=False)


if __name__ == "__main__":
    main()
