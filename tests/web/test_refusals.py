"""clinicchat/web/refusals.py: every refusal sees danger, and telling an error never fails."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from sanic.exceptions import InvalidUsage, NotFound, PayloadTooLarge
from sanic.response import HTTPResponse

from clinicchat.chat import last_words
from clinicchat.chat.conversation import Conversation
from clinicchat.content import live_words, page_words, settings, topics
from clinicchat.content.settings import COUNTRIES
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.web import refusals
from clinicchat.web.requests import STATUS, Refused

DANGER = json.dumps({"text": "i want to kill myself"}).encode()
EXCEPTIONS = [*(Refused(code, retry_after=2) for code in STATUS), InvalidUsage("x"), PayloadTooLarge("x"),
              NotFound("x"), RuntimeError("x"), KeyError("x"), RecursionError(), OSError("disk")]  # fmt: skip


def request(body: bytes = DANGER, **headers: str) -> Any:
    return SimpleNamespace(body=body, headers=headers, ctx=SimpleNamespace())


def messages(answer: HTTPResponse) -> list[dict[str, Any]]:
    assert answer.body
    return list(json.loads(answer.body)["messages"])


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda e: f"{type(e).__name__} {getattr(e, 'code', '')}")
def test_whatever_a_request_ends_in_danger_gets_its_card_first(exception: Exception) -> None:
    card, sorry = messages(refusals.answer(request(), exception))
    assert (card["topic"], card["outcome"], sorry["outcome"]) == ("safety/suicide", "crisis", "unavailable")


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda e: f"{type(e).__name__} {getattr(e, 'code', '')}")
def test_without_danger_there_is_no_card(exception: Exception) -> None:
    (sorry,) = messages(refusals.answer(request(b'{"text": "is it legal?"}'), exception))
    assert sorry["outcome"] == "unavailable"


def test_a_body_that_was_cut_is_read_too() -> None:
    given = request(b"")
    given.ctx.cut = DANGER
    assert messages(refusals.answer(given, PayloadTooLarge("x")))[0]["outcome"] == "crisis"


def test_the_card_is_that_of_the_browsers_region() -> None:
    card = messages(refusals.answer(request(**{"accept-language": "en-GB"}), Refused("failed")))[0]
    assert "tel:999" in [link["url"] for link in card["links"]]


def broken(*_: Any, **__: Any) -> Any:
    raise OSError("no file at all")


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda e: f"{type(e).__name__} {getattr(e, 'code', '')}")
def test_with_no_file_at_all_a_card_and_an_apology_come_all_the_same(
    exception: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phrases are in memory; words, settings, countries and the page's words cannot be read."""
    for module, name in (
        (live_words, "current"),
        (settings, "load"),
        (page_words, "words"),
        (countries, "lived_in"),
        (countries, "of_language"),
    ):
        monkeypatch.setattr(module, name, broken)
    card, sorry = messages(refusals.answer(request(), exception))
    assert card["outcome"] == "crisis" and sorry["outcome"] == "unavailable"
    for message in (card, sorry):
        assert "tel:911" in [link["url"] for link in message["links"]] and "988" in message["text"]


def test_without_phrases_and_without_files_the_numbers_come(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((live_words, "current"), (settings, "load"), (page_words, "words"), (phrases, "current")):
        monkeypatch.setattr(module, name, broken)
    (sorry,) = messages(refusals.answer(request(), RuntimeError()))
    assert "Call 911" in sorry["text"]


def test_a_request_that_could_not_be_read_is_answered() -> None:
    for odd in (None, SimpleNamespace(), SimpleNamespace(headers=None, body=5, ctx=None)):
        assert refusals.answer(odd, RuntimeError()).status == 503  # type: ignore[arg-type]


@pytest.mark.parametrize("country", [*COUNTRIES, "", "XX"])
@pytest.mark.parametrize("danger", topics.DANGERS)
def test_the_last_card_is_a_message_like_another(country: str, danger: str) -> None:
    from tests.web.contract import document, validate

    card = last_words.card(danger, country)
    schema = document()["components"]["schemas"]["Error"]["properties"]["messages"]["items"]
    for message in (card, last_words.unavailable(country)):
        validate(json.loads(msgspec.json.encode(message)), schema)
    assert card.links[-1].url == "https://findahelpline.com"


def test_danger_in_head_and_tail_the_most_urgent_is_shown() -> None:
    said = ["i want to kill myself", "she took pills and won't wake up"]
    assert refusals.danger(Conversation(""), said, None) == "safety/overdose"
