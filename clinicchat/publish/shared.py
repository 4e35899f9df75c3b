"""Several hosts with one PostgreSQL serve the same release: each is kept there, with which one is live.

    send(release)    # after it was made, before it is live here
    fetch()          # on every host, again and again: brings the live one here

With SQLite there is one host, and nothing to do.
"""

from __future__ import annotations

import io
import logging
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import sqlalchemy as sa

from clinicchat.chat import database
from clinicchat.publish import store
from clinicchat.publish.store import NoReleaseError, Release

logger = logging.getLogger(__name__)

metadata = sa.MetaData()
releases = sa.Table(
    "chat_releases",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("content", sa.String(64), nullable=False),
    sa.Column("archive", sa.LargeBinary, nullable=False),
)
live = sa.Table(
    "chat_release_live",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)


def is_shared() -> bool:
    """Whether releases are shared: the database is a server."""
    return bool(database.url().get_backend_name() != "sqlite")


def next_number() -> int:
    """Returns the number of the next release, higher than any here or on another host. Raises `NoReleaseError`."""
    if not is_shared():
        return store.next_number()
    with _transaction() as connection:
        highest = connection.execute(sa.select(sa.func.max(releases.c.number))).scalar() or 0
    return max(store.next_number(), highest + 1)


def send(release: Release) -> None:
    """Keeps *release* for the other hosts and makes it live for them. Raises `NoReleaseError`."""
    if not is_shared():
        return
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(release.folder, ".", filter=lambda m: None if "/." in m.name[1:] else m)
    row = {"number": release.number, "content": release.manifest.content, "archive": packed.getvalue()}
    with _transaction() as connection:
        connection.execute(releases.delete().where(releases.c.number == release.number))
        connection.execute(releases.insert(), row)
        kept = sa.select(releases.c.number).order_by(releases.c.number.desc()).limit(store.KEPT)
        newest = [number for (number,) in connection.execute(kept)]
        connection.execute(releases.delete().where(releases.c.number.notin_(newest)))
        _point(connection, release.number)


def point(number: int) -> None:
    """Makes release *number* live for all hosts. Raises `NoReleaseError`."""
    if is_shared():
        with _transaction() as connection:
            _point(connection, number)


def _point(connection: sa.engine.Connection, number: int) -> None:
    connection.execute(live.delete())
    connection.execute(live.insert(), {"id": 1, "number": number})


def fetch() -> None:
    """Brings the release here that is live for all hosts. Never raises; while the database is away nothing changes."""
    if not is_shared():
        return
    try:
        with _transaction() as connection:
            number = connection.execute(sa.select(live.c.number)).scalar()
            if number is None or (number == store.live_number() and number in store.numbers()):
                return
            columns = sa.select(releases.c.content, releases.c.archive).where(releases.c.number == number)
            found = connection.execute(columns).first()
        if found and not _is_here(number, found.content):
            _unpack(number, found.archive)
        store.make_live(number)
    except (NoReleaseError, OSError, tarfile.TarError) as error:
        logger.error("The shared release could not be fetched: %s.", type(error).__name__)


def _is_here(number: int, content: str) -> bool:
    with suppress(NoReleaseError):
        return store.read(number).manifest.content == content
    return False


def _unpack(number: int, packed: bytes) -> None:
    fresh = store.folder() / f".fetched-{number}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(fresh, filter="data")
    shutil.rmtree(store.folder() / str(number), ignore_errors=True)
    fresh.rename(store.folder() / str(number))


@contextmanager
def _transaction() -> Iterator[sa.engine.Connection]:
    """Gives a connection in a transaction, tables made. Raises `NoReleaseError` when the database does not do it."""
    try:
        engine = _engine(database.url().render_as_string(hide_password=False))
        metadata.create_all(engine)
        with engine.begin() as connection:
            yield connection
    except sa.exc.SQLAlchemyError as error:
        raise NoReleaseError(f"the database that the hosts share cannot be used ({type(error).__name__})") from None


@lru_cache(maxsize=1)
def _engine(address: str) -> sa.engine.Engine:
    """Returns an engine of its own: a release is larger and slower than a turn of a conversation may be."""
    return sa.create_engine(address, connect_args={"connect_timeout": 3}, pool_pre_ping=True, pool_size=1)
