"""The clinic's settings, from data/clinic.yml; the environment may override what differs by machine."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths

COUNTRIES = ("US", "UK", "CA", "AU", "EU", "ELSEWHERE")


class SettingsError(ValueError):
    """data/clinic.yml has a key or a value that cannot be used."""


@dataclass(frozen=True)
class Settings:
    """The clinic as the chat presents it. Every field has a default, so an empty file works."""

    name: str = "Our clinic"
    telephone: str = ""
    hours: str = ""
    country: str = "US"
    website: str = ""
    privacy_url: str = ""
    accent: str = "#1f5f6b"
    article_url: str = ""
    frame_ancestors: str = "'self'"
    retention_days: int = 30
    idle_minutes: int = 30
    turns_per_session: int = 12
    messages_per_minute: int = 20
    messages_per_minute_address: int = 60
    behind_proxy: bool = False

    @property
    def telephone_url(self) -> str:
        """Returns the `tel:` address of the clinic, or nothing when no telephone is set."""
        digits = "".join(c for c in self.telephone if c.isdigit() or c == "+")
        return f"tel:{digits}" if digits else ""


def port() -> int:
    """Returns the page's port: `PORT` of the environment. Raises `SettingsError` for what is no port."""
    return _port("PORT", "5005")


def actions_port() -> int:
    """Returns the action server's port: `ACTIONS_PORT` of the environment. Raises `SettingsError` as `port` does."""
    return _port("ACTIONS_PORT", "5055")


def _port(variable: str, default: str) -> int:
    given = os.environ.get(variable, default)
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise SettingsError(f"{variable}={given}: must be a port from 1 to 65535, such as {default}.")
    return int(given)


def load(path: Path | None = None) -> Settings:
    """Reads the settings. Raises `SettingsError`, which names file, key and cure."""
    path = path or paths.DATA / "clinic.yml"
    if not path.is_file():
        return Settings()
    try:
        _last_good[path] = _load(path, path.stat().st_mtime_ns)
    except SettingsError:
        if path not in _last_good:
            raise
        # Half-saved edits happen on a live machine; `make check` names them, the chat keeps the last good settings.
    return _last_good[path]


_last_good: dict[Path, Settings] = {}


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> Settings:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"data/{path.name}{line}: not readable as YAML. Check spaces and quotes there.") from error
    if not isinstance(found, dict):
        raise SettingsError(f"data/{path.name}: must be a list of `key: value` lines.")
    known = {f.name: type(f.default) for f in fields(Settings)}
    values = {key: _checked(path, key, value, known) for key, value in found.items()}
    settings = Settings(**values)
    if settings.country not in COUNTRIES:
        raise SettingsError(f"data/{path.name}: country: {settings.country!r} is not one of {', '.join(COUNTRIES)}.")
    return settings


def _checked(path: Path, key: Any, value: Any, known: dict[str, type]) -> Any:
    if key not in known:
        raise SettingsError(f"data/{path.name}: {key}: unknown key. Known keys: {', '.join(known)}.")
    if value is None:
        value = known[key]()
    if not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
        kind = {str: "text in quotes", int: "a whole number", bool: "true or false"}[known[key]]
        raise SettingsError(f"data/{path.name}: {key}: {value!r} must be {kind}.")
    return value


def rate_limit_on() -> bool:
    """Whether the rate limit holds; `RATE_LIMIT=off` is for tests only."""
    return os.environ.get("RATE_LIMIT", "on").lower() != "off"
