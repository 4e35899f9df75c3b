"""The conversations that the page shows: kept in memory while they live, written behind to the database.

The visitor's answer never waits for the database. A conversation that could not be written says so in `unsaved`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from clinicchat import database

logger = logging.getLogger(__name__)

MOST_IN_MEMORY = 2_000
STATE = ("danger", "country", "language", "turns", "part", "choices", "last_seen")

_tables = sa.MetaData()
_conversations = sa.Table(
    "chat_conversations",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("last_seen", sa.Float, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
)
_entries = sa.Table(
    "chat_entries",
    _tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("entry", sa.Text, nullable=False),
)
_feedback = sa.Table(
    "chat_feedback",
    _tables,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("message", sa.String(32), primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("topic", sa.String(64)),
    sa.Column("outcome", sa.String(32)),
    sa.Column("reason", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
)


@dataclass
class Conversation:
    """One visitor's session: what was shown, which buttons are live, and what must outlast a fresh Rasa memory."""

    id: str
    last_seen: float = field(default_factory=time.time)
    entries: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)
    danger: str | None = None
    country: str | None = None
    language: str = "en"
    turns: int = 0
    part: int = 0
    saved: int = 0
    unsaved: bool = False
    deleted: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Appends an entry (visitor or assistant), with an id and the time in epoch seconds."""
        kept = {"id": secrets.token_urlsafe(9), "at": time.time(), **entry}
        self.entries.append(kept)
        return kept

    def offer(self, payload: dict[str, Any]) -> str:
        """Returns an opaque id for a button of this conversation."""
        choice = secrets.token_urlsafe(9)
        self.choices[choice] = payload
        for old in list(self.choices)[:-60]:
            del self.choices[old]
        return choice

    def entry(self, entry_id: str) -> dict[str, Any] | None:
        """Returns the assistant's entry with that id, or None."""
        return next((e for e in self.entries if e["id"] == entry_id and e["from"] == "assistant"), None)


class Conversations:
    """Finds, keeps and deletes conversations."""

    def __init__(self, engine: sa.engine.Engine | None = None) -> None:
        self._engine = engine
        self._live: OrderedDict[str, Conversation] = OrderedDict()
        self._created = False

    async def get(self, conversation_id: str, idle_seconds: float) -> Conversation | None:
        """Returns the conversation if it is not older than *idle_seconds*, from memory or the database."""
        found = self._live.get(conversation_id)
        if found is None:
            found = await asyncio.to_thread(self._quietly, self._load, conversation_id)
        if found is None or found.deleted or time.time() - found.last_seen > idle_seconds:
            self._live.pop(conversation_id, None)
            return None
        return self.hold(found)

    async def known(self, conversation_id: str) -> bool:
        """Whether that id was ever used for a conversation; one that went idle is not continued under it."""
        return (
            conversation_id in self._live
            or await asyncio.to_thread(self._quietly, self._load, conversation_id) is not None
        )

    def hold(self, conversation: Conversation) -> Conversation:
        """Keeps *conversation* in memory, letting the one longest unused go."""
        self._live[conversation.id] = conversation
        self._live.move_to_end(conversation.id)
        if len(self._live) > MOST_IN_MEMORY:
            self._live.popitem(last=False)
        return conversation

    async def save(self, conversation: Conversation) -> None:
        """Writes what is new; a failure is noted on the conversation and in the log, without words."""
        conversation.last_seen = time.time()
        if conversation.deleted:
            return
        ok = await asyncio.to_thread(self._quietly, self._write, conversation)
        conversation.unsaved = ok is None

    async def delete(self, conversation: Conversation) -> bool:
        """Deletes every trace of *conversation*: entries, feedback and Rasa's events. Returns whether it worked."""
        conversation.deleted = True
        self._live.pop(conversation.id, None)
        return await asyncio.to_thread(self._quietly, self._delete, [conversation.id]) is not None

    async def give_feedback(
        self, conversation: Conversation, message: dict[str, Any], helpful: bool, reason: str | None
    ) -> bool:
        """Keeps a thumb with topic and outcome; *reason* only as the visitor typed it there. Returns whether it worked."""
        row = {
            "conversation": conversation.id,
            "message": message["id"],
            "helpful": helpful,
            "topic": message.get("topic"),
            "outcome": message.get("outcome"),
            "reason": reason,
            "at": time.time(),
        }
        return await asyncio.to_thread(self._quietly, self._write_feedback, row) is not None

    def purge(self, before: float) -> int:
        """Deletes conversations last seen before *before* (epoch seconds); returns how many. Raises on a database error."""
        with self._begin() as connection:
            old = sa.select(_conversations.c.id).where(_conversations.c.last_seen < before)
            ids = [row.id for row in connection.execute(old)]
        for start in range(0, len(ids), 500):
            self._delete(ids[start : start + 500])
        return len(ids)

    def _begin(self) -> Any:
        if self._engine is None:
            self._engine = database.engine_for(database.url())
        if not self._created:
            _tables.create_all(self._engine)
            self._created = True
        return self._engine.begin()

    def _quietly(self, work: Any, *args: Any) -> Any:
        """Runs *work*; a database error becomes None and a line in the log that holds no words."""
        try:
            return work(*args)
        except (sa.exc.SQLAlchemyError, OSError, ValueError) as error:
            logger.error("The database did not answer: %s.", type(error).__name__)
            return None

    def _load(self, conversation_id: str) -> Conversation | None:
        with self._begin() as connection:
            row = connection.execute(sa.select(_conversations).where(_conversations.c.id == conversation_id)).first()
            if row is None:
                return None
            rows = connection.execute(
                sa.select(_entries.c.entry)
                .where(_entries.c.conversation == conversation_id)
                .order_by(_entries.c.number)
            )
            entries = [json.loads(r.entry) for r in rows]
        state = {k: v for k, v in json.loads(row.state).items() if k in STATE}
        return Conversation(
            conversation_id, entries=entries, saved=len(entries), **{**state, "last_seen": row.last_seen}
        )

    def _write(self, conversation: Conversation) -> bool:
        state = json.dumps({k: getattr(conversation, k) for k in STATE})
        new = conversation.entries[conversation.saved :]
        numbers = range(conversation.saved, conversation.saved + len(new))
        with self._begin() as connection:
            values = {"last_seen": conversation.last_seen, "state": state}
            changed = connection.execute(_conversations.update().where(_conversations.c.id == conversation.id), values)
            if not changed.rowcount:
                connection.execute(_conversations.insert(), {"id": conversation.id, **values})
            if new:
                rows = [
                    {"conversation": conversation.id, "number": n, "entry": json.dumps(e)}
                    for n, e in zip(numbers, new, strict=True)
                ]
                connection.execute(_entries.insert(), rows)
        conversation.saved += len(new)
        return True

    def _write_feedback(self, row: dict[str, Any]) -> bool:
        same = (_feedback.c.conversation == row["conversation"]) & (_feedback.c.message == row["message"])
        with self._begin() as connection:
            connection.execute(_feedback.delete().where(same))
            connection.execute(_feedback.insert(), row)
        return True

    def _delete(self, ids: list[str]) -> bool:
        with self._begin() as connection:
            connection.execute(_entries.delete().where(_entries.c.conversation.in_(ids)))
            connection.execute(_feedback.delete().where(_feedback.c.conversation.in_(ids)))
            connection.execute(_conversations.delete().where(_conversations.c.id.in_(ids)))
            if sa.inspect(connection).has_table("events"):
                events = sa.table("events", sa.column("sender_id"))
                # Rasa's memory of a long conversation has parts: "<id>", "<id>.1", …
                for one in ids:
                    mine = (events.c.sender_id == one) | events.c.sender_id.like(
                        one.replace("_", "\\_") + ".%", escape="\\"
                    )
                    connection.execute(sa.delete(events).where(mine))
        return True
