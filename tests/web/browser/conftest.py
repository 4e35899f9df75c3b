"""A real Chromium against the stub server. Without a Chromium the tests are skipped, in CI they fail."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from stub_server import StubChat

ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]
WATCH = """
window.violations = []; window.hacked = 0; window.spoken = [];
document.addEventListener("securitypolicyviolation",
  (e) => violations.push(e.violatedDirective + " " + e.blockedURI + e.sample));
"""


def chromium() -> str:
    """Returns the path of Chromium; skips without one, or fails when CI=true."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path:
        return path
    reason = "no Chromium found: install the Debian package chromium, or set CHROMIUM to its path"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def the_server() -> Iterator[StubChat]:
    started = StubChat()
    yield started
    started.shutdown()
    started.server_close()


@pytest.fixture
def server(the_server: StubChat) -> StubChat:
    the_server.reset()
    return the_server


class Guard:
    """Notes what no test may do: break the policy, raise a script error, ask another server for anything."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", lambda m: self.broken.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda e: self.broken.append(f"script error: {e}"))
        page.on("request", lambda r: None if _ours(r.url) else self.broken.append(r.url))


@pytest.fixture
def guard(server: StubChat) -> Iterator[Guard]:
    made = Guard()
    yield made
    assert not made.broken, made.broken
    assert not server.failed, server.failed


@pytest.fixture
def visit(browser: Browser, server: StubChat, guard: Guard) -> Iterator[Callable[..., Page]]:
    """Opens the chat as a new visitor, in a browser context of its own: `visit(path="", **context options)`."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str = "", context: BrowserContext | None = None, url: str = "", guarded: bool = True, **options: Any
    ) -> Page:
        if context is None:
            context = new_context(browser, **options)
            contexts.append(context)
        page = context.new_page()
        if guarded:
            guard.watch(page)
        page.goto(url or server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser)
    yield context
    context.close()


@pytest.fixture
def chat(shared: BrowserContext, server: StubChat, guard: Guard) -> Iterator[Page]:
    """The chat page in a desktop window, as a new visitor; quicker than `visit`."""
    with new_visitor(shared, server, guard) as page:
        yield page
        shared.set_offline(False)


@contextmanager
def new_visitor(context: BrowserContext, server: StubChat, guard: Guard) -> Iterator[Page]:
    """A page of *context* without cookies, on the chat, watched by *guard*."""
    context.clear_cookies()
    page = context.new_page()
    guard.watch(page)
    page.goto(server.url)
    yield page
    page.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """Returns a fresh browser profile: a desktop window, reduced motion, violations watched."""
    usual = {"viewport": {"width": 1100, "height": 800}, "reduced_motion": "reduce"}
    context = browser.new_context(**{**usual, **options})
    context.set_default_timeout(10_000)
    context.add_init_script(WATCH)
    return context


def _ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "data:", "about:", "blob:"))


def say(page: Any, text: str, replies: int = 1) -> None:
    """Types *text*, sends it with Enter and waits until the assistant has answered."""
    before = page.locator(".assistant").count()
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    page.locator(".assistant").nth(before + replies - 1).wait_for()
    page.locator("#send:not([aria-disabled])").wait_for()


class Hold:
    """Keeps the next messages from reaching the server until `release()`: tests of waiting need no clock."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        self.holding = True
        page.route("**/chat/messages", self._keep)

    def _keep(self, route: Route) -> None:
        if route.request.method == "GET" or not self.holding:
            route.continue_()
        else:
            self.held.append(route)

    def wait(self, count: int = 1) -> None:
        while len(self.held) < count:
            self.page.wait_for_timeout(20)

    def release(self) -> None:
        self.holding = False
        for route in self.held:
            route.continue_()


def press_send(page: Any, text: str) -> None:
    """Types *text* and presses the button; for what does not end in a reply."""
    page.locator("#text").fill(text)
    page.locator("#send").click()
