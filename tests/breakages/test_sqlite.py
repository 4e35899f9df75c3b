"""When the SQLite database is locked or full: visitors are answered from memory, and later nothing is missing."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.breakages.conftest import helped
from workbench.running import Product

DANGER = "i want to kill myself"


@contextmanager
def locked(product: Product) -> Iterator[None]:
    """Holds the whole database, as a careless tool would."""
    connection = sqlite3.connect(product.var / "conversations.db", isolation_level=None, timeout=5)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def full(product: Product) -> Iterator[None]:
    """Lets no file of the assistant grow, as a full disk does."""
    assert product.assistant
    pid = product.assistant.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def kept(product: Product) -> bool:
    return bool(requests.get(product.url + "/health/ready", timeout=5).json()["kept"])


def rows(product: Product, conversation: str) -> list[str]:
    with sqlite3.connect(product.var / "conversations.db", timeout=5) as connection:
        sql = "SELECT json_extract(data, '$.text') FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
        return [str(row[0]) for row in connection.execute(sql, (conversation,))]


def wait_until_kept(product: Product) -> None:
    until = time.monotonic() + 10
    while not kept(product):
        assert time.monotonic() < until, "it did not catch up"
        time.sleep(0.2)


def has(product: Product, conversation: str, said: list[str]) -> bool:
    """Whether exactly *said* stands in the database within 10 s: what waited is written behind the answers."""
    until = time.monotonic() + 10
    while rows(product, conversation) != said and time.monotonic() < until:
        time.sleep(0.2)
    return rows(product, conversation) == said


def goes_on(product: Product, fault: object) -> None:
    """A form that was open goes on, danger is answered, and afterwards every turn stands in the database, once."""
    chat, new = product.chat(), product.chat()
    assert chat.say("find a therapist")[0]["outcome"] == "asked"
    with fault:  # type: ignore[attr-defined]
        assert chat.say("Austin, Texas")[0]["outcome"] == "results"
        assert chat.seconds < 3
        assert chat.say("is it legal?")[0]["outcome"] == "answered"
        assert helped(new, DANGER) == "crisis"
        assert not kept(product)
    wait_until_kept(product)
    assert chat.say("thanks")[0]["outcome"] == "small_talk"
    assert has(product, chat.id, ["find a therapist", "Austin, Texas", "is it legal?", "thanks"])
    assert has(product, new.id, [DANGER])
    with sqlite3.connect(product.var / "conversations.db", timeout=5) as connection:
        sql = "SELECT count(*) FROM chat_entries WHERE conversation = ?"
        assert connection.execute(sql, (chat.id,)).fetchone() == (8,)


def test_a_locked_database(fragile: Product) -> None:
    goes_on(fragile, locked(fragile))


def test_a_full_disk(fragile: Product) -> None:
    goes_on(fragile, full(fragile))


def test_deleting_from_a_locked_database_is_refused_not_pretended(fragile: Product) -> None:
    """503 with the numbers; it works when tried again."""
    chat = fragile.chat()
    chat.say("hello")
    with locked(fragile):
        answer = chat.delete()
        assert answer.status_code == 503 and answer.json()["messages"]
    time.sleep(1.2)
    assert len(chat.messages()) == 2
    assert chat.delete().status_code == 200 and rows(fragile, chat.id) == []
