"""What assistive technology gets: axe's rules, and what is announced, by whom and how often. Points 1, 5, 6."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from conftest import Hold, press_send, say
from host_page import HostPage
from playwright.sync_api import Page
from stub_server import StubChat

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LISTEN = """
document.addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const added of changes.flatMap((c) => [...c.addedNodes])) {
    const heard = new Map();
    const texts = document.createTreeWalker(added, NodeFilter.SHOW_TEXT);
    for (let t = added.nodeType === 3 ? added : texts.nextNode(); t; t = texts.nextNode()) {
      const region = t.parentElement && t.parentElement.closest("[aria-live],[role=log],[role=status],[role=alert]");
      const off = !region || region.getAttribute("aria-live") === "off";
      if (!off && !t.parentElement.closest("details:not([open]) > :not(summary)"))
        heard.set(region, (heard.get(region) || "") + t.data + " ");
    }
    heard.forEach((words, region) => spoken.push([region.getAttribute("role"), words.trim()]));
  }
}).observe(document.body, { childList: true, subtree: true }));
"""
"""Notes what a screen reader is told: text added to a live region, once for its nearest region."""


def violations(target: Any) -> list[str]:
    target.evaluate(AXE)
    tags = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = target.evaluate("rules => axe.run(document, rules)", tags)
    return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("look", ["light", "dark", "320", "framed"])
def test_axe_finds_nothing_at_start_in_conversation_in_emergency_and_in_error(
    look: str, visit: Callable[..., Page], server: StubChat
) -> None:
    options: dict[str, Any] = {"reduced_motion": "reduce"}
    options |= {"color_scheme": "dark"} if look == "dark" else {}
    options |= {"viewport": {"width": 320, "height": 640}} if look == "320" else {}
    target: Any
    if look == "framed":
        server.ancestors = "'self' http://localhost:*"
        with HostPage(f'<iframe src="{server.url}?frame=1" title="Chat" width="430" height="640"></iframe>') as host:
            page = visit(url=host.url, **options)
            target = page.frames[1]
            _walk(target)
    else:
        target = visit(**options)
        _walk(target)


def _walk(target: Any) -> None:
    found = {"start": violations(target)}
    say(target, "Is it legal?")
    say(target, "find a therapist")
    target.locator("summary").evaluate_all("all => all.forEach((s) => { s.parentElement.open = true; })")
    found["conversation"] = violations(target)
    say(target, "suicide")
    found["emergency"] = violations(target)
    press_send(target, "error 429")
    target.locator("#error p").first.wait_for()
    found["error"] = violations(target)
    assert not any(found.values()), found


@pytest.fixture
def heard(visit: Callable[..., Page]) -> tuple[Page, Callable[[], list[list[str]]]]:
    page = visit()
    page.context.add_init_script(LISTEN)
    page.reload()
    return page, lambda: page.evaluate("spoken")


def test_the_log_is_labelled_and_around_a_list(chat: Page) -> None:
    log = chat.get_by_role("log", name="Conversation")
    say(chat, "Is it legal?")
    assert log.locator("> ol > li").count() == 2
    assert log.get_by_role("list").first.get_by_role("listitem").count() >= 2
    assert not chat.locator("ol[role=log]").count()


def test_each_reply_is_announced_once_with_its_speaker(heard: Any) -> None:
    page, spoken = heard
    for words in ("Is it legal?", "unclear", "hello"):
        say(page, words)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(150)
    logged = [words for role, words in spoken() if role == "log"]
    assert len(logged) == 3
    assert all(words.startswith("Automated helper") for words in logged)
    assert "MDMA-assisted therapy is not approved in the US" in logged[0]
    assert "Did you mean" in logged[1]
    assert not any(words == "Is it legal?" for _, words in spoken()), "the visitor's own words are not read back"


def test_two_messages_of_one_turn_are_each_announced(heard: Any) -> None:
    page, spoken = heard
    say(page, "two", replies=2)
    assert [role for role, _ in spoken()] == ["log", "log"]


def test_an_emergency_is_an_alert_with_its_severity_in_words_and_its_number_as_a_link(heard: Any) -> None:
    page, spoken = heard
    say(page, "suicide")
    alert = page.locator("#log").get_by_role("alert")
    assert alert.count() == 1
    assert alert.locator(".label").inner_text() == "Emergency"
    assert alert.locator(".label").is_visible()
    assert alert.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    assert alert.get_by_role("link", name="Call 911").get_attribute("href") == "tel:911"
    assert [role for role, _ in spoken()] == ["alert"], "once, and not in the log as well"
    say(page, "Is it legal?")
    assert page.locator("#log [role=alert]").count() == 0, "an old card does not cry out again"
    assert page.locator(".reminder").inner_text().startswith("Important: You can call or text 988")


def test_chromium_itself_sees_the_live_regions(chat: Page) -> None:
    say(chat, "suicide")
    tree = chat.context.new_cdp_session(chat).send("Accessibility.getFullAXTree")["nodes"]
    live = {
        n["role"]["value"]: p["value"]["value"] for n in tree for p in n.get("properties", []) if p["name"] == "live"
    }
    assert live["log"] == "polite"
    assert live["status"] == "polite"
    assert live["alert"] == "assertive"


def test_pending_is_a_status_after_600_ms_and_not_before(heard: Any) -> None:
    page, spoken = heard
    page.get_by_role("status").first.wait_for(state="attached")
    page.clock.install()
    page.reload()
    hold = Hold(page)
    press_send(page, "hello")
    hold.wait()
    page.clock.run_for(550)
    assert page.locator("#status").inner_text() == ""
    page.clock.run_for(100)
    assert page.locator("#status").inner_text() == "Looking for an answer …"
    hold.release()
    page.locator(".assistant").wait_for()
    page.locator("#send:not([aria-disabled])").wait_for()
    assert page.locator("#status").inner_text() == ""
    assert [w for role, w in spoken() if role == "status"] == ["Looking for an answer …"]


@pytest.mark.parametrize(("words", "label"), [("caution", "Please note"), ("suicide", "Emergency"), ("hello", "")])
def test_severity_is_said_in_words(words: str, label: str, chat: Page) -> None:
    say(chat, words)
    shown = chat.locator(".assistant .label")
    assert (shown.inner_text() if shown.count() else "") == label
