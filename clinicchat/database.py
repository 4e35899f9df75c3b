"""The database of conversations: where it is (endpoints.yml) and how long anybody waits for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from clinicchat import paths

LOCK_SECONDS = 1
"""How long a turn may wait for a locked or absent database; the visitor has an answer within 3 s all the same."""


def engine_for(url: sa.engine.URL) -> sa.engine.Engine:
    """Returns an engine whose connections are tested before use and whose waiting is bounded."""
    sqlite = url.get_backend_name() == "sqlite"
    connect: dict[str, Any] = {"timeout": LOCK_SECONDS, "check_same_thread": False} if sqlite else _postgres()
    return sa.create_engine(url, connect_args=connect, pool_pre_ping=True)


def _postgres() -> dict[str, Any]:
    limits = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout=2s"
    return {"connect_timeout": LOCK_SECONDS, "options": limits}


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
        path = Path(name) if Path(name).is_absolute() else paths.ROOT / name
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
