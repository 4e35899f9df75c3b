"""The page without JavaScript: the same turns as form posts, with a token; refusals keep the visitor's words."""

from __future__ import annotations

import re
from html import unescape

import pytest
import requests

from tests.web.contract import check
from workbench.running import Chat, Product


def token(chat: Chat) -> str:
    """Returns the token of the page's forms."""
    page = chat.http.get(chat.url + "/", timeout=10).text
    return str(re.search(r'name="token" value="(\w+)"', page)[1])  # type: ignore[index]


def post(chat: Chat, **form: str) -> requests.Response:
    return check(chat.post("/chat", data={"token": token(chat), **form}))


def test_a_question_is_answered_with_the_page(chat: Chat) -> None:
    page = post(chat, text="is it legal?").text
    assert "is it legal?" in page and "Sources and review date" in unescape(page)
    assert len(chat.messages()) == 2


def test_a_button_works(chat: Chat) -> None:
    page = post(chat, text="hello").text
    choice = re.search(r'name="choice" value="([\w-]+)"', page)
    assert choice and post(chat, choice=choice[1]).status_code == 200
    assert len(chat.messages()) == 4


def test_feedback_and_deleting_work(chat: Chat) -> None:
    post(chat, text="is it legal?")
    message = chat.messages()[1]["id"]
    assert post(chat, feedback=message, helpful="true", reason="").status_code == 200
    assert chat.messages()[1]["helpful"] is True
    before = chat.id
    page = post(chat, delete="1").text
    assert "was deleted" in page and re.search(r'<ol id="list" role="list">\s*</ol>', page)
    assert chat.messages() == [] and chat.id != before


def test_a_form_needs_its_token(chat: Chat) -> None:
    """Another site cannot post in the visitor's name; the words stay in the box."""
    for wrong in ("", "x", "é", token(Chat(chat.url))):
        answer = check(chat.post("/chat", data={"token": wrong, "text": "my own words"}))
        assert answer.status_code == 401 and "my own words" in answer.text
    assert chat.messages() == []


def test_the_first_post_needs_no_cookie(product: Product) -> None:
    """Where a frame's cookies are blocked, the answer is the page all the same."""
    answer = check(requests.post(product.url + "/chat", data={"text": "is it legal?"}, timeout=10))
    assert answer.status_code == 200 and "Sources and review date" in unescape(answer.text)


@pytest.mark.parametrize(
    ("form", "status"),
    [({"text": ""}, 400), ({"text": "/"}, 422), ({"text": "a" * 1001}, 422), ({"choice": "made-up"}, 400), ({}, 400),
     ({"feedback": "x"}, 400), ({"feedback": "x", "helpful": "true"}, 400), ({"text": "a" * 17_000}, 413)],
    ids=str,
)  # fmt: skip
def test_what_is_refused_is_said_on_the_page(chat: Chat, form: dict[str, str], status: int) -> None:
    """With the emergency and clinic numbers, and never an empty page."""
    answer = post(chat, **form)
    assert answer.status_code == status
    assert 'href="tel:911"' in answer.text and 'href="tel:5550100"' in answer.text
    assert re.search(r'id="error" role="alert"><p>\w', answer.text)


def test_words_that_are_too_long_stay_in_the_box_and_danger_is_answered(chat: Chat) -> None:
    words = "so tired. " * 120 + "i want to kill myself"
    page = post(chat, text=words).text
    assert words in page and 'role="alert"' in page and "tel:988" in page


def test_lines_count_once(chat: Chat) -> None:
    """A browser sends each line's end as two characters."""
    assert post(chat, text="a\r\n" * 499 + "a").status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_content_type_is_refused(chat: Chat, kind: str) -> None:
    assert check(chat.post("/chat", data=b"text=hi", headers={"Content-Type": kind})).status_code == 415
