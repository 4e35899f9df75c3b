"""One visitor's conversation: what was shown, which buttons are live, and what outlasts a fresh session of Rasa's."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from clinicchat.chat.message import Button, Entry, Message, Said, new_id, stamped
from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome

ANSWERS = (Outcome.ANSWERED, Outcome.DECLINED)
MAX_CHOICES = 60
MAX_ANSWERED = 20
"""Messages of a conversation whose client's ids are remembered."""
MAX_TOLD = 6
"""Answers that understanding is told of."""
E = TypeVar("E", bound=Entry)


class State(msgspec.Struct, omit_defaults=True):
    """What is kept of a conversation beside its entries."""

    danger: str | None = None
    missed: str | None = None
    country: str | None = None
    placed: bool = False
    language: str = "en"
    turns: int = 0
    part: int = 0
    choices: dict[str, Button] = {}
    answered: dict[str, list[str]] = {}


@dataclass
class Conversation:
    """One visitor's session: what was shown, which buttons are live, and what must outlast a fresh Rasa memory."""

    id: str
    last_seen: float = field(default_factory=time.time)
    entries: list[Entry] = field(default_factory=list)
    choices: dict[str, Button] = field(default_factory=dict)
    answered: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the entries of a turn, by the id that the client gave its message."""
    danger: str | None = None
    missed: str | None = None
    """A danger that was answered without Rasa, which has yet to hear of it."""
    country: str | None = None
    placed: bool = False
    """Whether the visitor said where they are: then the clinic's country's numbers do not stand beside."""
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

    def add(self, entry: E) -> E:
        """Appends an entry, with an id and a time of its own; returns it so."""
        kept = stamped(entry)
        self.entries.append(kept)
        return kept

    def offer(self, button: Button) -> str:
        """Returns an opaque id for a button of this conversation."""
        choice = new_id()
        self.choices[choice] = button
        for old in list(self.choices)[:-MAX_CHOICES]:
            del self.choices[old]
        return choice

    def lives_in(self, country: str | None, hint: str | None) -> None:
        """Notes the card *country* that the visitor said to be in; where none is said or known, the one of a *hint*."""
        self.country, self.placed = country or self.country or hint, self.placed or country is not None

    def entry(self, entry_id: str) -> Message | None:
        """Returns the assistant's entry with that id, or None."""
        return next((e for e in self.entries if e.id == entry_id and isinstance(e, Message)), None)

    def note_answer(self, client_id: str, entries: list[Entry]) -> None:
        """Remembers what a message was answered with, so that the same one, sent again, is not answered twice."""
        if client_id:
            self.answered[client_id] = [entry.id for entry in entries]
        for old in list(self.answered)[:-MAX_ANSWERED]:
            del self.answered[old]

    def answer_to(self, client_id: str) -> list[Entry]:
        """Returns the entries of the turn that a client's message had, none for a new one."""
        ids = self.answered.get(client_id, ())
        return [entry for entry in self.entries if entry.id in ids]

    @property
    def told(self) -> tuple[str, ...]:
        """The labels of the topics or parts that were answered or refused lately, each once, the last one first."""
        told = (e for e in reversed(self.entries) if isinstance(e, Message) and e.outcome in ANSWERS and e.topic)
        return tuple(dict.fromkeys(topics.label(message.topic, message.part) for message in told))[:MAX_TOLD]

    @property
    def typed_before(self) -> str:
        """What the visitor typed or pressed before the last assistant's message; nothing at first."""
        return next((e.text for e in reversed(self.entries[:-1]) if isinstance(e, Said)), "")

    @property
    def last_topic(self) -> str:
        """What the assistant's last message was about, a service too; nothing at first."""
        return next((e.topic for e in reversed(self.entries) if isinstance(e, Message)), "")

    @property
    def state(self) -> State:
        """What is kept of it beside its entries."""
        return State(**{name: getattr(self, name) for name in State.__struct_fields__})

    def put_before(self, older: Conversation) -> None:
        """Takes in what the database had all along, when it could not be read at first."""
        self.entries[:0] = older.entries
        self.saved += len(older.entries)
        self.turns += older.turns
        self.choices = {**older.choices, **self.choices}
        self.danger, self.country = self.danger or older.danger, self.country or older.country
        self.unread = False
