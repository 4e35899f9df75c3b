"""The server renders each message once; what the script puts into the page is what a reload shows."""

from __future__ import annotations

import re

from conftest import say
from playwright.sync_api import Page, expect

from clinicchat.web import page as the_page

ALL = ["Is it legal?", "unclear", "find a therapist", "arabic", "hostile", "long", "two", "dose", "caution", "reviewed"]
ALL += ["a\n\n- b\n-c \n  d", "spanish", "overdose", "worried", "suicide", "find a trial"]


def test_a_reload_changes_no_element(chat: Page) -> None:
    for words in ALL:
        say(chat, words, replies=2 if words == "two" else 1)
        made = _elements(chat)
        chat.reload()
        assert _elements(chat) == made, words


def test_a_conversation_followed_from_another_tab_is_the_same(chat: Page) -> None:
    other = chat.context.new_page()
    other.goto(chat.url)
    for words in ("Is it legal?", "suicide", "find a therapist"):
        say(chat, words)
    expect(other.locator("#list > li")).to_have_count(6)
    assert _elements(other) == _elements(chat)
    other.close()


def test_the_script_builds_no_element_of_a_message() -> None:
    """It clones what the server rendered; the one paragraph is for an error that no server can tell."""
    script = (the_page.STATIC / "chat.js").read_text(encoding="utf-8")
    assert re.findall(r"createElement\(.*?\)", script) == ['createElement("p")']
    assert "severity" not in script and "innerHTML" not in script


def test_the_soft_line_stands_calm_above_the_answer_with_its_numbers(chat: Page) -> None:
    """No alert, no card: the question is answered as ever."""
    say(chat, "I am worried. Is it legal?")
    answer = chat.locator(".assistant")
    line = answer.locator(".soft")
    expect(line).to_contain_text("Is someone in danger?")
    assert line.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    assert answer.get_attribute("class") == "assistant info"
    assert chat.locator("#log [role=alert]").count() == 0 and line.get_attribute("role") is None
    assert line.bounding_box()["y"] < answer.locator("h2").bounding_box()["y"]  # type: ignore[index]
    assert chat.locator(".soft + h2").count() == 1


def _elements(chat: Page) -> str:
    """The conversation's HTML, without what only one side needs: the jump mark, spaces between."""
    html = chat.locator("#list").inner_html().replace(' id="latest"', "")
    return re.sub(r">\s+<", ">\n<", html).strip().replace("><", ">\n<")
