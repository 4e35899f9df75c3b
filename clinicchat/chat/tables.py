"""The tables of the web chat, and what is read from and written to them. Rasa keeps its own, `events`."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from clinicchat.chat import database, stored
from clinicchat.chat.message import Entry, Malformed, Said

logger = logging.getLogger(__name__)

BATCH = 100
"""Conversations purged in one transaction, so that a visitor's turn never waits long for it."""

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
_events = sa.table("events", sa.column("sender_id"), sa.column("timestamp"))
database.TABLES.append(_tables)


@dataclass(frozen=True)
class Feedback:
    """A thumb, with what it was for; `reason` as typed for it, masked, `at` in epoch seconds."""

    conversation: str
    message: str
    helpful: bool
    topic: str | None
    outcome: str
    reason: str | None
    at: float


def state(connection: Connection, conversation: str) -> sa.engine.Row | None:
    """Returns the row of *conversation*, or None."""
    return connection.execute(sa.select(_conversations).where(_conversations.c.id == conversation)).first()


def entries(connection: Connection, conversation: str) -> list[Entry]:
    """Returns the entries of *conversation*, oldest first."""
    mine = _entries.c.conversation == conversation
    rows = connection.execute(sa.select(_entries.c.entry).where(mine).order_by(_entries.c.number))
    return [_entry(row.entry) for row in rows]


def _entry(row: str) -> Entry:
    """Returns a kept entry; a mark of a gap for one that cannot be read, so that the others keep their numbers."""
    try:
        return stored.load(row)
    except Malformed as fault:
        logger.error("A kept message could not be read: %s.", fault)
        return Said(text=stored.GAP)


def write(connection: Connection, conversation: str, seen: float, state: str, first: int, new: list[Entry]) -> None:
    """Writes the state of *conversation* and its *new* entries, numbered from *first*."""
    values = {"last_seen": seen, "state": state}
    changed = connection.execute(_conversations.update().where(_conversations.c.id == conversation), values)
    if not changed.rowcount:
        connection.execute(_conversations.insert(), {"id": conversation, **values})
    rows = [
        {"conversation": conversation, "number": number, "entry": stored.dump(entry)}
        for number, entry in enumerate(new, start=first)
    ]
    if rows:
        connection.execute(_entries.insert(), rows)


def write_feedback(connection: Connection, row: Feedback, number: int, entry: Entry) -> None:
    """Writes a thumb (an earlier one of the same message is replaced) and shows it on the entry *number*."""
    same = (_feedback.c.conversation == row.conversation) & (_feedback.c.message == row.message)
    connection.execute(_feedback.delete().where(same))
    connection.execute(_feedback.insert(), asdict(row))
    mine = (_entries.c.conversation == row.conversation) & (_entries.c.number == number)
    connection.execute(_entries.update().where(mine), {"entry": stored.dump(entry)})


def delete(connection: Connection, ids: list[str]) -> int:
    """Deletes everything of those conversations, also what Rasa kept; returns how many Rasa events went."""
    connection.execute(_entries.delete().where(_entries.c.conversation.in_(ids)))
    connection.execute(_feedback.delete().where(_feedback.c.conversation.in_(ids)))
    connection.execute(_conversations.delete().where(_conversations.c.id.in_(ids)))
    if not sa.inspect(connection).has_table("events"):
        return 0
    return int(connection.execute(sa.delete(_events).where(_events.c.sender_id.in_(ids))).rowcount)


def purge(store: database.Database, before: float) -> tuple[int, int]:
    """Deletes what is older than *before* (epoch seconds), in batches; returns (conversations, Rasa events)."""
    conversations = events = 0
    while True:
        with store.begin() as connection:
            _take_time(store, connection)
            old = sa.select(_conversations.c.id).where(_conversations.c.last_seen < before).limit(BATCH)
            ids = [row.id for row in connection.execute(old)]
            events += delete(connection, ids) if ids else 0
        conversations += len(ids)
        if len(ids) < BATCH:
            break
    with store.begin() as connection:
        _take_time(store, connection)
        connection.execute(_feedback.delete().where(_feedback.c.at < before))
        # What the page never kept, because the database was away at the time.
        if sa.inspect(connection).has_table("events"):
            events += int(connection.execute(sa.delete(_events).where(_events.c.timestamp < before)).rowcount)
    store.wipe()
    return conversations, events


def _take_time(store: database.Database, connection: Connection) -> None:
    """Nobody waits for a purge, so it may take longer than a turn's work."""
    if not store.sqlite:
        connection.execute(sa.text("SET LOCAL statement_timeout = '60s'"))
