"""Session ids: issued by the server, unguessable, signed; a client never chooses its own."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from clinicchat import paths

COOKIE = "clinicchat"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name over https: with this prefix a browser takes it from this very host only, not from a neighbour."""
ID_BYTES = 18
MIN_SECRET = 16
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


def of_headers(headers: Iterable[str], secure: bool) -> str | None:
    """Returns the id in our cookie among *headers* (the raw Cookie headers), None when there is none.

    Every other cookie is passed over unread, whatever is in it. Of several with our name, which differ by path or
    domain, the first that we signed counts. Raises `ForgedSession` when there are some and we signed none.
    """
    forged = False
    for value in _named(headers, _name(secure)):
        try:
            if session_id := read(value):
                return session_id
        except ForgedSession:
            forged = True
    if forged:
        raise ForgedSession
    return None


def _named(headers: Iterable[str], wanted: str) -> Iterator[str]:
    for header in headers:
        for pair in header.split(";"):
            name, equals, value = pair.partition("=")
            if equals and name.strip() == wanted:
                yield value.strip().strip('"')  # one that was cleared may come back as ""


def form_token(session_id: str) -> str:
    """Returns the token that a form of this session carries, so that another site cannot post in its name."""
    return _mac("form", session_id)[:32]


def is_token(token: str, session_id: str) -> bool:
    """Whether *token* is the one of that session's forms."""
    return hmac.compare_digest(token.encode(), form_token(session_id).encode())


def _mac(purpose: str, value: str) -> str:
    return hmac.new(_secret(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def set_cookie(session_id: str, secure: bool, framed: bool) -> str:
    """Returns the Set-Cookie header that gives the browser its session."""
    return f"{_name(secure)}={sign(session_id)}{_attributes(secure, framed)}"


def clear_cookie(secure: bool, framed: bool) -> str:
    """Returns the Set-Cookie header that takes the session away; a browser heeds it only with the same attributes."""
    return f'{_name(secure)}=""; Max-Age=0{_attributes(secure, framed)}'


def _name(secure: bool) -> str:
    return SECURE_COOKIE if secure else COOKIE


def _attributes(secure: bool, framed: bool) -> str:
    # In a frame on another site only SameSite=None; Secure; Partitioned is sent at all.
    site = "None; Partitioned" if framed and secure else "Lax"
    return f"; Path=/; HttpOnly; SameSite={site}" + ("; Secure" if secure else "")


@lru_cache(maxsize=1)
def _secret() -> bytes:
    """Returns CLINICCHAT_SECRET, or a secret made at the first start and kept in var/secret (mode 600)."""
    if given := os.environ.get("CLINICCHAT_SECRET"):
        if len(given) < MIN_SECRET:
            raise ValueError(f"CLINICCHAT_SECRET: must have at least {MIN_SECRET} characters.")
        return given.encode()
    path = paths.VAR / "secret"
    if not path.is_file():
        _write_once(path)
    found = path.read_bytes()
    if len(found) < MIN_SECRET:
        raise ValueError(f"{path}: is too short. Delete it; a new one is made at the next start.")
    return found


def _write_once(path: Path) -> None:
    """Makes the secret under another name and links it, so that a second process never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"secret.{os.getpid()}")
    made.unlink(missing_ok=True)
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    with contextlib.suppress(FileExistsError):
        os.link(made, path)
    made.unlink()
