"""On a running chat: every refusal sees danger, a feedback's reason too, and no broken file of data/ stops it.

No model and no actions are needed for any of it.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.web.contract import check, check_error
from workbench import running
from workbench.running import Chat, Product

pytestmark = pytest.mark.thorough  # it starts three servers
URL = "/chat/messages"
CARD = "Help now: thoughts of suicide"
"""The title of the card; its numbers stand on every page."""
DANGER = "i want to kill myself"
FORGED = {"Cookie": "clinicchat=" + "a" * 24 + "." + "0" * 64}
JSON = {"Content-Type": "application/json"}
FILLER = "i read your page about therapy and trust and it was long. " * 20


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the chat reads, which a test may break."""
    made = tmp_path_factory.mktemp("home")
    shutil.copytree(running.ROOT / "data", made / "data")
    for name in ("domain.yml", "config.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(running.ROOT / name, made / name)
    return made


@pytest.fixture(scope="module")
def bare(home: Path) -> Iterator[Product]:
    started = running.start(
        ready=False, with_model=False, with_actions=False, environment={"CLINICCHAT_HOME": str(home)}
    )
    yield started
    started.stop()


@pytest.fixture
def visitor(bare: Product) -> Chat:
    return bare.chat()


def long(where: str, size: int) -> str:
    filler = (FILLER * (size // len(FILLER) + 1))[:size]
    return f"{DANGER}. {filler}" if where == "head" else f"{filler} {DANGER}"


REFUSED: dict[str, tuple[int, dict[str, Any]]] = {
    "a forged session": (401, {"json": {"text": DANGER}, "headers": FORGED}),
    "another site's page": (401, {"json": {"text": DANGER}, "headers": {"Sec-Fetch-Site": "cross-site"}}),
    "no JSON": (400, {"data": f"{{'text': '{DANGER}'}}".encode(), "headers": JSON}),
    "Latin-1": (400, {"data": f'{{"text": "caf\u00e9, {DANGER}"}}'.encode("latin-1"), "headers": JSON}),
    "a list": (400, {"json": {"text": [DANGER]}}),
    "both": (400, {"json": {"text": DANGER, "choice": "x"}}),
    "plain text": (415, {"data": DANGER.encode(), "headers": {"Content-Type": "text/plain"}}),
    "a form": (415, {"data": {"text": DANGER}}),
    "too long, at its end": (422, {"json": {"text": long("tail", 9_000)}}),
    "too long, at its beginning": (422, {"json": {"text": long("head", 9_000)}}),
    **{
        f"{size} bytes, at its {where}": (413, {"json": {"text": long(where, size)}})
        for size in (20_000, 300_000, 3_000_000)
        for where in ("head", "tail")
    },
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_refused_message_that_shows_danger_gets_its_card(visitor: Chat, how: str) -> None:
    status, given = REFUSED[how]
    answer = requests.post(visitor.url + URL, timeout=20, **given)
    body = check_error(check(answer))
    assert answer.status_code == status
    assert [m["outcome"] for m in body["messages"]] == ["crisis", "unavailable"]


@pytest.mark.parametrize("how", REFUSED)
def test_the_same_without_danger_gets_none(visitor: Chat, how: str) -> None:
    status, given = REFUSED[how]
    calm = json.loads(json.dumps({k: v for k, v in given.items() if k != "data"}).replace(DANGER, "what is mdma"))
    if "data" in given:
        data = given["data"]
        calm["data"] = data.replace(DANGER.encode(), b"hi") if isinstance(data, bytes) else {"text": "hi"}
    answer = requests.post(visitor.url + URL, timeout=20, **calm)
    assert answer.status_code == status and [m["outcome"] for m in answer.json()["messages"]] == ["unavailable"]


FORMS: dict[str, tuple[int, dict[str, Any]]] = {
    "no token": (401, {"data": {"text": DANGER}}),
    "no token, a reason": (401, {"data": {"feedback": "x", "helpful": "false", "reason": DANGER}}),
    "an unknown message": (400, {"data": {"token": "TOKEN", "feedback": "x", "helpful": "false", "reason": DANGER}}),
    "too long": (422, {"data": {"token": "TOKEN", "text": long("tail", 2_000)}}),
    "too large": (413, {"data": {"token": "TOKEN", "text": long("tail", 20_000)}}),
    "too large at its head": (413, {"data": {"token": "TOKEN", "text": long("head", 20_000)}}),
    "another type": (415, {"data": DANGER.encode(), "headers": {"Content-Type": "text/plain"}}),
    "a broken multipart": (
        400,
        {"data": f"--b\r\n\r\n{DANGER}".encode(), "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
    ),
}


def token(chat: Chat) -> str:
    page = chat.http.get(chat.url + "/", timeout=10).text
    return str(re.search(r'name="token" value="(\w+)"', page)[1])  # type: ignore[index]


@pytest.mark.parametrize("how", FORMS)
def test_a_refused_form_that_shows_danger_gets_a_page_with_the_card(visitor: Chat, how: str) -> None:
    status, given = FORMS[how]
    if isinstance(given["data"], dict):
        given = {**given, "data": {k: token(visitor) if v == "TOKEN" else v for k, v in given["data"].items()}}
    answer = check(visitor.post("/chat", **given))
    assert answer.status_code in (status, 401) and answer.headers["Content-Type"].startswith("text/html")
    assert CARD in answer.text and 'id="error" role="alert"' in answer.text


def test_a_feedbacks_reason_that_shows_danger_is_answered_with_the_card(visitor: Chat) -> None:
    """It stands in the conversation, and what follows is said as after any card."""
    (message,) = visitor.say("hello")
    (card,) = check(visitor.feedback(message["id"], False, reason=f"nothing helps, {DANGER}")).json()["messages"]
    assert (card["topic"], card["outcome"]) == ("safety/suicide", "crisis")
    assert visitor.messages()[-1]["id"] == card["id"]
    assert visitor.say("hello")[0]["outcome"] == "crisis"


def test_a_feedback_without_danger_says_nothing(visitor: Chat) -> None:
    (message,) = visitor.say("hello")
    assert check(visitor.feedback(message["id"], False, reason="too long")).json() == {"messages": []}


def test_a_feedback_form_whose_reason_shows_danger_is_answered_with_the_card(visitor: Chat) -> None:
    (message,) = visitor.say("hello")
    form = {"token": token(visitor), "feedback": message["id"], "helpful": "false", "reason": DANGER}
    answer = check(visitor.post("/chat", data=form))
    assert answer.status_code == 200 and CARD in answer.text


BROKEN = {"empty": b"", "a Latin-1 character": "# \u00e9\n".encode("latin-1"), "half a line": b'a: {"', "deleted": None}
FILES = ("topics/faq/access.yml", "safety/suicide.yml", "safety/general.yml", "replies.yml", "helplines.yml",
         "clinic.yml", "page.yml", "countries.yml", "safety/phrases/suicide.yml", "sources.yml", "rules.yml",
         "nlu.yml")  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_no_broken_file_stops_the_running_chat(bare: Product, home: Path, how: str) -> None:
    """All of them at once: the page, a card, an error and the health are as before."""
    good = {name: (home / "data" / name).read_bytes() for name in FILES}
    before = bare.chat().http.get(bare.url + "/", timeout=10).text
    try:
        for name in FILES:
            broken = BROKEN[how]
            if broken is None:
                (home / "data" / name).unlink()
            else:
                (home / "data" / name).write_bytes(broken + (good[name] if how.startswith("a ") else b""))
        time.sleep(2.1)  # what is looked at only every two seconds is looked at again
        visitor = bare.chat()
        page = visitor.http.get(bare.url + "/", timeout=10)
        assert page.status_code == 200 and re.sub(r'value="\w{32}"', "", page.text) == re.sub(
            r'value="\w{32}"', "", before
        )
        card = visitor.say(DANGER)[0]
        assert card["outcome"] == "crisis" and "tel:988" in [link["url"] for link in card["links"]]
        check_error(check(visitor.post(data=b"{", headers=JSON)), "bad_request")
        assert requests.get(bare.url + "/health/live", timeout=10).status_code == 200
    finally:
        for name, content in good.items():
            (home / "data" / name).write_bytes(content)


def _without_token(page: str) -> str:
    return re.sub(r'value="\w{32}"', "", page)
