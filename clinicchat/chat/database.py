"""The database of conversations: where it is, and the one gate to it.

A visitor never waits for it: work runs in threads of its own, for a bounded time, and after a failure the gate stays
shut for a moment, so that one locked database costs one turn half a second and the next turns nothing.

    await database.shared().run(work)     # a result, or Unavailable
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
import yaml
from sqlalchemy.pool import QueuePool

from clinicchat import paths

LOCK_SECONDS = 0.5
"""How long one piece of work waits for a locked database."""
WAIT_SECONDS = 0.8
"""How long a turn waits for one piece of work."""
PAUSE_SECONDS = 1.0
"""How long nobody asks again after a failure."""
THREADS = 8
MAX_WAITING = 200
MAX_DELETED = 10_000
T = TypeVar("T")

TABLES: list[sa.MetaData] = []
"""Made at the first use; conversations.py and store.py add theirs."""


class Unavailable(RuntimeError):
    """The database did not do what it was asked; the text is the error's kind, never its words."""


class Database:
    """An engine, its threads and its gate."""

    def __init__(self, address: sa.engine.URL | None = None) -> None:
        self.url = address or url()
        self.engine = engine_for(self.url)
        self.failed_at: float | None = None
        """When (time.time) the last work failed; None while all is well."""
        self._deleted: OrderedDict[str, None] = OrderedDict()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._writer = threading.RLock()
        self._closed_until = 0.0
        self._waiting = 0
        self._made: set[int] = set()

    @property
    def sqlite(self) -> bool:
        """Whether it is a file of ours, and not a server."""
        return bool(self.url.get_backend_name() == "sqlite")

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Returns what *work* returns, run in a thread. Raises `Unavailable`, at the latest after WAIT_SECONDS."""
        if time.monotonic() < self._closed_until:
            raise Unavailable("paused")
        if self._waiting >= MAX_WAITING:
            raise Unavailable("busy")
        self._waiting += 1
        try:
            future = asyncio.get_running_loop().run_in_executor(self._threads, self._done, work, args)
            return await asyncio.wait_for(future, WAIT_SECONDS)
        except TimeoutError:
            self._shut()
            raise Unavailable("TimeoutError") from None
        finally:
            self._waiting -= 1

    @contextlib.contextmanager
    def begin(self) -> Iterator[sa.engine.Connection]:
        """Gives a connection in a transaction, tables made. SQLite's writers come one at a time."""
        if self.sqlite and not self._writer.acquire(timeout=LOCK_SECONDS):
            raise Unavailable("busy")
        try:
            self._make_tables()
            with self.engine.begin() as connection:
                yield connection
        finally:
            if self.sqlite:
                self._writer.release()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.engine.Connection]:
        """Gives a connection for reading only, tables made; it waits for no writer."""
        self._make_tables()
        with self.engine.connect() as connection:
            yield connection

    def _make_tables(self) -> None:
        for tables in TABLES:
            if id(tables) not in self._made:
                tables.create_all(self.engine)
                self._made.add(id(tables))

    def wipe(self) -> None:
        """Empties SQLite's log of changes, which still holds what was just deleted (the file itself is overwritten)."""
        if not self.sqlite:
            return
        until = time.monotonic() + LOCK_SECONDS
        with self._writer, self.engine.connect() as connection:
            while connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar():
                if time.monotonic() > until:
                    raise Unavailable("busy")
                time.sleep(0.02)

    def note_deleted(self, ids: list[str]) -> None:
        """Remembers ids that were deleted: a turn that is still under way writes nothing for them any more."""
        for one in ids:
            self._deleted[one] = None
        while len(self._deleted) > MAX_DELETED:
            self._deleted.popitem(last=False)

    def undo_deleted(self, ids: list[str]) -> None:
        """Takes `note_deleted` back, when the deletion failed."""
        for one in ids:
            self._deleted.pop(one, None)

    def is_deleted(self, one: str) -> bool:
        """Whether that id was deleted since the start."""
        return one in self._deleted

    def _done(self, work: Callable[..., T], args: tuple[object, ...]) -> T:
        try:
            found = work(*args)
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError, OSError) as error:
            self._shut()
            self._made.clear()  # the file may be another one by the next time
            self.engine.dispose()
            raise Unavailable(type(error).__name__) from None
        except (sa.exc.SQLAlchemyError, ValueError) as error:
            self.failed_at = time.time()
            raise Unavailable(type(error).__name__) from None
        self.failed_at = None
        return found

    def _shut(self) -> None:
        self.failed_at = time.time()
        self._closed_until = time.monotonic() + PAUSE_SECONDS


_shared: dict[str, Database] = {}


def shared() -> Database:
    """Returns this process's database."""
    address = url()
    key = address.render_as_string(hide_password=False)
    if key not in _shared:
        _shared[key] = Database(address)
    return _shared[key]


def engine_for(address: sa.engine.URL) -> sa.engine.Engine:
    """Returns an engine whose connections are tested before use and whose waiting is bounded."""
    if address.get_backend_name() != "sqlite":
        limits = f"-c lock_timeout={int(LOCK_SECONDS * 1000)} -c statement_timeout=2000"
        connect: dict[str, object] = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": limits}
        return sa.create_engine(
            address, connect_args=connect, pool_pre_ping=True, pool_size=THREADS, pool_timeout=WAIT_SECONDS
        )
    engine = sa.create_engine(
        address,
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=THREADS,
        pool_timeout=WAIT_SECONDS,
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Readers do not wait for a writer, and what is deleted is overwritten with zeros."""
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def url() -> sa.engine.URL:
    """Returns the address of the tracker store in endpoints.yml; SQLite in var/ when none is given.

    `CLINICCHAT_DATABASE_URL` in the environment goes first (a full SQLAlchemy address, for containers and tests).
    """
    if given := os.environ.get("CLINICCHAT_DATABASE_URL"):
        return sa.engine.make_url(given)
    found = yaml.safe_load((paths.ROOT / "endpoints.yml").read_text(encoding="utf-8")) or {}
    store = found.get("tracker_store") or {}
    dialect = str(store.get("dialect", "sqlite"))
    name = str(store.get("db", "var/conversations.db"))
    if dialect == "sqlite":
        path = _file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return sa.engine.URL.create("sqlite", database=str(path))
    return sa.engine.URL.create(
        dialect,
        username=store.get("username"),
        password=store.get("password"),
        host=store.get("url"),
        port=store.get("port"),
        database=name,
    )


def _file(name: str) -> Path:
    """Returns the path of a database file; one in var/ follows var/ when that was moved."""
    path = Path(name)
    if path.parts[:1] == ("var",):
        return paths.VAR.joinpath(*path.parts[1:])
    return path if path.is_absolute() else paths.ROOT / path
