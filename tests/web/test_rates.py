"""The rate limit on a running product: 429 with Retry-After, the numbers, and the card where it is needed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from tests.web.contract import check, check_error
from workbench import running
from workbench.running import Product

pytestmark = pytest.mark.product


@pytest.fixture(scope="module")
def limited() -> Iterator[Product]:
    """No model and no actions are needed to be refused."""
    started = running.start(ready=False, with_model=False, with_actions=False, environment={"RATE_LIMIT": "on"})
    yield started
    started.stop()


def test_too_many_messages_of_one_session(limited: Product) -> None:
    """Ten at once by default; then a wait is named, and it is enough. Danger brings its card along."""
    chat = limited.chat()
    answers = [chat.post(json={"text": "hi"}) for _ in range(13)]
    assert [a.status_code for a in answers[:10]] == [200] * 10
    refused = check(answers[-1])
    check_error(refused, "rate_limited")
    wait = int(refused.headers["Retry-After"])
    assert refused.status_code == 429 and 1 <= wait <= 3
    danger = check_error(check(chat.post(json={"text": "i want to kill myself"})), "rate_limited")
    assert danger["messages"][0]["outcome"] == "crisis"
    time.sleep(wait)
    assert chat.post(json={"text": "hi"}).status_code == 200


def test_a_form_keeps_the_words(limited: Product) -> None:
    chat = limited.chat()
    answers = [chat.post("/chat", data={"text": "my own words", "token": ""}) for _ in range(2)]
    assert {a.status_code for a in answers} == {401}
    limit = [requests.post(limited.url + "/chat", data={"text": "my own words"}, timeout=10) for _ in range(40)]
    page = limit[-1]
    assert page.status_code == 429 and int(page.headers["Retry-After"]) >= 1
    assert "my own words" in page.text and "seconds" in page.text


def test_new_sessions_from_one_address_are_limited_too(limited: Product) -> None:
    """Without a cookie each post is a new session; 60 a minute, 30 at once."""
    answers = [requests.post(limited.url + "/chat/messages", json={"text": "hi"}, timeout=10) for _ in range(45)]
    assert answers[-1].status_code == 429


def test_what_is_not_limited(limited: Product) -> None:
    """Reading, deleting and health: a visitor who waits can still see, print and delete."""
    chat = limited.chat()
    for _ in range(45):
        chat.post(json={"text": "hi"})
    assert chat.http.get(limited.url + "/", timeout=10).status_code == 200
    assert chat.http.get(limited.url + "/chat/messages", timeout=10).status_code == 200
    assert chat.delete().status_code == 200
