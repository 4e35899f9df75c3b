"""When something goes wrong: a specific message, the draft kept, the emergency and clinic numbers offered. Point 16."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import press_send, say
from playwright.sync_api import Page, Route, expect
from stub_server import STATUS, StubChat

from clinicchat.content import page_words

LONG = "word " * 201
DANGER = [("suicide " * 130, "too_long"), ("error 503 suicide", "off")]


def assert_helpful(chat: Page, code: str, draft: str) -> None:
    """The error's own words, the draft, and numbers to call."""
    alert = chat.locator("#error")
    expect(alert).to_contain_text(page_words.error_message(code))
    expect(alert).to_be_in_viewport()
    assert alert.get_attribute("role") == "alert"
    assert alert.get_by_role("link", name="Call 911").get_attribute("href") == "tel:911"
    assert alert.locator("a[href='tel:5550100']").count() == 1, "the clinic's number"
    assert chat.locator("#text").input_value() == draft
    assert (chat.locator("#text").get_attribute("aria-invalid") == "true") == (code in ("empty", "too_long"))
    assert chat.locator("#text").get_attribute("aria-describedby") == "hint error"


@pytest.mark.parametrize("status", [*STATUS])
def test_each_error_of_the_server_is_said_in_its_own_words(status: int, chat: Page) -> None:
    press_send(chat, f"error {status}")
    assert_helpful(chat, STATUS[status], f"error {status}")
    assert chat.locator("#list li").count() == 0, "a message that was not taken is not in the conversation"
    if status == 429:
        expect(chat.locator("#error")).to_contain_text("You can send again in 7 seconds.")
    say(chat, "hello")
    assert chat.locator("#error").inner_text() == "", "and gone with the next answer"


@pytest.mark.parametrize("words", ["", "  \n "])
def test_an_empty_box_is_said_without_asking_the_server(words: str, chat: Page, server: StubChat) -> None:
    press_send(chat, words)
    assert_helpful(chat, "empty", words)
    assert server.posts == []


def test_a_long_message_is_kept_and_marked_until_it_is_changed(chat: Page) -> None:
    press_send(chat, LONG)
    assert_helpful(chat, "too_long", LONG)
    chat.locator("#text").press("Backspace")
    assert chat.locator("#text").get_attribute("aria-invalid") is None


@pytest.mark.parametrize(("words", "code"), DANGER, ids=["long", "off"])
def test_words_that_are_refused_but_show_danger_bring_the_card(words: str, code: str, chat: Page) -> None:
    press_send(chat, words)
    assert_helpful(chat, code, words)
    card = chat.locator("#card").get_by_role("alert")
    expect(card).to_be_in_viewport()
    assert card.locator(".label").inner_text() == "Emergency"
    assert card.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    assert chat.locator("#error a").count() == 3, "the box itself offers the few numbers only"
    press_send(chat, "error 429")
    expect(chat.locator("#error")).to_contain_text(page_words.error_message("rate_limited"))
    expect(card).to_be_visible()
    press_send(chat, "suicide")
    expect(chat.locator("#card li")).to_have_count(0)
    expect(chat.locator("#log [role=alert]")).to_have_count(1)


def test_offline_is_said_and_the_draft_is_kept(chat: Page) -> None:
    chat.context.set_offline(True)
    press_send(chat, "Is it legal?")
    assert_helpful(chat, "offline", "Is it legal?")
    chat.context.set_offline(False)
    chat.locator("#send").click()
    chat.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    assert chat.locator("#text").input_value() == ""


def test_ten_seconds_without_an_answer_are_said(visit: Callable[..., Page]) -> None:
    chat = visit()
    chat.clock.install()
    chat.reload()
    held: list[Route] = []
    chat.route("**/chat/messages", lambda route: held.append(route))
    press_send(chat, "Is it legal?")
    chat.clock.run_for(9_500)
    expect(chat.locator("#status")).to_have_text("Looking for an answer …")
    assert chat.locator("#error").inner_text() == ""
    chat.clock.run_for(1_000)
    assert_helpful(chat, "slow", "Is it legal?")
    expect(chat.locator("#status")).to_have_text("")
    for route in held:
        route.abort()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<html><body><ol id=list><li>a gateway's own page</li></ol></body></html>"),
        ("text/html", ""),
        ("application/json", '{"messages": []}'),
        ("text/plain", "hello"),
    ],
    ids=["another page", "nothing", "json", "text"],
)
def test_an_answer_that_is_not_our_own_counts_as_failed(kind: str, body: str, chat: Page) -> None:
    chat.route("**/chat/messages", lambda route: route.fulfill(status=200, content_type=kind, body=body))
    press_send(chat, "Is it legal?")
    assert_helpful(chat, "failed", "Is it legal?")


def test_an_old_button_is_sent_as_its_words(chat: Page, server: StubChat) -> None:
    say(chat, "unclear")
    next(iter(server.conversations.values())).choices.clear()
    for conversation in server.conversations.values():
        conversation.choices.clear()
    chat.get_by_role("button", name="Is MDMA-assisted therapy legal?").click()
    chat.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    assert server.posts[-1][2] == {"text": "Is MDMA-assisted therapy legal?"}
    assert chat.locator(".visitor").count() == 2


def test_an_ended_session_is_replaced_so_that_sending_again_works(chat: Page) -> None:
    with chat.expect_request(lambda r: r.method == "GET" and r.url.endswith("/")):
        press_send(chat, "error 401")
    assert_helpful(chat, "forged_session", "error 401")


def test_feedback_and_delete_that_fail_say_so(chat: Page) -> None:
    say(chat, "Is it legal?")
    chat.context.set_offline(True)
    chat.locator("#feedback button[value=true]").click()
    assert_helpful(chat, "offline", "")
    assert chat.locator("#thanks").inner_text() == ""
    chat.locator("#delete summary").click()
    chat.get_by_role("button", name="Yes, delete for good").click()
    chat.wait_for_timeout(100)
    assert chat.locator("#list > li").count() == 2


def test_an_answer_that_came_too_late_is_shown_after_all(visit: Callable[..., Page], server: StubChat) -> None:
    chat = visit()
    chat.clock.install()
    chat.reload()
    held: list[Route] = []

    def late(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
        else:
            route.fetch()  # the server answers, the browser does not get it
            held.append(route)

    chat.route("**/chat/messages", late)
    press_send(chat, "Is it legal?")
    while not held:
        chat.wait_for_timeout(20)
    chat.clock.run_for(10_500)
    chat.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    assert_helpful(chat, "slow", "Is it legal?")
    held[0].abort()
