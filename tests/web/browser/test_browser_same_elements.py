"""The server's template and the browser's script build the same elements from the same message."""

from __future__ import annotations

import re

from conftest import say
from playwright.sync_api import Page, expect

ALL = ["Is it legal?", "unclear", "find a therapist", "arabic", "hostile", "long", "two", "dose", "caution", "reviewed"]
ALL += ["a\n\n- b\n-c \n  d", "spanish", "overdose", "Is it legal?", "suicide", "find a trial"]


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


def _elements(chat: Page) -> str:
    """The conversation's HTML, without what only one side needs: the visitor's ids, the jump mark, spaces between."""
    html = chat.locator("#list").inner_html()
    html = re.sub(r'(<li class="visitor" aria-live="off")[^>]*>', r"\1>", html)
    return re.sub(r">\s+<", ">\n<", html).strip().replace("><", ">\n<")
