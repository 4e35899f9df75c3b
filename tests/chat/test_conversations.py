"""Conversations as the page shows them: found, ended, bounded in memory, purged; cookies and their secret."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clinicchat import paths
from clinicchat.chat import conversations as module
from clinicchat.chat import database, retention, tables
from clinicchat.chat.conversation import MAX_CHOICES, Conversation
from clinicchat.chat.conversations import Conversations
from clinicchat.chat.database import Database, Unavailable
from clinicchat.chat.message import Button, Message, Said
from clinicchat.content.outcomes import Outcome
from clinicchat.engine.store import SafeSQLTrackerStore
from clinicchat.web import sessions

DAY = 24 * 3600


@pytest.fixture
def here(tmp_path: Path) -> Database:
    return Database(sa.engine.make_url(f"sqlite:///{tmp_path}/conversations.db"))


def spoken(store: Conversations, name: str, seen: float | None = None) -> Conversation:
    """Returns a conversation with one turn, kept."""
    made = store.hold(Conversation(name))
    made.add(Said(text=f"words of {name}"))
    made.add(Message(text="an answer", outcome=Outcome.ANSWERED))
    asyncio.run(store.save(made))
    if seen is not None:
        made.last_seen = seen
        asyncio.run(store.database.run(store._store, made))
    return made


def test_a_conversation_is_found_again_by_another_process(here: Database) -> None:
    spoken(Conversations(here), "a")
    found = asyncio.run(Conversations(here).find("a", 60))
    assert found and [e.text for e in found.entries] == ["words of a", "an answer"] and found.saved == 2


@pytest.mark.parametrize("store", ["same process", "other process"])
def test_an_idle_one_has_ended(here: Database, store: str) -> None:
    first = Conversations(here)
    spoken(first, "a", seen=time.time() - 61)
    asked = first if store == "same process" else Conversations(here)
    assert asyncio.run(asked.find("a", 60)) is None
    assert asyncio.run(asked.find("b", 60)) is not None, "an id that was never used is fresh"


def test_a_deleted_one_has_ended_and_its_turn_under_way_writes_nothing(here: Database) -> None:
    store = Conversations(here)
    one = spoken(store, "a")
    assert asyncio.run(store.delete(one)) and one.deleted
    one.add(Said(text="too late"))
    asyncio.run(store.save(one))
    assert asyncio.run(store.find("a", 60)) is None
    with here.reading() as connection:
        assert tables.state(connection, "a") is None and tables.entries(connection, "a") == []


def test_the_engine_is_told_what_to_forget_once_it_is_deleted(here: Database) -> None:
    told: list[list[str]] = []
    store = Conversations(here, forget=told.append)
    one = spoken(store, "a")
    assert told == []
    asyncio.run(store.delete(one))
    assert told == [["a"]]


def test_two_first_messages_at_once_share_one_conversation(here: Database) -> None:
    """Both tabs posted before anything was kept."""
    store = Conversations(here)

    async def work() -> bool:
        one, two = await asyncio.gather(store.find("a", 60), store.find("a", 60))
        return store.hold(one or Conversation("")) is store.hold(two or Conversation(""))

    assert asyncio.run(work())


def test_what_the_database_could_not_say_is_put_in_order_later(here: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that could not read the beginning neither loses nor overwrites it."""
    spoken(Conversations(here), "a")
    store = Conversations(here)
    run = here.run

    async def refuse(*_: Any) -> Any:
        raise Unavailable("paused")

    monkeypatch.setattr(here, "run", refuse)
    found = asyncio.run(store.find("a", 60))
    assert found and found.unread and found.entries == []
    store.hold(found).add(Said(text="more"))
    asyncio.run(store.save(found))
    assert found.unsaved
    monkeypatch.setattr(here, "run", run)
    asyncio.run(store.flush_pending())
    assert not found.unsaved
    for kept in (found, asyncio.run(Conversations(here).find("a", 60))):
        assert kept and [e.text for e in kept.entries] == ["words of a", "an answer", "more"]


def test_memory_is_bounded(here: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number, by all messages together, and by idleness; what left memory is still in the database."""
    monkeypatch.setattr(module, "MAX_IN_MEMORY", 3)
    store = Conversations(here)
    for name in "abcd":
        spoken(store, name)
    assert list(store._live) == ["b", "c", "d"]
    monkeypatch.setattr(module, "MAX_ENTRIES", 4)
    asyncio.run(store.flush_pending())
    assert list(store._live) == ["c", "d"]
    asyncio.run(store.find("a", 0.0))
    time.sleep(0.01)
    asyncio.run(store.flush_pending())
    assert list(store._live) == []
    assert len((asyncio.run(store.find("b", 60)) or Conversation("")).entries) == 2


def test_choices_are_bounded() -> None:
    one = Conversation("a")
    ids = [one.offer(Button(str(n), "greet")) for n in range(100)]
    assert list(one.choices) == ids[-MAX_CHOICES:]


def test_old_conversations_are_purged_and_young_ones_stay(here: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries, feedback and Rasa's events go, also those whose conversation was never kept; in batches."""
    monkeypatch.setattr(tables, "BATCH", 2)
    monkeypatch.setattr(database, "shared", lambda: here)
    assert SafeSQLTrackerStore.Base.metadata in database.TABLES, "the engine's events are purged, too"
    store = Conversations(here)
    now = time.time()
    for name in ("old1", "old2", "old3", "old4"):
        spoken(store, name, seen=now - 31 * DAY)
    young = spoken(store, "young", seen=now - 29 * DAY)
    answer = young.entries[1]
    assert isinstance(answer, Message)
    asyncio.run(store.give_feedback(young, answer, True, None))
    with here.begin() as connection:
        for name, age in (("old1", 31), ("orphan", 31), ("young", 29)):
            connection.exec_driver_sql(
                "INSERT INTO events (sender_id, type_name, timestamp) VALUES (?, 'user', ?)", (name, now - age * DAY)
            )
    assert retention.purge(now) == (4, 2)
    assert retention.purge(now) == (0, 0)
    with here.reading() as connection:
        left = [row[0] for row in connection.exec_driver_sql("SELECT sender_id FROM events")]
        assert left == ["young"] and len(tables.entries(connection, "young")) == 2
    for file in Path(str(here.url.database)).parent.iterdir():
        assert b"words of old1" not in file.read_bytes()


def test_a_purge_that_fails_is_said_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise Unavailable("OperationalError")

    monkeypatch.setattr(retention, "purge", fail)
    assert retention.purge_quietly() is False


# ---- Cookies ----


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("CLINICCHAT_SECRET", raising=False)
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    sessions._secret.cache_clear()
    yield sessions._secret
    sessions._secret.cache_clear()


def test_the_secret_is_made_once_and_for_the_owner_only(secret: Any) -> None:
    first = secret()
    file = paths.VAR / "secret"
    assert len(first) == 64 and file.stat().st_mode & 0o777 == 0o600
    secret.cache_clear()
    assert secret() == first and [p.name for p in paths.VAR.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", ["", "short"])
def test_a_secret_that_is_too_short_is_refused(secret: Any, content: str) -> None:
    """An empty file would make every signature guessable."""
    paths.VAR.mkdir()
    (paths.VAR / "secret").write_text(content)
    with pytest.raises(ValueError, match="too short"):
        secret()


def test_a_signature_fits_one_id_and_one_purpose(secret: Any) -> None:
    one, other = sessions.new_id(), sessions.new_id()
    assert sessions.read(sessions.sign(one)) == one and len(one) == 24 and one != other
    assert sessions.is_token(sessions.form_token(one), one) and not sessions.is_token(sessions.form_token(one), other)
    forged = f"{one}.{sessions.sign(other).partition('.')[2]}"
    for cookie in (forged, f"{one}.{sessions.form_token(one)}", one, f"{one}.", sessions.sign(one) + "0"):
        with pytest.raises(sessions.ForgedSession):
            sessions.read(cookie)


@given(st.text())
def test_no_made_up_cookie_is_read(cookie: str) -> None:
    if cookie:
        with pytest.raises(sessions.ForgedSession):
            sessions.read(cookie)


@pytest.mark.parametrize(
    ("secure", "framed", "expected"),
    [
        (False, False, "; Path=/; HttpOnly; SameSite=Lax"),
        (True, False, "; Path=/; HttpOnly; SameSite=Lax; Secure"),
        (True, True, "; Path=/; HttpOnly; SameSite=None; Partitioned; Secure"),
        (False, True, "; Path=/; HttpOnly; SameSite=Lax"),
    ],
)
def test_the_cookies_attributes(secret: Any, secure: bool, framed: bool, expected: str) -> None:
    """A deletion carries the same ones, or the browser would keep a partitioned cookie. Over https: this host's."""
    assert sessions.set_cookie("a", secure, framed).endswith(expected)
    name = "__Host-clinicchat" if secure else "clinicchat"
    assert sessions.clear_cookie(secure, framed) == f'{name}=""; Max-Age=0{expected}'
