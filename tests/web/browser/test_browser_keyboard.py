"""Everything by keyboard, focus that stays and is seen, native controls. Points 2, 3, 4, 7."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Hold, press_send, say
from playwright.sync_api import Page, expect
from stub_server import StubChat

IN_FOCUS = """() => {
  const e = document.activeElement;
  const box = e.getClientRects()[0]; // of a link over two lines, the first
  const middle = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: e.id || e.value || e.getAttribute("href") || e.textContent.slice(0, 30),
    body: e === document.body,
    seen: Boolean(middle) && (middle === e || e.contains(middle)),
    outline: getComputedStyle(e).outlineStyle !== "none" && parseFloat(getComputedStyle(e).outlineWidth) >= 2,
  };
}"""


def test_the_first_tab_is_a_skip_link_to_the_box(chat: Page) -> None:
    chat.keyboard.press("Tab")
    skip = chat.get_by_role("link", name="Skip to the question box")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    chat.keyboard.press("Enter")
    expect(chat.locator("#text")).to_be_focused()


def test_a_whole_conversation_by_keyboard(chat: Page, server: StubChat) -> None:
    chat.locator("#text").focus()
    chat.keyboard.type("unclear")
    chat.keyboard.press("Enter")
    choice = chat.locator("#log .choices button").first
    choice.wait_for()
    while not choice.evaluate("e => e === document.activeElement"):
        chat.keyboard.press("Shift+Tab")
    chat.keyboard.press("Enter")
    chat.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    _tab_to(chat, "#feedback button[value=true]")
    chat.keyboard.press("Space")
    chat.get_by_text("Thank you.").wait_for()
    expect(chat.locator("#feedback button[value=true]").first).to_be_focused()
    assert server.feedback[-1]["helpful"] is True
    _tab_to(chat, "#delete summary")
    chat.keyboard.press("Enter")
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    chat.get_by_text("The conversation was deleted.").wait_for()
    assert chat.locator("#list li").count() == 0
    expect(chat.locator("#text")).to_be_focused()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.locator(selector).first.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


@pytest.mark.parametrize("size", [(1100, 800), (390, 700), (320, 256)])
@pytest.mark.parametrize("state", ["answer", "error"])
def test_focus_is_always_visible_and_never_covered(
    size: tuple[int, int], state: str, visit: Callable[..., Page]
) -> None:
    chat = visit(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    say(chat, "find a therapist")
    say(chat, "suicide")
    say(chat, "Is it legal?")
    if state == "error":
        press_send(chat, "error 503")
        chat.locator("#error p").first.wait_for()
    for key in ("Tab", "Shift+Tab"):
        chat.evaluate("document.activeElement.blur()")
        for _ in range(50):
            chat.keyboard.press(key)
            found = chat.evaluate(IN_FOCUS)
            if found["body"]:
                break
            assert found["seen"], f"{key}: {found['name']} is covered"
            assert found["outline"], f"{key}: {found['name']} has no focus ring"


def test_enter_sends_and_shift_enter_makes_a_line(chat: Page, server: StubChat) -> None:
    chat.locator("#text").focus()
    chat.keyboard.type("one")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("two lines")
    assert server.posts == []
    chat.keyboard.press("Enter")
    chat.locator(".assistant").first.wait_for()
    assert server.posts[0][2] == {"text": "one\ntwo lines"}
    assert chat.locator(".visitor .body").first.inner_text() == "one\ntwo lines"


def test_a_composition_is_not_cut_by_its_enter(chat: Page, server: StubChat) -> None:
    chat.locator("#text").focus()
    keys = chat.context.new_cdp_session(chat)
    keys.send("Input.imeSetComposition", {"text": "ほう", "selectionStart": 2, "selectionEnd": 2})
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    keys.send("Input.insertText", {"text": "法律"})
    chat.wait_for_timeout(100)
    assert server.posts == []
    assert chat.locator("#text").input_value() == "法律"
    chat.keyboard.press("Enter")
    chat.locator(".assistant").first.wait_for()
    assert server.posts[0][2] == {"text": "法律"}


def test_a_triple_submit_posts_once(chat: Page, server: StubChat) -> None:
    hold = Hold(chat)
    chat.locator("#text").fill("once")
    chat.locator("#send").click(click_count=3)
    chat.locator("#text").fill("and again")
    chat.keyboard.press("Enter")
    hold.wait()
    hold.release()
    chat.locator(".assistant").first.wait_for()
    chat.locator("#send:not([aria-disabled])").wait_for()
    assert server.posts == [("POST", "/chat/messages", {"text": "once"})]
    assert chat.locator("#text").input_value() == "and again", "what was typed meanwhile is kept"


def test_focus_stays_in_the_box_and_pending_buttons_stay(chat: Page) -> None:
    say(chat, "unclear")
    expect(chat.locator("#text")).to_be_focused()
    hold = Hold(chat)
    press_send(chat, "hello")
    expect(chat.locator("#send")).to_be_focused()
    assert chat.locator("#send").get_attribute("aria-disabled") == "true"
    assert chat.locator("#send").get_attribute("disabled") is None
    assert chat.locator("#log .choices button[aria-disabled=true]").count() == 3
    hold.wait()
    hold.release()
    chat.locator("#send:not([aria-disabled])").wait_for()
    expect(chat.locator("#send")).to_be_focused()


def test_a_pressed_reply_button_keeps_the_focus_until_the_visitor_moves_on(chat: Page) -> None:
    say(chat, "unclear")
    button = chat.locator("#log .choices button").first
    button.focus()
    chat.keyboard.press("Enter")
    chat.get_by_role("heading", name="Is MDMA-assisted therapy legal?").wait_for()
    expect(button).to_be_focused()
    say(chat, "hello")
    assert chat.locator("#log .choices").count() == 1, "old buttons are gone after the next turn"


def test_controls_are_native_and_at_least_24_pixels(chat: Page) -> None:
    say(chat, "find a therapist")
    chat.locator("details summary").evaluate_all("all => all.forEach((s) => { s.parentElement.open = true; })")
    small = chat.evaluate("""() => [...document.querySelectorAll("a, button, summary, input, textarea")]
      .filter((e) => e.checkVisibility() && !e.matches(".skip"))
      .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
      .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)""")
    assert small == []
    assert chat.locator("[role=button], [tabindex], [onclick]").count() == 0


def test_feedback_stands_outside_the_log_and_only_under_answers(chat: Page) -> None:
    feedback = chat.locator("#feedback")
    expect(feedback).to_be_hidden()
    say(chat, "Is it legal?")
    expect(feedback).to_be_visible()
    assert chat.locator("[role=log] [name=helpful]").count() == 0
    say(chat, "suicide")
    expect(feedback).to_be_hidden()


def test_a_reason_is_sent_with_the_thumb_when_the_visitor_writes_one(chat: Page, server: StubChat) -> None:
    say(chat, "Is it legal?")
    chat.get_by_text("Say what was missing").click()
    chat.get_by_label("What was missing?").fill("the law in my state")
    chat.get_by_role("button", name="Send this").click()
    chat.get_by_text("Thank you.").wait_for()
    assert server.feedback == [
        {"message": server.feedback[0]["message"], "helpful": False, "reason": "the law in my state"}
    ]


def test_a_reason_that_speaks_of_danger_is_answered_with_the_card(chat: Page) -> None:
    """In the conversation, where the visitor sees it at once."""
    say(chat, "Is it legal?")
    chat.get_by_text("Say what was missing").click()
    chat.get_by_label("What was missing?").fill("i think of suicide")
    chat.get_by_role("button", name="Send this").click()
    card = chat.locator("#list > li").last
    expect(card).to_contain_text("988")
    expect(card).to_be_in_viewport()
    expect(chat.locator("#feedback")).to_be_hidden()
