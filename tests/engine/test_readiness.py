"""Ready means that an answer would come: the action server is asked, seldom, briefly, and nobody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from aiohttp import web
from rasa.utils.endpoints import EndpointConfig

from clinicchat.engine import readiness
from tests.web.contract import check
from workbench import running
from workbench.running import Product

MAX_SECONDS = readiness.KEPT_SECONDS + readiness.WAIT_SECONDS + 3


@pytest.fixture(scope="module")
def fragile() -> Iterator[Product]:
    """A product of its own: its action server is stopped."""
    with running.start() as started:
        yield started


def ready(product: Product) -> requests.Response:
    return check(requests.get(product.url + "/health/ready", timeout=10))


def becomes(product: Product, status: int, seconds: float = MAX_SECONDS) -> bool:
    """Waits until /health/ready answers *status*; returns whether it did."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready(product).status_code == status:
            return True
        time.sleep(0.1)
    return False


def test_it_is_not_ready_without_the_action_server_and_ready_again_with_it(fragile: Product) -> None:
    """The process lives, and says what is missing; the first message after it is ready is answered."""
    fragile.stop_actions()
    try:
        assert becomes(fragile, 503)
        missing = ready(fragile).json()
        assert (missing["model"], missing["actions"], missing["ready"]) == (True, False, False)
        assert requests.get(fragile.url + "/health/live", timeout=5).status_code == 200
    finally:
        fragile.start_actions()
    assert becomes(fragile, 200, running.READY_SECONDS)
    assert fragile.chat().say("is it legal?")[0]["outcome"] == "answered"


def test_the_first_message_after_ready_is_answered_when_the_assistant_starts_first(fragile: Product) -> None:
    """It loads its model sooner than the action server listens; only the latter makes it ready."""
    fragile.stop_assistant()
    fragile.stop_actions()
    fragile.start_assistant()
    until = time.monotonic() + running.READY_SECONDS
    while not (_is_loaded(fragile)):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert ready(fragile).status_code == 503
    fragile.start_actions()
    assert becomes(fragile, 200, running.READY_SECONDS)
    assert fragile.chat().say("is it legal?")[0]["outcome"] == "answered"


def test_an_action_server_that_hangs_is_not_ready_and_the_question_stays_short(fragile: Product) -> None:
    """SIGSTOP: it accepts and says nothing. Danger is answered all the while."""
    fragile.hang_actions()
    try:
        assert becomes(fragile, 503)
        begun = time.monotonic()
        assert ready(fragile).status_code == 503
        assert time.monotonic() - begun < MAX_SECONDS
        assert fragile.chat().say("i want to kill myself")[0]["outcome"] == "crisis"
    finally:
        fragile.wake_actions()
    assert becomes(fragile, 200)


def _is_loaded(product: Product) -> bool:
    try:
        return bool(ready(product).json()["model"])
    except requests.ConnectionError:
        return False


# ---- The question itself, against a stand-in ----


class StandIn:
    """Something that listens where the action server should. Counts what is asked."""

    def __init__(self, body: Any = None, status: int = 200, seconds: float = 0.0, location: str = "") -> None:
        self.body, self.status, self.seconds, self.location = body, status, seconds, location
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        await asyncio.sleep(self.seconds)
        headers = {"Location": self.location} if self.location else {}
        return web.json_response(self.body, status=self.status, headers=headers)

    async def listen(self) -> tuple[web.AppRunner, int]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner, site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]


def ask(stand_in: StandIn, times: int = 1, **options: Any) -> list[bool]:
    """Asks so many times at once; returns the answers."""

    async def run() -> list[bool]:
        runner, port = await stand_in.listen()
        endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook", **options)
        server = readiness.ActionServer()
        try:
            return list(await asyncio.gather(*(server.answers(endpoint) for _ in range(times))))
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_the_health_of_the_endpoints_host_is_asked_with_its_token() -> None:
    stand_in = StandIn({"status": "ok"})
    assert ask(stand_in, token="t") == [True]
    assert stand_in.asked == ["/health?token=t"]


def test_however_many_ask_it_is_asked_once() -> None:
    stand_in = StandIn({"status": "ok"}, seconds=0.1)
    assert ask(stand_in, times=50) == [True] * 50
    assert len(stand_in.asked) == 1


@pytest.mark.parametrize(
    "stand_in",
    [StandIn({"status": "ok"}, status=500), StandIn({"hello": 1}), StandIn(["ok"]), StandIn(None),
     StandIn({"status": "ok"}, seconds=0.5)],
    ids=["500", "something else", "a list", "null", "slow"],
)  # fmt: skip
def test_what_does_not_say_that_it_is_well_is_not(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "WAIT_SECONDS", 0.25)
    assert ask(stand_in) == [False]


def test_a_redirect_is_not_followed() -> None:
    """Nobody but the configured host is asked."""
    elsewhere = StandIn({"status": "ok"})

    async def run() -> bool:
        there, port = await elsewhere.listen()
        here, own = await StandIn({}, 302, location=f"http://127.0.0.1:{port}/health").listen()
        try:
            return await readiness.ActionServer().answers(EndpointConfig(f"http://127.0.0.1:{own}/webhook"))
        finally:
            await there.cleanup()
            await here.cleanup()

    assert asyncio.run(run()) is False
    assert elsewhere.asked == []


@pytest.mark.parametrize("endpoint", [None, EndpointConfig(None), EndpointConfig("http://127.0.0.1:1/webhook")])
def test_where_nobody_listens_nobody_answers(endpoint: EndpointConfig | None) -> None:
    assert asyncio.run(readiness.ActionServer().answers(endpoint)) is False
