"""What the assistant serves: the live release, and the next one as soon as it is live, while visitors chat.

A swap builds a new agent in a thread, on the lock store that is there, and then puts it in the old one's place. A turn
that has begun ends with the agent, the words and the action server's words of the release that it began with.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.model import get_latest_model
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from clinicchat import paths
from clinicchat.content import serving
from clinicchat.engine import content, readiness
from clinicchat.engine.store import SafeSQLTrackerStore
from clinicchat.publish import shared, store
from clinicchat.publish.store import Release

logger = logging.getLogger("clinicchat")

LOOK_SECONDS = 0.5
"""How often another release is looked for, and a model that is missing."""
FETCH_SECONDS = 2.0
"""How often the database is asked which release all hosts serve."""
WARM_SECONDS = 20.0
"""How long the action server may take to read a release before visitors get it."""
KEPT_SECONDS = 15.0
"""How long the words of the release before are kept, for turns that began with it."""
T = TypeVar("T")
_loading = ThreadPoolExecutor(1, thread_name_prefix="release")
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


class Served(Agent):
    """An agent with the content that its model was trained from; None: the working files."""

    release: Release | None = None

    @property
    def data(self) -> Path | None:
        """The folder of the words that its turns say."""
        return self.release.data if self.release else None

    async def handle_message(self, message: UserMessage) -> object:
        """Answers *message* from this agent's own content, whatever is served meanwhile."""
        serving.enter(self.data)
        return await super().handle_message(message)


def endpoints(release: Release | None = None) -> AvailableEndpoints:
    """Returns endpoints.yml; the action server's address may come from the environment."""
    found = AvailableEndpoints.read_endpoints(str(paths.ROOT / "endpoints.yml"))
    address = os.environ.get("ACTION_SERVER_URL")
    if not address and (port := os.environ.get("ACTIONS_PORT")):
        address = f"http://127.0.0.1:{port}/webhook"
    given = found.action
    named = {serving.HEADER: str(release.number)} if release else {}
    found.action = Actions(
        address or (given.url if given else "http://127.0.0.1:5055/webhook"),
        headers={**((given.headers if given else None) or {}), **named},
        basic_auth=given.basic_auth if given else None,
        token=given.token if given else None,
        cafile=given.cafile if given else None,
        **(given.kwargs if given else {}),
    )
    return found


async def follow(server: Sanic) -> None:
    """Serves the live release, and each one that is live after it, for ever. With `LIVE=1`: the working files."""
    said, failed, fetched = "", set[int](), 0.0
    while True:
        try:
            if not serving.live() and time.monotonic() - fetched > FETCH_SECONDS:
                await asyncio.to_thread(shared.fetch)
                fetched = time.monotonic()
            words = await (_development(server) if serving.live() else _released(server, failed))
        except Exception as error:  # whoever follows never stops following
            words = f"Looking for a release failed ({type(error).__name__})."
        if words and words != said:
            logger.error(words)
        said = words
        await asyncio.sleep(LOOK_SECONDS)


async def _released(server: Sanic, failed: set[int]) -> str:
    """Serves what is live, if that is another release than now; returns what is wrong. *failed*: not tried again."""
    now = server.ctx.agent.release if server.ctx.agent.is_ready() else None
    live = store.live_number()
    if now and (live in failed or live == now.number or live is None):
        return ""
    wanted = await asyncio.to_thread(store.newest_good, failed)
    if wanted is None:
        return "There is no release that can be served. Run `make release`. Until then danger is still answered."
    if now and wanted.number == now.number:
        failed.add(live or 0)
        return ""
    begun = time.monotonic()
    try:
        agent = await _aside(asyncio.run, _agent(wanted.model, server.ctx.agent, wanted))
        await _aside(content.read, wanted.data)
    except (Exception, SystemExit) as error:  # Rasa exits for some faults of a model
        failed.add(wanted.number)
        why = error.__cause__ or error
        return f"Release {wanted.number} could not be loaded ({type(why).__name__}: {why}). An older one is served."
    if now:
        await _warm(agent)
    before, server.ctx.agent = server.ctx.agent, agent
    serving.serve(wanted.data)
    logger.info("Ready after %.1f s with release %s.", time.monotonic() - begun, wanted.number)
    if now:
        server.add_task(_let_go(before.release))
    return ""


async def _warm(agent: Served) -> None:
    """Lets the action server read the agent's release, so that no visitor waits for it."""
    with suppress(Exception):  # one that is away reads it when it is back
        await asyncio.wait_for(readiness.is_well(agent.action_endpoint), WARM_SECONDS)


async def _let_go(release: Release) -> None:
    await asyncio.sleep(KEPT_SECONDS)
    if serving.data() != release.data:
        serving.forget(release.data)
    await _aside(_tidy)


def _tidy() -> None:
    """Frees an agent that went: it refers to itself in circles."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library than GNU's
        ctypes.CDLL(None).malloc_trim(0)


async def _aside(work: Callable[..., T], *args: object) -> T:
    """Runs *work* in the one thread for loading: each further thread would keep memory of its own."""
    return await asyncio.get_running_loop().run_in_executor(_loading, work, *args)


async def _development(server: Sanic) -> str:
    """Loads the newest model, once there is one; returns what is wrong."""
    if server.ctx.agent.is_ready():
        return ""
    model = get_latest_model(str(paths.MODELS))
    if model is None:
        return "There is no model in models/. Run `make train`. Until then danger is still answered."
    begun = time.monotonic()
    try:
        server.ctx.agent = await _aside(asyncio.run, _agent(Path(model), server.ctx.agent, None))
    except (Exception, SystemExit) as error:
        why = error.__cause__ or error
        return f"{Path(model).name} could not be loaded ({type(why).__name__}: {why}). Run `make train`."
    logger.info("Ready after %.1f s with %s.", time.monotonic() - begun, Path(model).name)
    return ""


async def _agent(model: Path, before: Served, release: Release | None) -> Served:
    """Returns an agent with *model* and the lock store of *before*. Raises what is wrong with it."""
    reachable = endpoints(release)
    base = before if before.is_ready() else await load_agent(endpoints=reachable)
    agent = Served(
        generator=reachable.nlg,
        tracker_store=_tracker_store(base.tracker_store),
        lock_store=base.lock_store,
        action_endpoint=reachable.action,
        http_interpreter=base.http_interpreter,
    )
    agent.release = release
    agent.load_model(model)
    _without_fallback(agent)
    return agent


def _tracker_store(known: TrackerStore) -> TrackerStore:
    """Returns a store for a new agent. Ours keeps all of it in its class: a second one has the same conversations, and
    a domain of its own; of another kind there is only the one."""
    inner = known._tracker_store if isinstance(known, FailSafeTrackerStore) else known
    return SafeSQLTrackerStore(event_broker=inner.event_broker) if isinstance(inner, SafeSQLTrackerStore) else inner


def _without_fallback(agent: Served) -> None:
    """Lets Rasa use our store directly: its fail-safe wrapper would keep conversations in memory for ever."""
    wrapper = agent.tracker_store
    if isinstance(wrapper, FailSafeTrackerStore) and isinstance(wrapper._tracker_store, SafeSQLTrackerStore):
        agent.tracker_store = wrapper._tracker_store
        if agent.processor:
            agent.processor.tracker_store = wrapper._tracker_store
