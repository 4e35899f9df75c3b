"""Anything at all is thrown at the API: only documented answers, never a 500, never silence. The cases are counted."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.contract import check
from workbench.running import Product

CASES = int(os.environ.get("FUZZ_CASES", "150"))
"""Of each kind; `make endurance` makes a hundred times as many."""
COUNTED: Counter[str] = Counter()
fuzz = settings(
    max_examples=CASES, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
key = st.sampled_from(["text", "choice", "message", "helpful", "reason", "sender", "metadata", ""]) | st.text(
    max_size=5
)
words = st.text(st.characters(), max_size=1100) | st.sampled_from(
    [
        "/restart",
        "i want to die",
        "find a therapist",
        "78701",
        "yes",
        "\x00",
        "\ud83d",
        "{clinic_name}",
        "%s",
        "../..",
        "🙂" * 999,
    ]
)
paths = st.sampled_from(
    ["/chat/messages", "/chat/feedback", "/chat", "/", "/health/ready", "/chat/assets/x"]
) | st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\\#"), max_size=30).map(
    lambda t: "/" + t.lstrip("/")
)
header_text = st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=80)
FIELDS = st.sampled_from(["text", "choice", "token", "delete", "feedback", "helpful", "reason"])
HEADERS = ["Cookie", "Accept-Language", "X-Forwarded-For", "Sec-Fetch-Site", "Origin", "Range", "Accept", "Host"]
HEADERS += ["Content-Encoding", "If-None-Match", "Expect-CT"]
COMMON = ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def _count(record_testsuite_property: Any) -> Iterator[None]:
    yield
    record_testsuite_property("fuzz_cases", sum(COUNTED.values()))
    print(f"\nfuzz: {sum(COUNTED.values())} cases: {dict(sorted(COUNTED.items()))}")  # noqa: T201


def judge(answer: requests.Response) -> None:
    """Counts the answer and fails unless it is documented."""
    COUNTED[str(answer.status_code)] += 1
    assert answer.status_code != 500
    if answer.request.method not in ("HEAD",):
        check(answer)
        assert answer.content


@fuzz
@given(text=words)
def test_any_words(product: Product, session: requests.Session, text: str) -> None:
    """200 for what can be read, 422 for nothing and too much."""
    body = json.dumps({"text": text})
    kind = {"Content-Type": "application/json"}
    answer = session.post(product.url + "/chat/messages", data=body, headers=kind, timeout=20)
    judge(answer)
    assert answer.status_code in (200, 422, 413)


@fuzz
@given(
    path=st.sampled_from(["/chat/messages", "/chat/feedback"]),
    body=st.dictionaries(key, anything | words, max_size=4) | anything,
)
def test_any_json(product: Product, session: requests.Session, path: str, body: Any) -> None:
    kind = {"Content-Type": "application/json"}
    judge(session.post(product.url + path, data=json.dumps(body), headers=kind, timeout=20))


@fuzz
@given(path=paths, body=st.binary(max_size=2000), kind=st.sampled_from(COMMON) | header_text,
       method=st.sampled_from(["POST", "PUT", "DELETE", "PATCH", "GET", "OPTIONS", "HEAD"]))  # fmt: skip
def test_any_bytes_anywhere(
    product: Product, session: requests.Session, path: str, body: bytes, kind: str, method: str
) -> None:
    headers = {"Content-Type": kind.encode("latin-1").strip() or b"x"}
    judge(session.request(method, product.url + path, data=body, headers=headers, timeout=20, allow_redirects=False))


@fuzz
@given(form=st.dictionaries(FIELDS | st.text(max_size=5), words.filter(lambda t: t.isprintable()), max_size=4))
def test_any_form(product: Product, session: requests.Session, form: dict[str, str]) -> None:
    judge(session.post(product.url + "/chat", data=form, timeout=20))


@fuzz
@given(name=st.sampled_from(HEADERS), value=header_text)
def test_any_header(product: Product, name: str, value: str) -> None:
    headers = {name: value.encode("ascii" if name == "Host" else "latin-1", "replace").strip()}
    judge(requests.post(product.url + "/chat/messages", json={"text": "hi"}, headers=headers, timeout=20))
    judge(requests.get(product.url + "/", headers=headers, timeout=20))


@fuzz
@given(
    cookie=st.text(
        st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\ '), min_size=1, max_size=120
    )
)
def test_any_cookie(product: Product, cookie: str) -> None:
    """A made-up session is refused and never answered from somebody's conversation."""
    answer = requests.get(product.url + "/chat/messages", headers={"Cookie": f"clinicchat={cookie}"}, timeout=20)
    judge(answer)
    assert answer.status_code == 401 or answer.json()["messages"] == []


def test_the_product_still_stands(product: Product) -> None:
    """After all of it the same process answers."""
    assert product.assistant and product.assistant.poll() is None
    assert product.chat().say("is it legal?")[0]["outcome"] == "answered"
    assert sum(COUNTED.values()) > 5 * CASES
