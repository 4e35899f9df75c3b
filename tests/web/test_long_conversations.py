"""A long conversation stays fast: Rasa's session is bounded, what matters is carried over, an open form is not cut.

How fast is measured by `make bench`; here the cause is pinned: the number of events that a turn loads.
"""

from __future__ import annotations

import json
import sqlite3

from clinicchat.content import settings
from workbench.running import Chat, Product

EVENTS_A_TURN = 14
"""At most, on average: user, actions, slots, bot, listen."""


def events(product: Product, conversation: str) -> list[dict[str, object]]:
    with sqlite3.connect(product.var / "conversations.db", timeout=5) as connection:
        sql = "SELECT data FROM events WHERE sender_id = ? ORDER BY id"
        return [json.loads(row[0]) for row in connection.execute(sql, (conversation,))]


def test_a_turn_loads_no_more_than_a_sessions_events(product: Product, chat: Chat) -> None:
    most = settings.load().turns_per_session
    chat.say("i want to kill myself")
    for turn in range(most - 2):
        chat.say("thanks" if turn % 2 else "is it legal?")
    chat.say("find a therapist")  # the last turn of the part opens a form
    for text in ("zxqv", "qwrt", "wvtk"):
        told = chat.say(text)
        assert told[0]["outcome"] == "asked", f"the form was cut: {told}"
    assert [e["event"] for e in events(product, chat.id)].count("session_started") == 1
    assert chat.say("Austin, Texas")[0]["outcome"] == "results"
    for _ in range(most + 1):
        (message, *_) = chat.say("is it legal?")
    found = [str(e["event"]) for e in events(product, chat.id)]
    assert found.count("session_started") == 3
    last = len(found) - found[::-1].index("session_started")
    assert len(found) - last < EVENTS_A_TURN * 4, "a turn would load more than its session"
    assert len(found) / found.count("user") < EVENTS_A_TURN
    assert "988" in str(message["reminder"]), "the danger was not carried over"
    assert chat.say("find a trial")[0]["outcome"] in ("results", "no_results"), "the place was not carried over"
    assert len(chat.messages()) > 2 * most


def test_the_page_shows_what_rasa_no_longer_loads(product: Product, chat: Chat) -> None:
    """The fresh part is Rasa's memory, not the visitor's."""
    for _ in range(3):
        chat.say("hello")
    assert [m["from"] for m in chat.messages()] == ["visitor", "assistant"] * 3
    assert "/session_start" not in json.dumps(chat.messages())
