"""Session ids: issued by the server, unguessable, signed; a client never chooses its own."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from clinicchat import paths

COOKIE = "clinicchat"
ID_BYTES = 18
SHAPE = re.compile(r"[A-Za-z0-9_-]{24}\.[0-9a-f]{64}")


class ForgedSession(ValueError):
    """A cookie whose signature is not ours."""


def new_id() -> str:
    """Returns a fresh conversation id with 144 random bits."""
    return secrets.token_urlsafe(ID_BYTES)


def sign(session_id: str) -> str:
    """Returns the cookie value for *session_id*."""
    return f"{session_id}.{_mac('session', session_id)}"


def read(cookie: str | None) -> str | None:
    """Returns the id in *cookie*, None when there is no cookie. Raises `ForgedSession` when it is not one of ours."""
    if not cookie:
        return None
    if not SHAPE.fullmatch(cookie):
        raise ForgedSession
    session_id, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature, _mac("session", session_id)):
        raise ForgedSession
    return session_id


def form_token(session_id: str) -> str:
    """Returns the token that a form of this session carries, so that another site cannot post in its name."""
    return _mac("form", session_id)[:32]


def _mac(purpose: str, value: str) -> str:
    return hmac.new(_secret(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=1)
def _secret() -> bytes:
    """Returns CLINICCHAT_SECRET, or a secret made at the first start and kept in var/secret (mode 600)."""
    if given := os.environ.get("CLINICCHAT_SECRET"):
        return given.encode()
    path = paths.VAR / "secret"
    if not path.is_file():
        _write_once(path)
    return path.read_bytes()


def _write_once(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
