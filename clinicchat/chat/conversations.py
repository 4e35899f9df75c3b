"""The conversations that the page shows: kept in memory while they live, and in the database.

The visitor's answer never waits for the database: what could not be written waits in memory and is written later.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from clinicchat.chat import database, tables
from clinicchat.chat.database import Database, Unavailable
from clinicchat.engine.store import SafeSQLTrackerStore

logger = logging.getLogger(__name__)

MOST_IN_MEMORY = 2_000
MOST_ENTRIES = 50_000
"""Messages in memory, of all conversations together; about 100 MB."""
MOST_CHOICES = 60
STATE = ("danger", "missed", "country", "language", "turns", "part", "choices", "last_seen")


@dataclass
class Conversation:
    """One visitor's session: what was shown, which buttons are live, and what must outlast a fresh Rasa memory."""

    id: str
    last_seen: float = field(default_factory=time.time)
    entries: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)
    danger: str | None = None
    missed: str | None = None
    """A danger that was answered without Rasa, which has yet to hear of it."""
    country: str | None = None
    language: str = "en"
    turns: int = 0
    part: int = 0
    saved: int = 0
    unread: bool = False
    """The database could not be asked whether there are earlier entries."""
    unsaved: bool = False
    deleted: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    writing: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Appends an entry (visitor or assistant), with an id and the time in epoch seconds."""
        kept = {"id": secrets.token_urlsafe(9), "at": time.time(), **entry}
        self.entries.append(kept)
        return kept

    def offer(self, payload: dict[str, Any]) -> str:
        """Returns an opaque id for a button of this conversation."""
        choice = secrets.token_urlsafe(9)
        self.choices[choice] = payload
        for old in list(self.choices)[:-MOST_CHOICES]:
            del self.choices[old]
        return choice

    def entry(self, entry_id: str) -> dict[str, Any] | None:
        """Returns the assistant's entry with that id, or None."""
        return next((e for e in self.entries if e["id"] == entry_id and e["from"] == "assistant"), None)

    def put_before(self, older: Conversation) -> None:
        """Takes in what the database had all along, when it could not be read at first."""
        self.entries[:0] = older.entries
        self.saved += len(older.entries)
        self.turns += older.turns
        self.choices = {**older.choices, **self.choices}
        self.danger, self.country = self.danger or older.danger, self.country or older.country
        self.unread = False


class Conversations:
    """Finds, keeps and deletes conversations."""

    def __init__(self, store: Database | None = None) -> None:
        self._database = store
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
        if self.database.is_buried(conversation_id):
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
        if len(self._live) > MOST_IN_MEMORY:
            self._live.popitem(last=False)
        return held

    async def save(self, conversation: Conversation) -> None:
        """Writes what is new; what the database does not take stays in memory for `catch_up`."""
        conversation.last_seen = time.time()
        await self._write(conversation)

    async def catch_up(self) -> None:
        """Writes what is waiting and lets idle conversations go from memory."""
        for conversation in [c for c in list(self._live.values()) if c.unsaved]:
            if not await self._write(conversation):
                break
        now, total = time.time(), sum(len(c.entries) for c in self._live.values())
        for one in list(self._live.values()):
            if one.lock.locked() or (now - one.last_seen <= self._idle and total <= MOST_ENTRIES):
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
        self, conversation: Conversation, message: dict[str, Any], helpful: bool, reason: str | None
    ) -> bool:
        """Keeps a thumb with topic and outcome; *reason* only as typed there. Returns whether it worked."""
        row = {
            "conversation": conversation.id,
            "message": message["id"],
            "helpful": helpful,
            "topic": message.get("topic"),
            "outcome": message.get("outcome"),
            "reason": reason,
            "at": time.time(),
        }
        changed = {**message, "helpful": helpful}
        number = conversation.entries.index(message)
        try:
            await self.database.run(self._write_feedback, row, number, changed)
        except Unavailable as error:
            logger.error("Feedback could not be kept: %s.", error)
            return False
        message["helpful"] = helpful
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
        state = {k: v for k, v in json.loads(row.state).items() if k in STATE}
        return Conversation(
            conversation_id, entries=entries, saved=len(entries), **{**state, "last_seen": row.last_seen}
        )

    def _store(self, conversation: Conversation) -> None:
        with conversation.writing:
            if conversation.unread:
                older = self._load(conversation.id)
                conversation.put_before(older or Conversation(conversation.id))
            with self.database.begin() as connection:
                if self.database.is_buried(conversation.id):
                    return
                new = conversation.entries[conversation.saved :]
                state = json.dumps({k: getattr(conversation, k) for k in STATE})
                tables.write(connection, conversation.id, conversation.last_seen, state, conversation.saved, new)
            conversation.saved += len(new)

    def _write_feedback(self, row: dict[str, Any], number: int, entry: dict[str, Any]) -> None:
        with self.database.begin() as connection:
            tables.write_feedback(connection, row, number, entry)

    def _delete(self, ids: list[str]) -> None:
        self.database.bury(ids)
        try:
            with self.database.begin() as connection:
                tables.delete(connection, ids)
        except Exception:
            self.database.dig_up(ids)
            raise
        SafeSQLTrackerStore.forget(ids)
        self.database.wipe()
