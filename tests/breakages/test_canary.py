"""A word that only the visitor knows, through a whole session with everything broken in turn: no log ever holds it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import requests

from tests.breakages.conftest import broken
from tests.breakages.test_sqlite import full, locked
from workbench.running import Product

CANARY = "quokkaplume"
FAULTS = ((), ("nlu",), ("policy",), ("exit",), ("action",), ("shape",))


def _session(product: Product) -> int:
    """Says the canary in every kind of turn and refusal; returns how often."""
    chat = product.chat(**{"User-Agent": CANARY, "Referer": f"https://{CANARY}.example/", "Accept-Language": CANARY})
    said = 0
    for text in (
        f"is it legal in {CANARY}?", f"find a therapist near {CANARY}", CANARY, f"my name is {CANARY}",
        f"/greet{{\"place\":\"{CANARY}\"}}", f"i want to kill myself {CANARY}", f"{CANARY}@{CANARY}.org",
        f"{CANARY} \x00\ud83d", CANARY * 200, f"/{CANARY}",
    ):  # fmt: skip
        chat.post(json={"text": text})
        said += 1
    for body in (b"{" + CANARY.encode(), f'["{CANARY}"]'.encode(), f'{{"choice": "{CANARY}"}}'.encode()):
        chat.post(data=body, headers={"Content-Type": "application/json"})
    chat.post(data=CANARY.encode() * 30_000, headers={"Content-Type": "text/plain"})
    chat.post(f"/{CANARY}?{CANARY}={CANARY}", json={})
    chat.post("/chat", data={"text": CANARY, "token": CANARY})
    for message in chat.messages()[:2]:
        chat.feedback(message["id"], False, reason=CANARY)
    with suppress(requests.RequestException):
        requests.get(f"{product.url}/{CANARY}", cookies={"clinicchat": CANARY}, timeout=5)
    return said + 8


def test_no_visitors_words_in_any_log(fragile: Product) -> None:
    """At any level that the environment can ask for, errors and exceptions included: 0 times."""
    said = 0
    for faults in FAULTS:
        with broken(fragile, *faults):
            said += _session(fragile)
    fragile.stop_actions()
    said += _session(fragile)
    fragile.start_actions()
    fragile.wait()
    for fault in (locked(fragile), full(fragile)):
        with fault:
            said += _session(fragile)
    log = fragile.log_text().lower()
    assert said > 120 and "a turn failed" in log, "the session did not break what it should"
    assert log.count(CANARY) == 0
    with sqlite3.connect(fragile.var / "conversations.db", timeout=5) as connection:
        masked = connection.execute("SELECT count(*) FROM events WHERE data LIKE ?", (f"%{CANARY}@%",)).fetchone()
        kept = connection.execute("SELECT count(*) FROM events WHERE data LIKE ?", (f"%{CANARY}%",)).fetchone()
    assert masked == (0,) and kept[0] > 10, "the words were kept, but for what is masked"
