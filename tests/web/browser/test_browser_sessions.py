"""The conversation lives on the server: reload, tabs, delete, frames on other sites, nothing in the browser.

Points 17, 22, 23.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import say
from host_page import HostPage
from playwright.sync_api import Frame, Page, expect
from stub_server import StubChat

THIRD_PARTY = "Path=/; HttpOnly; SameSite=None; Secure; Partitioned"
OVERHEAR = """window.told = []; const post = BroadcastChannel.prototype.postMessage;
BroadcastChannel.prototype.postMessage = function (what) { told.push(what); post.call(this, what); };"""


def delete(chat: Page) -> None:
    chat.bring_to_front()
    chat.locator("#delete summary").click()
    chat.get_by_role("button", name="Yes, delete for good").click()


def test_a_reload_restores_the_conversation(chat: Page) -> None:
    say(chat, "Is it legal?")
    say(chat, "suicide")
    chat.reload()
    assert chat.locator("#list > li").count() == 4
    assert chat.get_by_role("heading", name="Help now: thoughts of suicide").is_visible()


def test_another_visitor_sees_nothing_of_it(visit: Callable[..., Page]) -> None:
    say(visit(), "Is it legal?")
    assert visit().locator("#list > li").count() == 0


def test_a_second_tab_follows_and_is_told_no_words(visit: Callable[..., Page]) -> None:
    first = visit()
    first.context.add_init_script(OVERHEAR)
    first.reload()
    second = visit(context=first.context)
    say(first, "canary Is it legal?")
    second.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    assert second.locator("#list > li").count() == 2
    say(second, "hello")
    expect(first.locator("#list > li")).to_have_count(4)
    assert first.evaluate("told") == ["changed"]
    assert second.evaluate("told") == ["changed"]


def test_a_tab_without_a_channel_follows_when_it_is_looked_at(visit: Callable[..., Page]) -> None:
    first = visit()
    first.context.add_init_script("delete window.BroadcastChannel")
    first.reload()
    second = visit(context=first.context)
    say(first, "hello")
    second.wait_for_timeout(100)
    assert second.locator("#list > li").count() == 0
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.locator("#list > li")).to_have_count(2)


def test_delete_asks_first_and_clears_both_tabs_and_the_server(visit: Callable[..., Page], server: StubChat) -> None:
    first = visit()
    second = visit(context=first.context)
    say(first, "canary words")
    expect(second.locator("#list > li")).to_have_count(2)
    assert first.get_by_role("button", name="Yes, delete for good").is_hidden(), "one press does not delete"
    delete(first)
    expect(first.locator("#status")).to_have_text("The conversation was deleted.")
    expect(second.locator("#list > li")).to_have_count(0)
    expect(second.locator("#status")).to_have_text("This conversation was ended or deleted.")
    first.reload()
    assert first.locator("#list > li").count() == 0
    assert not any("canary" in str(c.entries) for c in server.conversations.values())


def test_what_the_server_masks_is_shown_masked(chat: Page) -> None:
    say(chat, "write to me@example.org")
    expect(chat.locator(".visitor .body")).to_have_text("write to [e-mail]")


def test_nothing_of_the_conversation_is_kept_in_the_browser(chat: Page) -> None:
    say(chat, "canary Is it legal?")
    kept = chat.evaluate("""async () => ({ local: localStorage.length, session: sessionStorage.length,
      databases: (await indexedDB.databases()).length, caches: window.caches ? (await caches.keys()).length : 0,
      workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length, cookie: document.cookie,
      state: history.state, name: window.name })""")
    empty = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}
    assert kept == {**empty, "cookie": "", "state": None, "name": ""}
    cookies = chat.context.cookies()
    assert [(c["name"], c["httpOnly"]) for c in cookies] == [("clinicchat", True)]
    assert "canary" not in str(cookies) + chat.url
    assert chat.locator("#text").get_attribute("autocomplete") == "off"


# ---- In a frame on another site. Chromium takes loopback for secure, so `Secure` cookies work here without https. ----


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("cookie", [THIRD_PARTY, ""], ids=["partitioned cookie", "no cookie"])
def test_a_frame_on_another_site_holds_two_turns(
    cookie: str, javascript: bool, visit: Callable[..., Page], server: StubChat
) -> None:
    """Without cookies (the second case) the reply to each post is still shown; with them, both turns are."""
    server.cookie, server.ancestors = cookie, "'self' http://localhost:*"
    with HostPage(f'<iframe src="{server.url}?frame=1" title="Chat" width="430" height="640"></iframe>') as host:
        page = visit(url=host.url, java_script_enabled=javascript)
        frame = page.frames[1]
        assert frame.locator("body").get_attribute("class") == "framed"
        for words, answer in (("Is it legal?", "Is MDMA-assisted therapy legal?"), ("suicide", "thoughts of suicide")):
            frame.locator("#text").fill(words)
            frame.locator("#send").click()
            frame.get_by_role("heading", name=answer).wait_for()
            assert frame.locator("body").get_attribute("class") == "framed"
        if javascript:
            frame.evaluate("window.dispatchEvent(new Event('focus'))")
            page.wait_for_timeout(150)
        turns = 2 if cookie or javascript else 1
        assert frame.locator("#list > li").count() == 2 * turns
        assert all(frame.url.startswith(server.url) for frame in page.frames[1:])


def test_another_site_cannot_frame_the_page_unless_it_is_allowed(visit: Callable[..., Page], server: StubChat) -> None:
    with HostPage(f'<iframe src="{server.url}" title="Chat"></iframe>') as host:
        page = visit(url=host.url, guarded=False)
        assert page.frames[1].locator("#text").count() == 0


def test_the_button_script_opens_the_chat_on_a_strict_host_page(visit: Callable[..., Page], server: StubChat) -> None:
    server.cookie, server.ancestors = THIRD_PARTY, "'self' http://localhost:*"
    chat = server.url.rstrip("/")
    script = f'<script src="{chat}/chat/assets/embed.js" data-label="Ask about MDMA" defer></script>'
    with HostPage(script, f"default-src 'none'; script-src {chat}; frame-src {chat}; img-src 'self'") as host:
        page = visit(url=host.url)
        button = page.get_by_role("button", name="Ask about MDMA")
        assert len(page.frames) == 1, "nothing is loaded before the visitor asks for it"
        assert button.get_attribute("aria-expanded") == "false"
        button.click()
        frame = _chat_frame(page)
        assert page.locator("iframe").get_attribute("title") == "Chat with the clinic's automated helper"
        say(frame, "Is it legal?")
        frame.locator("#text").press("Escape")
        expect(button).to_be_focused()
        expect(page.locator("iframe")).to_be_hidden()
        button.press("Enter")
        expect(page.get_by_role("button", name="Close the chat")).to_be_focused()
        assert frame.locator("#list > li").count() == 2, "closing ends nothing"
        page.keyboard.press("Escape")
        expect(button).to_be_focused()


def _chat_frame(page: Page) -> Frame:
    page.locator("iframe").wait_for()
    frame = next(f for f in page.frames if f.parent_frame)
    frame.wait_for_load_state("load")  # before its script has run, Enter would only make a line
    frame.locator("#text").wait_for()
    return frame
