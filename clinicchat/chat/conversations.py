"""The conversations that the page shows: kept in memory while they live, and in the database.

The visitor's answer never waits for the database: what could not be written waits in memory and is written later.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from clinicchat.chat import database, tables
from clinicchat.chat.conversation import Conversation, State
from clinicchat.chat.database import Database, Unavailable
from clinicchat.chat.message import Entry, Message

logger = logging.getLogger(__name__)

MAX_IN_MEMORY = 2_000
MAX_ENTRIES = 50_000
"""Messages in memory, of all conversations together; about 100 MB."""


class Conversations:
    """Finds, keeps and deletes conversations; *forget* is told the ids that the engine must drop from its memory."""

    def __init__(self, store: Database | None = None, forget: Callable[[list[str]], None] | None = None) -> None:
        self._database = store
        self._forget = forget
        self._live: OrderedDict[str, Conversation] = OrderedDict()
        self._idle = float("inf")

    @property
    def database(self) -> Database:
        """The database, opened at the first use."""
        self._database = self._database or database.shared()
        return self._database

    async def find(self, conversation_id: str, idle_seconds: float) -> Conversation | None:
        """Returns the conversation of that id, an empty one if nothing was said yet; None if it has ended.

        It ends when it is older than *idle_seconds* or deleted; its id is not used again.
        """
        self._idle = idle_seconds
        if self.database.is_deleted(conversation_id):
            return None
        found = self._live.get(conversation_id)
        if found is None:
            found = await self._read(conversation_id)
            found = self._live.get(conversation_id, found)  # another request may have come meanwhile
        if found.deleted or time.time() - found.last_seen > idle_seconds:
            return None
        return found

    def hold(self, conversation: Conversation) -> Conversation:
        """Keeps *conversation* in memory and returns the one that is held under its id; lets the longest unused go."""
        held = self._live.setdefault(conversation.id, conversation)
        self._live.move_to_end(conversation.id)
        if len(self._live) > MAX_IN_MEMORY:
            self._live.popitem(last=False)
        return held

    async def save(self, conversation: Conversation) -> None:
        """Writes what is new; what the database does not take stays in memory for `flush_pending`."""
        conversation.last_seen = time.time()
        await self._write(conversation)

    async def flush_pending(self) -> None:
        """Writes what is waiting and lets idle conversations go from memory."""
        for conversation in [c for c in list(self._live.values()) if c.unsaved]:
            if not await self._write(conversation):
                break
        now, total = time.time(), sum(len(c.entries) for c in self._live.values())
        for one in list(self._live.values()):
            if one.lock.locked() or (now - one.last_seen <= self._idle and total <= MAX_ENTRIES):
                continue
            total -= len(one.entries)
            del self._live[one.id]

    async def delete(self, conversation: Conversation) -> bool:
        """Deletes every trace of *conversation*: entries, feedback and Rasa's events. Returns whether it worked."""
        try:
            await self.database.run(self._delete, [conversation.id])
        except Unavailable as error:
            logger.error("A conversation could not be deleted: %s.", error)
            return False
        conversation.deleted = True
        self._live.pop(conversation.id, None)
        return True

    async def give_feedback(
        self, conversation: Conversation, message: Message, helpful: bool, reason: str | None
    ) -> bool:
        """Keeps a thumb with topic and outcome; *reason* only as typed there. Returns whether it worked."""
        row = tables.Feedback(
            conversation.id, message.id, helpful, message.topic or None, message.outcome, reason, time.time()
        )
        number, changed = conversation.entries.index(message), msgspec.structs.replace(message, helpful=helpful)
        try:
            await self.database.run(self._write_feedback, row, number, changed)
        except Unavailable as error:
            logger.error("Feedback could not be kept: %s.", error)
            return False
        conversation.entries[number] = changed
        return True

    def purge(self, before: float) -> tuple[int, int]:
        """Deletes conversations last seen before *before* (epoch seconds); returns how many, and Rasa events."""
        return tables.purge(self.database, before)

    async def _read(self, conversation_id: str) -> Conversation:
        try:
            found = await self.database.run(self._load, conversation_id)
        except Unavailable as error:
            logger.error("A conversation could not be read: %s.", error)
            return Conversation(conversation_id, unread=True)
        return found or Conversation(conversation_id)

    async def _write(self, conversation: Conversation) -> bool:
        try:
            await self.database.run(self._store, conversation)
        except Unavailable as error:
            conversation.unsaved = True
            logger.error("A conversation could not be kept yet (%s); it waits in memory.", error)
            return False
        conversation.unsaved = False
        return True

    def _load(self, conversation_id: str) -> Conversation | None:
        with self.database.reading() as connection:
            row = tables.state(connection, conversation_id)
            if row is None:
                return None
            entries = tables.entries(connection, conversation_id)
        state = msgspec.structs.asdict(msgspec.json.decode(row.state, type=State))
        return Conversation(conversation_id, row.last_seen, entries=entries, saved=len(entries), **state)

    def _store(self, conversation: Conversation) -> None:
        with conversation.writing:
            if conversation.unread:
                older = self._load(conversation.id)
                conversation.put_before(older or Conversation(conversation.id))
            with self.database.begin() as connection:
                if self.database.is_deleted(conversation.id):
                    return
                new = conversation.entries[conversation.saved :]
                state = msgspec.json.encode(conversation.state).decode()
                tables.write(connection, conversation.id, conversation.last_seen, state, conversation.saved, new)
            conversation.saved += len(new)

    def _write_feedback(self, row: tables.Feedback, number: int, entry: Entry) -> None:
        with self.database.begin() as connection:
            tables.write_feedback(connection, row, number, entry)

    def _delete(self, ids: list[str]) -> None:
        self.database.note_deleted(ids)
        try:
            with self.database.begin() as connection:
                tables.delete(connection, ids)
        except Exception:
            self.database.undo_deleted(ids)
            raise
        if self._forget:
            self._forget(ids)
        self.database.wipe()
