"""JavaScript off or blocked: ask, press a reply button, give feedback, delete, see an error. Point 18."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Guard, new_context, new_visitor, press_send
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stub_server import StubChat


@pytest.fixture(scope="module", params=["off", "blocked"])
def scriptless(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, java_script_enabled=request.param != "off")
    context.route("**/chat.js*", lambda route: route.abort())
    yield context
    context.close()


@pytest.fixture
def plain(scriptless: BrowserContext, server: StubChat, guard: Guard) -> Iterator[Page]:
    with new_visitor(scriptless, server, guard) as page:
        yield page


def test_ask_press_a_reply_button_and_go_on(plain: Page) -> None:
    press_send(plain, "unclear")
    plain.get_by_text("Did you mean one of these?").wait_for()
    plain.locator("#log").get_by_role("button", name="Is MDMA-assisted therapy legal?").click()
    plain.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    expect(plain.locator("#list > li")).to_have_count(4)
    expect(plain.locator(".visitor").last).to_be_in_viewport()
    plain.get_by_role("button", name="What are the risks or side effects of MDMA-assisted therapy?").click()
    expect(plain.locator("#list > li")).to_have_count(6)


def test_the_emergency_card_and_its_links_are_there(plain: Page) -> None:
    press_send(plain, "suicide")
    card = plain.locator("#log").get_by_role("alert")
    assert card.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    expect(plain.locator(".help a").first).to_be_in_viewport()


def test_feedback_is_given_and_thanked_for(plain: Page, server: StubChat) -> None:
    press_send(plain, "Is it legal?")
    plain.get_by_text("Say what was missing").click()
    plain.get_by_label("What was missing?").fill("dates")
    plain.get_by_role("button", name="No", exact=True).click()
    plain.get_by_text("Thank you.").wait_for()
    assert (server.feedback[-1]["helpful"], server.feedback[-1]["reason"]) == (False, "dates")
    assert plain.locator("#feedback button[value=false]").first.get_attribute("aria-pressed") == "true"


def test_delete_asks_first_and_deletes(plain: Page) -> None:
    press_send(plain, "Is it legal?")
    plain.locator("#delete summary").click()
    plain.get_by_role("button", name="Yes, delete for good").click()
    plain.get_by_text("The conversation was deleted.").wait_for()
    expect(plain.locator("#list > li")).to_have_count(0)


@pytest.mark.parametrize(
    ("words", "code"),
    [("error 503 <b>", "off"), ("error 429", "rate_limited"), ("w " * 501, "too_long")],
    ids=["off", "429", "too long"],
)
def test_an_error_is_shown_near_the_box_with_the_draft(words: str, code: str, plain: Page) -> None:
    from clinicchat.content import page_words

    press_send(plain, words)
    error = plain.locator("#error")
    expect(error).to_contain_text(page_words.error_message(code))
    expect(error).to_be_in_viewport()
    assert plain.locator("#text").input_value().strip() == words.strip()
    assert error.get_by_role("link", name="Call 911").count() == 1
    assert error.locator("a[href='tel:5550100']").count() == 1
    assert (plain.locator("#text").get_attribute("aria-invalid") == "true") == (code == "too_long")


def test_a_chat_that_is_switched_off_says_so_on_the_page(plain: Page, server: StubChat) -> None:
    server.off = True
    plain.reload()
    expect(plain.locator("#error")).to_contain_text("switched off")


def test_words_that_are_refused_but_show_danger_bring_the_card(plain: Page) -> None:
    press_send(plain, "suicide " * 130)
    expect(plain.locator("#error")).to_contain_text("longer than 1,000 characters")
    assert plain.locator("#log").get_by_role("alert").get_by_role("link", name="Call 988").count() > 0
