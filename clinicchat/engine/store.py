"""The tracker store that cannot be killed.

Stock `SQLTrackerStore` calls `sys.exit` when the database refuses a value (one NUL character in an id ends the
process), keeps using connections that a restarted database has dropped, and waits on the event loop.
Here nothing of the kind reaches Rasa: while the database is away a conversation goes on from memory, and its turns are
written once it is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass, field

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session, sessionmaker

from clinicchat.chat import database
from clinicchat.chat.database import Unavailable

logger = logging.getLogger(__name__)

MAX_KEPT = 100
"""Conversations whose last state stays in memory for when the database goes away."""
MAX_BEHIND = 500
"""Conversations that may wait for the database to come back."""


FROM_MEMORY = None


@dataclass
class Kept:
    """The last state of a conversation, and how many of its events the database has."""

    tracker: DialogueStateTracker
    written: int
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def behind(self) -> bool:
        return self.written < len(self.tracker.events)


class SafeSQLTrackerStore(SQLTrackerStore):
    """SQLite or PostgreSQL, as `clinicchat.chat.database` says. Neither reading nor saving ever raises."""

    kept: OrderedDict[str, Kept] = OrderedDict()
    loaded: OrderedDict[str, int | None] = OrderedDict()
    """How many events of the conversation under way came from the database."""

    def __init__(self, domain: Domain | None = None, event_broker: object = None, **kwargs: object) -> None:
        # Deliberately not SQLTrackerStore.__init__: it waits for an absent database for ever.
        super(SQLTrackerStore, self).__init__(domain, event_broker)
        self.database = database.shared()
        self.engine = self.database.engine
        self.sessionmaker = sessionmaker(bind=self.engine)

    @contextlib.contextmanager
    def session_scope(self) -> Generator[Session, None, None]:
        """Gives a session to Rasa's own tools (`rasa export`). Raises `Unavailable` instead of ending the process."""
        session = self.sessionmaker()
        try:
            self.Base.metadata.create_all(self.engine)
            yield session
        except (sa.exc.SQLAlchemyError, ValueError, OSError) as error:
            with contextlib.suppress(Exception):
                session.rollback()
            raise Unavailable(type(error).__name__) from None  # its own text may hold a visitor's words
        finally:
            session.close()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns the conversation's current session: from memory while the database lags behind or is away."""
        kept = self.kept.get(sender_id)
        if kept is None or not kept.behind:
            try:
                tracker = await self.database.run(self._load, sender_id)
            except Unavailable as error:
                logger.error("A conversation could not be read: %s.", error)
            else:
                return self._noted(sender_id, tracker, len(tracker.events) if tracker else 0)
        return self._noted(sender_id, kept.tracker.copy() if kept else None, FROM_MEMORY if kept else 0)

    def _noted(
        self, sender_id: str, tracker: DialogueStateTracker | None, written: int | None
    ) -> DialogueStateTracker | None:
        self.loaded[sender_id] = written
        self.loaded.move_to_end(sender_id)
        while len(self.loaded) > MAX_BEHIND:
            self.loaded.popitem(last=False)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the turn; when the database does not take it, it waits in memory for `flush_pending`."""
        sender_id = tracker.sender_id
        if not tracker.events:  # Rasa saves a conversation as it creates it, before the turn that fills it
            return
        written = self.loaded.pop(sender_id, 0)
        if self.database.is_deleted(sender_id):
            return
        kept = self.kept.get(sender_id)
        if kept and (written is FROM_MEMORY or kept.tracker is tracker):
            kept.tracker = tracker  # a thread may still be writing what came before, and counts it here
        else:
            kept = Kept(tracker, min(written or 0, len(tracker.events)))
        self.kept[sender_id] = kept
        self.kept.move_to_end(sender_id)
        self._let_go()
        await self._write(kept)

    async def flush_pending(self) -> None:
        """Writes the turns that are waiting, if the database takes them."""
        for kept in [k for k in list(self.kept.values()) if k.behind]:
            if not await self._write(kept):
                return

    async def _write(self, kept: Kept) -> bool:
        try:
            await self.stream_events(kept.tracker)
            await self.database.run(self._store, kept)
        except asyncio.CancelledError:
            # The thread goes on; what it wrote is read from the database by the next turn.
            raise
        except Exception as error:  # a visitor is answered even when nothing can be kept
            kind = str(error) if isinstance(error, Unavailable) else type(error).__name__
            logger.error("A turn could not be kept yet (%s); it waits in memory.", kind)
            return False
        return True

    def _let_go(self) -> None:
        for sender_id in list(self.kept)[: max(0, len(self.kept) - MAX_KEPT)]:
            if not self.kept[sender_id].behind or len(self.kept) > MAX_BEHIND:
                del self.kept[sender_id]

    def _load(self, sender_id: str) -> DialogueStateTracker | None:
        with self.database.reading() as connection, Session(connection) as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=False).all()
            events = [json.loads(row.data) for row in rows]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    def _store(self, kept: Kept) -> None:
        sender_id = kept.tracker.sender_id
        with kept.lock:
            events = list(kept.tracker.events)
            rows = [_row(sender_id, event) for event in without_repeats(events[kept.written :])]
            if rows:
                with self.database.begin() as connection:
                    # Asked only now: a deletion may have gone before while this waited for it.
                    if not self.database.is_deleted(sender_id):
                        connection.execute(self.SQLEvent.__table__.insert(), rows)
            # Before the lock goes: another thread that waits for it must not write the same turn again.
            kept.written = len(events)

    @classmethod
    def forget(cls, ids: list[str]) -> None:
        """Drops conversations from memory."""
        for one in ids:
            cls.kept.pop(one, None)
            cls.loaded.pop(one, None)


def without_repeats(events: list[Event]) -> list[Event]:
    """Returns *events* with, after each start of a session, only the last value of a slot.

    Rasa carries a slot over by repeating all that was ever set; a long conversation would load more at every start.
    """
    kept: list[Event] = []
    carried: dict[str, Event] | None = None
    for event in events:
        if carried is not None and isinstance(event, SlotSet):
            carried.pop(event.key, None)
            carried[event.key] = event
            continue
        kept += (carried or {}).values()
        carried = {} if isinstance(event, SessionStarted) else None
        kept.append(event)
    return [*kept, *(carried or {}).values()]


def _row(sender_id: str, event: Event) -> dict[str, object]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


database.TABLES.append(SQLTrackerStore.Base.metadata)
