"""The server's template and the browser's script build the same elements from the same message."""

from __future__ import annotations

import re

import pytest
from conftest import say
from playwright.sync_api import Page

ALL = ["Is it legal?", "suicide", "spanish", "overdose", "find a therapist", "unclear", "arabic", "hostile", "long"]


@pytest.mark.parametrize("words", [*ALL, "two", "dose", "caution", "reviewed", "a\n\n- b\n-c \n  d"])
def test_a_reload_changes_no_element(words: str, chat: Page) -> None:
    say(chat, words, replies=2 if words == "two" else 1)
    made = _elements(chat)
    chat.reload()
    assert _elements(chat) == made


def test_a_long_conversation_is_the_same_after_a_reload(chat: Page) -> None:
    for words in ALL:
        say(chat, words)
    made = _elements(chat)
    chat.reload()
    assert _elements(chat) == made


def _elements(chat: Page) -> str:
    """The conversation's HTML, without what only one side needs: the visitor's ids, the jump mark, spaces between."""
    html = chat.locator("#list").inner_html()
    html = re.sub(r'(<li class="visitor" aria-live="off")[^>]*>', r"\1>", html)
    return re.sub(r">\s+<", ">\n<", html).strip().replace("><", ">\n<")
