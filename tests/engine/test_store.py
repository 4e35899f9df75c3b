"""The tracker store never raises, never ends the process, and loses no turn while the database is away."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from clinicchat.chat import database
from clinicchat.chat.database import Database, Unavailable
from clinicchat.engine import store
from clinicchat.engine.store import SafeSQLTrackerStore, without_repeats

SLOT = AnySlot("danger", mappings=[{}])


@pytest.fixture
def tracker_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SafeSQLTrackerStore]:
    """A store on a database of its own."""
    monkeypatch.setenv("CLINICCHAT_DATABASE_URL", f"sqlite:///{tmp_path}/conversations.db")
    monkeypatch.setattr(database, "PAUSE_SECONDS", 0.05)
    SafeSQLTrackerStore.kept.clear()
    SafeSQLTrackerStore.loaded.clear()
    yield SafeSQLTrackerStore(
        Domain.from_dict({"slots": {"danger": {"type": "any", "mappings": [{"type": "custom"}]}}})
    )
    SafeSQLTrackerStore.kept.clear()


def turn(tracker_store: SafeSQLTrackerStore, text: str, conversation: str = "a") -> list[str]:
    """Does what Rasa does in a turn; returns the visitor's texts that the store knew before."""

    async def work() -> list[str]:
        tracker = await tracker_store.retrieve(conversation)
        known = [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []
        tracker = tracker or DialogueStateTracker(conversation, [SLOT])
        if not tracker.events:
            tracker.update(ActionExecuted("action_session_start"))
            tracker.update(SessionStarted())
        for event in (UserUttered(text), BotUttered("yes"), ActionExecuted("action_listen")):
            tracker.update(event)
        await tracker_store.save(tracker)
        return known

    return asyncio.run(work())


def rows(tracker_store: SafeSQLTrackerStore) -> list[tuple[str, str]]:
    path = str(tracker_store.database.url.database)
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT sender_id, type_name FROM events ORDER BY id").fetchall()


def test_turns_are_kept_and_found(tracker_store: SafeSQLTrackerStore) -> None:
    assert [turn(tracker_store, t) for t in ("one", "two", "three")] == [[], ["one"], ["one", "two"]]
    assert [kind for _, kind in rows(tracker_store)].count("user") == 3


def test_a_conversation_goes_on_from_memory_and_is_written_later(
    tracker_store: SafeSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, nothing is doubled, no second session begins."""
    turn(tracker_store, "one")

    async def refuse(*_: object) -> None:
        raise Unavailable("paused")

    with monkeypatch.context() as patch:
        patch.setattr(tracker_store.database, "run", refuse)
        assert turn(tracker_store, "two") == ["one"] and turn(tracker_store, "three") == ["one", "two"]
        assert turn(tracker_store, "new", "b") == [] and turn(tracker_store, "more", "b") == ["new"]
    assert len(rows(tracker_store)) == 5
    asyncio.run(tracker_store.flush_pending())
    kinds = rows(tracker_store)
    assert len(kinds) == 11 + 8 and turn(tracker_store, "four") == ["one", "two", "three"]
    assert [k for k in kinds if k[1] == "session_started"] == [("a", "session_started"), ("b", "session_started")]
    assert turn(tracker_store, "last", "b") == ["new", "more"]


def test_a_write_that_takes_too_long_is_not_written_twice(
    tracker_store: SafeSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn goes on after WAIT_SECONDS, the thread finishes later; the next turn waits for no one."""
    turn(tracker_store, "one")
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    stock = SafeSQLTrackerStore._store

    def slow(self: SafeSQLTrackerStore, kept: store.Kept) -> None:
        time.sleep(0.2)
        stock(self, kept)

    monkeypatch.setattr(SafeSQLTrackerStore, "_store", slow)
    turn(tracker_store, "two")
    monkeypatch.setattr(SafeSQLTrackerStore, "_store", stock)
    assert turn(tracker_store, "three") == ["one", "two"]
    time.sleep(0.4)
    asyncio.run(tracker_store.flush_pending())
    assert len(rows(tracker_store)) == 5 + 3 + 3


def test_a_turn_under_way_is_not_written_in_parts(tracker_store: SafeSQLTrackerStore) -> None:
    """Rasa saves a new conversation before its first turn; `flush_pending` may come in the middle of that turn."""

    async def work() -> None:
        tracker = await tracker_store.get_or_create_tracker("a", append_action_listen=False)
        tracker.update(SessionStarted())
        tracker.update(UserUttered("one"))
        await tracker_store.flush_pending()
        assert rows(tracker_store) == []
        tracker.update(ActionExecuted("action_listen"))
        await tracker_store.save(tracker)
        await tracker_store.save(tracker)

    turn(tracker_store, "makes the tables", "b")
    with sqlite3.connect(str(tracker_store.database.url.database)) as connection:
        connection.execute("DELETE FROM events")
    asyncio.run(work())
    assert [kind for _, kind in rows(tracker_store)] == ["session_started", "user", "action"]


def test_two_writers_of_one_conversation_write_each_turn_once(tracker_store: SafeSQLTrackerStore) -> None:
    """The turn's own save and `flush_pending` may meet."""
    turn(tracker_store, "one")
    kept = SafeSQLTrackerStore.kept["a"]

    async def both() -> None:
        for n in range(30):
            kept.tracker.update(UserUttered(f"words {n}"))
            await asyncio.gather(*(tracker_store._write(kept) for _ in range(4)))

    asyncio.run(both())
    assert len(rows(tracker_store)) == 5 + 30 and not kept.behind


def test_nothing_is_written_for_a_deleted_conversation(tracker_store: SafeSQLTrackerStore) -> None:
    turn(tracker_store, "one", "b")
    tracker_store.database.note_deleted(["a"])
    turn(tracker_store, "one")
    assert {sender for sender, _ in rows(tracker_store)} == {"b"} and "a" not in SafeSQLTrackerStore.kept


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(st.characters(), max_size=40))
def test_no_character_ends_the_process_or_raises(
    tracker_store: SafeSQLTrackerStore, conversation: str, text: str
) -> None:
    """NUL, half a surrogate pair, anything: stock Rasa calls sys.exit on PostgreSQL."""
    turn(tracker_store, text, conversation)


def test_rasas_own_tools_get_an_error_not_an_exit(tracker_store: SafeSQLTrackerStore) -> None:
    with pytest.raises(Unavailable, match=r"^ValueError$"), tracker_store.session_scope():
        raise ValueError("a visitor's words")


def test_what_is_kept_in_memory_is_bounded(tracker_store: SafeSQLTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_KEPT", 3)
    for n in range(6):
        turn(tracker_store, "one", f"c{n}")
    assert list(SafeSQLTrackerStore.kept) == ["c3", "c4", "c5"]


def test_slots_are_carried_into_a_session_once() -> None:
    """Rasa repeats all that was ever set; kept as it is, each session would begin longer than the last."""
    before = [SlotSet("danger", "x"), UserUttered("hi")]
    carried = [SlotSet("danger", "x"), SlotSet("place", 1), SlotSet("danger", None), SlotSet("danger", "y")]
    found = without_repeats([*before, SessionStarted(), *carried, ActionExecuted("action_listen"), SlotSet("place", 2)])
    assert [getattr(e, "value", type(e).__name__) for e in found] == [
        "x", "UserUttered", "SessionStarted", 1, "y", "ActionExecuted", 2
    ]  # fmt: skip


def test_deleted_text_is_overwritten(tracker_store: SafeSQLTrackerStore) -> None:
    """The file itself no longer holds the bytes, and the log of changes is empty."""
    turn(tracker_store, "quetzalfeather")
    path = Path(str(tracker_store.database.url.database))

    def delete() -> None:
        with tracker_store.database.begin() as connection:
            connection.exec_driver_sql("DELETE FROM events")
        tracker_store.database.wipe()

    asyncio.run(tracker_store.database.run(delete))
    for file in path.parent.iterdir():
        assert b"quetzalfeather" not in file.read_bytes(), file


def test_one_slow_piece_of_work_delays_nobody(tmp_path: Path) -> None:
    """It ends after WAIT_SECONDS, and for a moment nobody asks again."""
    here = Database(database.sa.engine.make_url(f"sqlite:///{tmp_path}/x.db"))

    async def work() -> tuple[float, float]:
        begun = time.monotonic()
        with pytest.raises(Unavailable, match="TimeoutError"):
            await here.run(time.sleep, 1.2)
        first = time.monotonic() - begun
        with pytest.raises(Unavailable, match="paused"):
            await here.run(time.sleep, 0)
        return first, time.monotonic() - begun - first

    slow, quick = asyncio.run(work())
    assert slow < database.WAIT_SECONDS + 0.3 and quick < 0.1


def test_an_errors_own_words_are_not_passed_on(tmp_path: Path) -> None:
    """SQLAlchemy's messages quote the values."""
    here = Database(database.sa.engine.make_url(f"sqlite:///{tmp_path}/x.db"))

    def work() -> None:
        with here.begin() as connection:
            connection.exec_driver_sql("INSERT INTO nowhere VALUES ('my secret')")

    with pytest.raises(Unavailable, match=r"^OperationalError$"):
        asyncio.run(here.run(work))
