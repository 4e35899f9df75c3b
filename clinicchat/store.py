"""The tracker store that cannot be killed.

Stock `SQLTrackerStore` calls `sys.exit` when the database refuses a value (one NUL character in an id ends the
process, rasa-notes 0.1), keeps using connections that a restarted database has dropped, and waits on the event loop.
Here a failure is raised to the caller, connections are tested before use, and waiting is bounded and off the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Generator, Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session, sessionmaker

from clinicchat import database

logger = logging.getLogger(__name__)


class StoreUnavailable(RuntimeError):
    """The database could not keep or give a conversation."""


class SafeSQLTrackerStore(SQLTrackerStore):
    """SQLite or PostgreSQL, raising instead of exiting. Its address is that of `clinicchat.database.url`."""

    failed_at: float | None = None
    """When (time.time) a turn last could not be kept; None while all is well."""

    def __init__(self, domain: Domain | None = None, event_broker: Any = None, **kwargs: Any) -> None:
        # Deliberately not SQLTrackerStore.__init__: it waits for an absent database for ever.
        super(SQLTrackerStore, self).__init__(domain, event_broker)
        self.engine = database.engine_for(database.url())
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._ready = False

    @contextlib.contextmanager
    def session_scope(self) -> Generator[Session, None, None]:
        """Gives a session. Raises `StoreUnavailable` for whatever the database or its driver refuses."""
        session = self.sessionmaker()
        try:
            if not self._ready:
                self.Base.metadata.create_all(self.engine)
                self._ready = True
            yield session
        except (sa.exc.SQLAlchemyError, ValueError, UnicodeError, OSError) as error:
            with contextlib.suppress(Exception):
                session.rollback()
            raise StoreUnavailable(type(error).__name__) from None  # its own text may hold a visitor's words
        finally:
            session.close()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns the conversation's current session, read off the event loop."""
        return await asyncio.to_thread(asyncio.run, super().retrieve(sender_id))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the turn, off the event loop; remembers and raises a failure."""
        try:
            await asyncio.to_thread(asyncio.run, super().save(tracker))
            type(self).failed_at = None
        except StoreUnavailable:
            type(self).failed_at = time.time()
            logger.error("A turn could not be kept: the database is locked, full or away.")
            raise

    def delete_conversations(self, sender_ids: Iterable[str]) -> int:
        """Deletes every event of the conversations; returns how many rows went."""
        events = self.SQLEvent.__table__
        with self.session_scope() as session:
            gone = session.execute(sa.delete(events).where(events.c.sender_id.in_(list(sender_ids))))
            session.commit()
            return int(gone.rowcount)

    def purge(self, before: float) -> int:
        """Deletes events older than *before* (epoch seconds); returns how many rows went."""
        events = self.SQLEvent.__table__
        with self.session_scope() as session:
            gone = session.execute(sa.delete(events).where(events.c.timestamp < before))
            session.commit()
            return int(gone.rowcount)
