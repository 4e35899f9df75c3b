"""The chat API keeps its contract: every status, error bodies with numbers, sessions, choices, feedback, deletion."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time

import pytest
import requests

from clinicchat import paths
from clinicchat.content import phrasings
from clinicchat.engine.danger_detector import EXTRACTOR
from clinicchat.web import switch
from tests.web.contract import check, check_error
from workbench.running import Chat, Product

URL = "/chat/messages"


def test_a_question_gets_one_reviewed_message(chat: Chat) -> None:
    """text, outcome and severity are always there; the rest where it applies."""
    (message,) = chat.say("Is MDMA-assisted therapy legal?")
    check(chat.last)
    assert (message["topic"], message["outcome"]) == ("faq/legal_status", "answered")
    assert message["disclaimers"] and message["sources"] and message["reviewed"]["by"]


def test_danger_gets_its_card_first_and_one_question(chat: Chat) -> None:
    """Two messages at most; the card is first, an emergency, with the number."""
    card, question = chat.say("i want to kill myself")
    check(chat.last)
    assert (card["topic"], card["outcome"], card["severity"]) == ("safety/suicide", "crisis", "emergency")
    assert "tel:988" in [link["url"] for link in card["links"]]
    assert [c["topic"] for c in question["choices"]][:2] == ["affirm", "deny"]


def test_a_button_is_opaque_and_works(chat: Chat) -> None:
    """A choice's id says nothing, and pressing it asks its topic."""
    chat.say("hello")
    offered = chat.choices[0]
    assert re.fullmatch(r"[\w-]{12}", offered["id"])
    (message,) = chat.press(0)
    check(chat.last)
    assert message["topic"] == offered["topic"]


def test_a_message_that_is_sent_again_is_answered_once(chat: Chat) -> None:
    """After a lost answer a client sends the same words with the same id, and gets the answer it had."""
    first = check(chat.post(json={"text": "is it legal?", "client_id": "m-1"})).json()
    assert check(chat.post(json={"text": "is it legal?", "client_id": "m-1"})).json() == first
    assert len(chat.messages()) == 2
    assert check(chat.post(json={"text": "is it legal?", "client_id": "m-2"})).json() != first
    assert check(chat.post(json={"text": "hi", "client_id": 5})).status_code == 400


def test_a_button_of_another_visitor_does_not_work(product: Product, chat: Chat) -> None:
    """Choices are bound to their session."""
    chat.say("hello")
    other = product.chat()
    other.say("hello")
    check_error(check(other.post(json={"choice": chat.choices[0]["id"]})), "unknown_choice")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[1]", b'"x"', b"null", b"5", b"{", b"\xff\xfe", b"NaN", b"{}", b'{"text": null}', b'{"text": 5}',
        b'{"text": ["a"]}', b'{"text": {"a": 1}}', b'{"text": true}', b'{"choice": 5}', b'{"choice": ""}',
        b'{"text": "a", "choice": "b"}', b'{"choice": "made-up"}', b"[" * 16_000, b'{"a":' * 3_000,
        b'{"text": ' + b"9" * 5_000 + b"}", b'{"sender": "x", "message": "hi"}',
    ],
    ids=lambda b: b[:24].decode("latin-1") or "empty",
)  # fmt: skip
def test_what_is_not_a_message_is_400(chat: Chat, body: bytes) -> None:
    """Not JSON, wrong types, missing, unknown choice, too deep."""
    answer = check(chat.post(data=body, headers={"Content-Type": "application/json"}))
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", "*/*", ""])
def test_another_content_type_is_415(chat: Chat, kind: str) -> None:
    """So that no other web page can post without a CORS preflight."""
    answer = check(chat.post(data=b'{"text": "hi"}', headers={"Content-Type": kind}))
    check_error(answer, "unsupported_type")
    assert answer.status_code == 415


def test_content_type_may_name_a_charset(chat: Chat) -> None:
    answer = chat.post(data=b'{"text": "hi"}', headers={"Content-Type": "Application/JSON; charset=utf-8"})
    assert answer.status_code == 200


@pytest.mark.parametrize("size", [16 * 1024 + 1, 100_000, 1_000_000, 20_000_000])
def test_a_body_over_16_kib_is_413(chat: Chat, size: int) -> None:
    """Also far beyond, where the server stops reading."""
    body = json.dumps({"text": "a" * (size - 12)}).encode()
    answer = check(chat.post(data=body, headers={"Content-Type": "application/json"}))
    check_error(answer, "too_large")
    assert answer.status_code == 413


@pytest.mark.parametrize("text", ["", " ", "\n\t", "/", " // /", "\u200b\u200f", "\x00", "\ud83d", "\u2028"])
def test_nothing_to_read_is_422(chat: Chat, text: str) -> None:
    answer = check(chat.post(json={"text": text}))
    check_error(answer, "empty")
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["a" * 1001, "\ufdfa" * 1000, "\u200b" * 1001], ids=["1001", "grows", "hidden"])
def test_over_1000_characters_is_422(chat: Chat, text: str) -> None:
    """One character that stands for eighteen does not get around it."""
    answer = check(chat.post(json={"text": text}))
    check_error(answer, "too_long")
    assert answer.status_code == 422


def test_a_thousand_characters_are_read_and_cost_no_more(chat: Chat) -> None:
    chat.say("is it legal? " * 76 + "is it legal?")
    check(chat.last)
    assert chat.seconds < 2


def test_danger_in_a_message_that_is_too_long_still_brings_the_card(chat: Chat) -> None:
    """The words are refused, the person is not."""
    body = check_error(check(chat.post(json={"text": "so tired. " * 150 + "i want to kill myself"})), "too_long")
    assert [m["outcome"] for m in body["messages"]] == ["crisis", "unavailable"]


@pytest.mark.parametrize(
    "text",
    [
        "is it\x00 legal?",
        "i\u200bs it le\u00adgal?",
        "\u202eis it legal?",
        "is it legal\ud83d?",
        "ｉｓ ｉｔ ｌｅｇａｌ？",
    ],
    ids=["NUL", "zero width", "right to left", "lone surrogate", "full width"],
)
def test_hidden_characters_change_nothing(chat: Chat, text: str) -> None:
    answer = check(chat.post(data=json.dumps({"text": text}), headers={"Content-Type": "application/json"}))
    assert answer.json()["messages"][0]["topic"] == "faq/legal_status"
    assert chat.messages()[0]["text"] == "is it legal?"


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/back", "/greet", '/greet{"place":"evil"}', "／restart", "\u200b/restart",
             "/unknown_intent", "/greet@9.9", "/crisis_suicide", "//greet", "/faq", "/safety"]
)  # fmt: skip
def test_a_leading_slash_commands_nothing(product: Product, chat: Chat, text: str) -> None:
    """Rasa's typed intents are neutralised: no intent or entity is injected, the conversation goes on."""
    chat.say("find a therapist")
    chat.say(text)
    check(chat.last)
    events = [json.loads(row[0]) for row in _rows(product, "SELECT data FROM events WHERE sender_id = ?", chat.id)]
    said = [e for e in events if e["event"] == "user"]
    assert len(said) == 2 and not [e for e in events if e["event"] == "restart"], "an earlier turn was lost"
    assert [e["event"] for e in events].count("session_started") == 1
    injected = [e for e in said[-1]["parse_data"]["entities"] if e["extractor"] != EXTRACTOR]
    assert not said[-1]["text"].startswith("/") and injected == []


def test_a_leading_slash_hides_no_danger(chat: Chat) -> None:
    """Typed before the words, "/greet" reached the greeting instead of the card."""
    assert chat.say("/greet i want to kill myself")[0]["outcome"] == "crisis"


# ---- Sessions ----


def test_the_page_issues_the_session(product: Product) -> None:
    """Signed, HttpOnly, SameSite; no client chooses its conversation."""
    answer = requests.get(product.url + "/", timeout=10)
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"clinicchat=[\w-]{24}\.[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Lax$", cookie)


def test_without_a_cookie_each_post_is_a_conversation_of_its_own(product: Product) -> None:
    """In stock Rasa everyone without a sender shares one conversation."""
    answers = [requests.post(product.url + URL, json={"text": "hi"}, timeout=10) for _ in range(2)]
    ids = {a.cookies["clinicchat"].partition(".")[0] for a in answers}
    assert len(ids) == 2


@pytest.mark.parametrize(
    "cookie", ["x", "default", "a" * 24 + "." + "0" * 64, "a" * 4_000, "null", "a.b.c"], ids=lambda c: c[:9]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_made_up_session_is_refused(product: Product, cookie: str, method: str) -> None:
    body = {"json": {"text": "hi"}} if method == "POST" else {}
    headers = {"Cookie": f"clinicchat={cookie}"}
    answer = check(requests.request(method, product.url + URL, headers=headers, timeout=10, **body))
    check_error(answer, "forged_session")
    assert answer.status_code == 401 and "Set-Cookie" not in answer.headers


def test_another_visitors_conversation_can_be_neither_read_nor_written(product: Product, chat: Chat) -> None:
    """Knowing an id is not enough: its signature is needed, and one's own signature does not fit."""
    chat.say("is it legal?")
    thief = product.chat()
    stolen = f"{chat.id}.{thief.cookie.partition('.')[2]}"
    for method, body in (("GET", None), ("POST", {"text": "hi"}), ("DELETE", None)):
        answer = requests.request(method, product.url + URL, json=body, cookies={"clinicchat": stolen}, timeout=10)
        assert answer.status_code == 401
    assert len(chat.messages()) == 2 and thief.messages() == []


def test_what_a_client_says_about_its_session_counts_for_nothing(product: Product, chat: Chat) -> None:
    """sender, metadata, input_channel, parse_data, ?stream, as stock Rasa takes them."""
    body = {"text": "hi", "sender": "default", "sender_id": "x\x00", "metadata": {"a": [1]}, "input_channel": "slack",
            "parse_data": {"intent": {"name": "safety"}}}  # fmt: skip
    check(chat.post(URL + "?stream=true&sender=x", json=body))
    rows = _rows(product, "SELECT data FROM events WHERE type_name = 'user' AND sender_id = ?", chat.id)
    event = json.loads(rows[0][0])
    assert event["input_channel"] == "clinicchat" and event["text"] == "hi"
    own = {"country", "language", "told", "now", "before", "danger"}
    assert set(event["metadata"]) <= {"model_id", "assistant_id", *own}
    assert _rows(product, "SELECT 1 FROM events WHERE sender_id IN ('default', ?)", "x") == []


def test_two_tabs_share_one_conversation(product: Product, chat: Chat) -> None:
    tab = requests.get(product.url + URL, cookies={"clinicchat": chat.cookie}, timeout=10)
    assert tab.json()["messages"] == []
    chat.say("hello")
    tab = requests.get(product.url + URL, cookies={"clinicchat": chat.cookie}, timeout=10)
    assert tab.json()["messages"] == chat.messages()


def test_feedback_is_kept_with_topic_and_outcome(product: Product, chat: Chat) -> None:
    """The words only if typed for it, masked; a second thumb replaces the first."""
    (message,) = chat.say("is it legal?")
    check(chat.feedback(message["id"], True))
    answer = check(chat.feedback(message["id"], False, reason="mail me: jo@example.org"))
    assert answer.json() == {"messages": []}
    sql = "SELECT helpful, topic, outcome, reason FROM chat_feedback WHERE conversation = ?"
    assert _rows(product, sql, chat.id) == [(0, "faq/legal_status", "answered", "mail me: [e-mail]")]
    assert chat.messages()[1]["helpful"] is False


@pytest.mark.parametrize(
    "body",
    [{}, {"message": "x", "helpful": True}, {"message": 5, "helpful": True}, {"helpful": True},
     {"message": "MINE", "helpful": "yes"}, {"message": "MINE"}, {"message": "MINE", "helpful": True, "reason": 5}],
)  # fmt: skip
def test_feedback_that_cannot_be_read_is_400(chat: Chat, body: dict[str, object]) -> None:
    (message,) = chat.say("is it legal?")
    given = {k: message["id"] if v == "MINE" else v for k, v in body.items()}
    assert check(chat.post("/chat/feedback", json=given)).status_code == 400


def test_feedback_on_another_visitors_message_is_refused(product: Product, chat: Chat) -> None:
    (message,) = chat.say("is it legal?")
    assert check(product.chat().feedback(message["id"], True)).status_code == 400


def test_deleting_leaves_no_trace_in_the_database(product: Product, chat: Chat) -> None:
    """Neither a row nor a byte: what was deleted is overwritten, and the log of changes is emptied."""
    mark = "zebrafinch"
    (message,) = chat.say(f"is it legal for a {mark}?")
    chat.feedback(message["id"], True, reason=f"{mark} again")
    chat.say(f"find a therapist near {mark}")
    ours = chat.id
    files = [p for p in product.var.glob("conversations.db*") if not p.name.endswith("-shm")]
    assert any(mark.encode() in p.read_bytes() for p in files), "the test looks at the wrong files"
    check(chat.delete())
    for table, column in (("chat_conversations", "id"), ("chat_entries", "conversation"), ("events", "sender_id"),
                          ("chat_feedback", "conversation")):  # fmt: skip
        assert _rows(product, f"SELECT 1 FROM {table} WHERE {column} = ?", ours) == []
    for path in product.var.glob("conversations.db*"):
        assert mark.encode() not in path.read_bytes(), path
    assert mark not in product.log_text()
    assert chat.cookie == "" and chat.messages() == []


def test_a_deleted_session_is_not_used_again(product: Product, chat: Chat) -> None:
    """A cookie that was copied before opens nothing."""
    chat.say("hello")
    old = chat.cookie
    chat.delete()
    answer = requests.post(product.url + URL, json={"text": "hi"}, cookies={"clinicchat": old}, timeout=10)
    assert answer.cookies["clinicchat"].partition(".")[0] != old.partition(".")[0]


def test_a_restart_loses_nothing_and_an_idle_session_has_ended(product: Product, chat: Chat) -> None:
    """`kill -9` loses nothing that was answered, and the form goes on. After 30 idle minutes the old conversation is
    neither shown nor continued; a form that was left open still works, and begins a new one."""
    searching = product.chat()
    searching.say("find a therapist")
    chat.say("hello")
    old = chat.id
    left_open = {"token": sessions_token(chat), "text": "is it legal?"}
    time.sleep(1)
    product.kill_assistant()
    with sqlite3.connect(product.var / "conversations.db") as connection:
        connection.execute("UPDATE chat_conversations SET last_seen = last_seen - 1801 WHERE id = ?", (old,))
    product.start_assistant()
    product.wait()
    assert chat.messages() == []
    assert check(chat.post("/chat", data=left_open)).status_code == 200
    assert chat.id != old and len(chat.messages()) == 2
    assert [m["from"] for m in searching.messages()] == ["visitor", "assistant"]
    assert searching.say("Austin, Texas")[0]["outcome"] == "results"


def sessions_token(chat: Chat) -> str:
    """Returns the token in the page's forms."""
    page = chat.http.get(chat.url + "/", timeout=10).text
    return re.search(r'name="token" value="(\w+)"', page)[1]  # type: ignore[index]


# ---- The rest of the surface ----


def test_every_answer_carries_the_security_headers(product: Product) -> None:
    for path in ("/", URL, "/nowhere", "/chat/assets/chat.css", "/health/ready"):
        headers = requests.get(product.url + path, timeout=10).headers
        csp = headers["Content-Security-Policy"]
        assert "default-src 'none'" in csp and "unsafe-inline" not in csp and "frame-ancestors 'self'" in csp
        assert "require-trusted-types-for 'script'" in csp
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_cors_is_closed(product: Product, method: str) -> None:
    """No Allow-Origin, no Allow-Credentials, whoever asks; a preflight fails."""
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = requests.request(method, product.url + URL, headers=headers, json={"text": "hi"}, timeout=10)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert method != "OPTIONS" or answer.status_code == 405


@pytest.mark.parametrize("path", [URL, "/chat/feedback", "/chat"])
def test_what_another_sites_page_sends_is_refused(chat: Chat, path: str) -> None:
    """Where the browser says so (Sec-Fetch-Site)."""
    assert chat.post(path, json={"text": "hi"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code in (401, 415)
    assert chat.messages() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nowhere"), ("GET", "/version"), ("GET", "/status"), ("POST", "/webhooks/rest/webhook"),
     ("GET", "/conversations/x/tracker"), ("PUT", URL), ("PATCH", URL), ("OPTIONS", "/"), ("POST", "/"),
     ("HEAD", URL), ("GET", "/chat"), ("DELETE", "/model"), ("TRACE", "/"), ("GET", "/chat/assets/..%2f..%2fpage.py"),
     ("GET", "/chat/assets/../page.py"), ("GET", "/chat/assets/"), ("POST", "/health/ready")],
)  # fmt: skip
def test_unknown_addresses_and_methods_are_errors_of_the_api(product: Product, method: str, path: str) -> None:
    """No stack trace, no page of the framework, no route of Rasa's own."""
    answer = requests.request(method, product.url + path, timeout=10)
    assert answer.status_code in (404, 405)
    if method != "HEAD":
        check_error(answer, "not_found")


def test_head_of_the_page_is_answered_without_a_body(product: Product) -> None:
    answer = requests.head(product.url + "/", timeout=10)
    assert answer.status_code == 200 and answer.content == b""


def test_rasas_hello_page_is_gone(product: Product) -> None:
    assert "Rasa" not in requests.get(product.url + "/", timeout=10).text


def test_the_off_switch_works_while_running(product: Product, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with the numbers; reading and deleting still work; danger brings the card along."""
    chat.say("hello")
    monkeypatch.setattr(paths, "VAR", product.var)
    switch.set_off(True)
    try:
        answer = check(chat.post(json={"text": "hi"}))
        check_error(answer, "off")
        assert answer.status_code == 503
        danger = check_error(check(chat.post(json={"text": "i want to kill myself"})), "off")
        assert danger["messages"][0]["outcome"] == "crisis"
        assert check(chat.feedback("x", True)).status_code == 503
        assert "switched off" in chat.http.get(product.url + "/", timeout=10).text
        assert len(chat.messages()) == 2
        check(chat.delete())
    finally:
        switch.set_off(False)
    assert chat.say("hello")[0]["outcome"] == "small_talk"


def test_health_tells_process_from_readiness(product: Product) -> None:
    assert check(requests.get(product.url + "/health/live", timeout=10)).json() == {"live": True}
    ready = check(requests.get(product.url + "/health/ready", timeout=10))
    assert ready.json() == {"ready": True, "on": True, "kept": True, "model": True, "actions": True}


def test_topics_of_messages_are_topics_of_the_project(chat: Chat) -> None:
    """Never a name of Rasa's such as nlu_fallback."""
    known = {phrasing.topic for phrasing in phrasings.read_all()}
    for text in ("hello", "asdf qwer", "🙂", "legal", "what is the capital of france", "find a trial", "cancel"):
        for message in chat.say(text):
            assert message.get("topic") in {*known, None}


def test_a_message_waits_for_the_one_before_it(chat: Chat) -> None:
    """Two tabs at once: both are answered, in order, in one conversation."""
    threads = [threading.Thread(target=chat.post, kwargs={"json": {"text": "is it legal?"}}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(0.1)
    assert [m["from"] for m in chat.messages()] == ["visitor", "assistant"] * 4


def _rows(product: Product, sql: str, *values: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(product.var / "conversations.db", timeout=5) as connection:
        return connection.execute(sql, values).fetchall()
