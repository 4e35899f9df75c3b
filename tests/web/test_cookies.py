"""Only our cookie is read, whatever other software on the clinic's site puts beside it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from clinicchat.web import sessions
from tests.web import raw
from tests.web.contract import check
from workbench.running import Chat, Product

FOREIGN = [
    "AMCV_x@AdobeOrg=1", "a/b=1", 'g_state={"i_l":0}', "flag", "naïve=ü", "path=/", "expires=never", "secure", "a=b=c",
    "=", "=x", "", 'q="unclosed', "$Version=1", "clinicchat2=x", "xclinicchat=x", "clinicchat", "CLINICCHAT=x",
    "a[b]=c", "a=\\073", "a=" + "x" * 4000,
]  # fmt: skip
IDS = [name[:20] for name in FOREIGN]


def get(product: Product, path: str, *cookies: str) -> bytes:
    """Asks with each of *cookies* in a header of its own."""
    lines = [b"Cookie: " + cookie.encode() for cookie in cookies]
    return raw.exchange(product.port, raw.request(path, "Connection: close", *lines, method="GET"))


@pytest.mark.parametrize("path", ["/", "/chat/messages", "/chat/assets/theme.css", "/health/ready"])
def test_a_foreign_cookie_breaks_no_address(product: Product, path: str) -> None:
    """Sanic's parser raises at a name with `@` or `/`: 503 everywhere, and no card."""
    assert raw.status(get(product, path, "; ".join(FOREIGN))) == 200


@pytest.mark.parametrize("foreign", FOREIGN, ids=IDS)
def test_a_foreign_cookie_before_or_after_ours_ends_no_conversation(product: Product, chat: Chat, foreign: str) -> None:
    """Sanic's parser stops at what it does not know; the visitor began anew with every message."""
    chat.say("hello")
    ours = f"clinicchat={chat.cookie}"
    for cookies in ((f"{foreign}; {ours}",), (f"{ours}; {foreign}",), (foreign, ours), (ours, foreign)):
        assert b'"text":"hello"' in get(product, "/chat/messages", *cookies)


def test_danger_is_answered_beside_a_foreign_cookie(chat: Chat) -> None:
    answer = check(chat.post(json={"text": "i want to kill myself"}, headers={"Cookie": "AMCV_x@AdobeOrg=1"}))
    assert answer.json()["messages"][0]["outcome"] == "crisis"


def test_a_forged_cookie_is_refused_beside_foreign_ones_too(product: Product) -> None:
    answer = get(product, "/chat/messages", "flag; clinicchat=made-up; a@b=1")
    assert raw.status(answer) == 401


def test_of_two_of_our_cookies_the_one_we_signed_counts(product: Product, chat: Chat) -> None:
    """A neighbour under the same domain can set one of our name, but not sign it."""
    chat.say("hello")
    answer = get(product, "/chat/messages", f"clinicchat=made-up; clinicchat={chat.cookie}")
    assert b'"text":"hello"' in answer


def test_a_cleared_cookie_is_none(product: Product) -> None:
    assert requests.get(product.url + "/chat/messages", headers={"Cookie": 'clinicchat=""'}, timeout=10).json() == {
        "messages": []
    }


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CLINICCHAT_SECRET", "a secret for the test")
    sessions._secret.cache_clear()
    yield sessions.sign("A" * 24)
    sessions._secret.cache_clear()


def test_over_https_only_the_cookie_of_this_host_is_read(signed: str) -> None:
    """A browser takes `__Host-` from nobody but this host over https, so no neighbour can put a session there."""
    both = [f"clinicchat={signed}", f"__Host-clinicchat={signed}"]
    assert sessions.of_headers(both[:1], secure=True) is None
    assert sessions.of_headers(both[1:], secure=True) == "A" * 24
    assert sessions.of_headers(both[:1], secure=False) == "A" * 24
    assert sessions.of_headers(both[1:], secure=False) is None


@given(before=st.text(), after=st.text())
def test_no_text_around_it_hides_our_cookie(before: str, after: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "_secret", lambda: b"a secret for the test")
        assert sessions.of_headers([f"{before};clinicchat={sessions.sign('A' * 24)};{after}"], False) == "A" * 24
