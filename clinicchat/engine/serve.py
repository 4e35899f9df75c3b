"""Runs the assistant: Rasa's server with the web chat, listening at once and loading the model behind it.

`rasa run` works too; this start answers danger from the first second (a card needs no model), keeps visitors' words
out of the log, and says in one line what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from rasa.core import run as rasa_run
from rasa.core.agent import Agent, load_agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.model import get_latest_model
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from clinicchat import logs, paths
from clinicchat.chat import database, retention
from clinicchat.content import live_words, page_words, settings
from clinicchat.danger import phrases
from clinicchat.engine.store import SafeSQLTrackerStore
from clinicchat.places import countries
from clinicchat.web import http_guard, sessions, theme
from clinicchat.web.channel import WebChat

logger = logging.getLogger("clinicchat")

RETRY_SECONDS = 3
"""How often a missing model is looked for."""
CATCH_UP_SECONDS = 2
"""How often turns that the database did not take are tried again."""
ACTION_SECONDS = {"action_follow_card": 1.2, "action_show_results": 2.65, "action_more_results": 2.65}
"""How long an action may take. Rasa ends and keeps the turn then; the next one starts from where it was."""
OTHER_ACTIONS_SECONDS = 2.2


class Actions(EndpointConfig):
    """The action server; a call that takes too long fails, instead of after Rasa's five minutes."""

    async def request(self, method: str = "post", *args: object, **kwargs: Any) -> object:
        """Calls the action server; `json` names the action."""
        action = (kwargs.get("json") or {}).get("next_action", "")
        kwargs["timeout"] = ACTION_SECONDS.get(action, OTHER_ACTIONS_SECONDS)
        return await super().request(method, *args, **kwargs)


def endpoints() -> AvailableEndpoints:
    """Returns endpoints.yml; the action server's address may come from the environment."""
    found = AvailableEndpoints.read_endpoints(str(paths.ROOT / "endpoints.yml"))
    address = os.environ.get("ACTION_SERVER_URL")
    if not address and (port := os.environ.get("ACTIONS_PORT")):
        address = f"http://127.0.0.1:{port}/webhook"
    given = found.action
    found.action = Actions(
        address or (given.url if given else "http://127.0.0.1:5055/webhook"),
        headers=given.headers if given else None,
        basic_auth=given.basic_auth if given else None,
        token=given.token if given else None,
        cafile=given.cafile if given else None,
        **(given.kwargs if given else {}),
    )
    return found


def app(port: int) -> Sanic:
    """Returns the server with the chat mounted; the model is loaded once it listens."""
    channel = WebChat()
    server: Sanic = rasa_run.configure_app([channel], enable_api=False, port=port)
    server.ctx.agent = Agent()
    server.ctx.chat = channel

    async def begin(started: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for work in (_load(started), _purge_daily(), _flush_pending(started)):
            started.add_task(work)

    server.register_listener(begin, "after_server_start")
    return server


async def _load(server: Sanic) -> None:
    """Loads the newest model, as soon as there is one that can be loaded."""
    said = ""
    while not server.ctx.agent.is_ready():
        model = get_latest_model(str(paths.MODELS))
        words = "There is no model in models/. Run `make train`. Until then danger is still answered."
        if model is not None:
            begun = time.monotonic()
            try:
                server.ctx.agent = await asyncio.to_thread(asyncio.run, _agent(model))
                logger.info("Ready after %.1f s with %s.", time.monotonic() - begun, Path(model).name)
                return
            except (Exception, SystemExit) as error:  # Rasa exits for some faults of a model
                why = error.__cause__ or error
                words = f"{Path(model).name} could not be loaded ({type(why).__name__}: {why}). Run `make train`."
        if words != said:
            logger.error(words)
            said = words
        await asyncio.sleep(RETRY_SECONDS)


async def _agent(model: str) -> Agent:
    """Returns the agent with *model*. Raises what is wrong with it; `load_agent` would keep that to itself."""
    agent = await load_agent(endpoints=endpoints())
    agent.load_model(model)
    return _without_fallback(agent)


def _without_fallback(agent: Agent) -> Agent:
    """Lets Rasa use our store directly: its fail-safe wrapper would keep conversations in memory for ever."""
    wrapper = agent.tracker_store
    if isinstance(wrapper, FailSafeTrackerStore) and isinstance(wrapper._tracker_store, SafeSQLTrackerStore):
        agent.tracker_store = wrapper._tracker_store
        if agent.processor:
            agent.processor.tracker_store = wrapper._tracker_store
    return agent


async def _purge_daily() -> None:
    """Deletes conversations past the clinic's limit, at the start and every day; after a failure sooner."""
    while True:
        done = await asyncio.to_thread(retention.purge_quietly)
        await asyncio.sleep(24 * 3600 if done else 300)


async def _flush_pending(server: Sanic) -> None:
    """Writes what the database did not take before, and lets idle conversations go from memory."""
    while True:
        await asyncio.sleep(CATCH_UP_SECONDS)
        try:
            await server.ctx.chat.conversations.flush_pending()
            store = server.ctx.agent.tracker_store
            if isinstance(store, SafeSQLTrackerStore):
                await store.flush_pending()
        except Exception as error:  # a housekeeper never stops the house
            logger.error("Catching up failed: %s.", type(error).__name__)


def check() -> None:
    """Raises `ValueError`, with file, key and cure, for what staff can have broken."""
    settings.load()
    live_words.current()
    countries.check()
    phrases.current()
    page_words.words()
    theme.theme_css(settings.load())
    sessions.form_token("")
    database.url()


def main() -> None:
    """Checks what staff can have broken, then serves until stopped."""
    logs.quiet()
    os.umask(0o077)  # the database and its log are for this user only
    try:
        port = settings.port()
        check()
    except ValueError as error:
        sys.exit(f"clinicchat: {error}")
    host = os.environ.get("HOST", "127.0.0.1")
    http_guard.run(app(port), host, port)


if __name__ == "__main__":
    main()
