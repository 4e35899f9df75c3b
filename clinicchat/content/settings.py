"""The clinic's settings, from data/clinic.yml; the environment may override what differs by machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content.last_good import LastGood

COUNTRIES = ("US", "UK", "CA", "AU", "EU", "ELSEWHERE")
LIMITS = {
    "retention_days": (1, 3650),
    "idle_minutes": (1, 24 * 60),
    "turns_per_session": (2, 200),
    "messages_per_minute": (1, 1_000),
    "messages_per_minute_address": (1, 100_000),
}
"""Smallest and largest value of each number."""
PATTERNS = {
    "accent": ("#[0-9a-fA-F]{6}", 'is not a colour. Write it as "#1f5f6b".'),
    "frame_ancestors": (r"[\x21-\x2b\x2d-\x3a\x3c-\x7e]+( [\x21-\x2b\x2d-\x3a\x3c-\x7e]+)*",
                        "must be sites with a space between them, such as \"'self' https://clinic.example\"."),
    "name": (r"(?s).*\S.*", "is empty. Write the clinic's name in quotes."),
}  # fmt: skip
"""What each text must look like, and what to say when it does not."""


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
    """Reads the settings, anew when the file changed; a broken edit keeps the last good ones. No file: the defaults.

    Raises `SettingsError`, which names file, key and cure, if there never were good ones.
    """
    return _kept.current(path or paths.DATA / "clinic.yml")[0]


def _read(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Returns the settings and which keys the file has."""
    found = _yaml(path)
    known = {f.name: type(f.default) for f in fields(Settings)}
    values = {key: _checked(path, key, value, known) for key, value in found.items()}
    settings = Settings(**values)
    if settings.country not in COUNTRIES:
        raise SettingsError(f"data/{path.name}: country: {settings.country!r} is not one of {', '.join(COUNTRIES)}.")
    return settings, tuple(values)


_kept = LastGood(_read, names=lambda found: [f"data/clinic.yml: {key}" for key in found[1]])


def _yaml(path: Path) -> dict[Any, Any]:
    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except UnicodeDecodeError as error:
        at = path.read_bytes()[: error.start].count(b"\n") + 1
        cure = "Type it again and save the file as UTF-8."
        raise SettingsError(f"data/{path.name}, line {at}: a character is not saved as UTF-8. {cure}") from error
    except (yaml.YAMLError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"data/{path.name}{line}: not readable as YAML. Check spaces and quotes there.") from error
    if not isinstance(found, dict):
        raise SettingsError(f"data/{path.name}: must be a list of `key: value` lines.")
    return found


def _checked(path: Path, key: Any, value: Any, known: dict[str, type]) -> Any:
    if key not in known:
        raise SettingsError(f"data/{path.name}: {key}: unknown key. Known keys: {', '.join(known)}.")
    if value is None and known[key] is str:
        value = ""
    if not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
        kind = {str: "text in quotes", int: "a whole number", bool: "true or false"}[known[key]]
        raise SettingsError(f"data/{path.name}: {key}: {value!r} must be {kind}.")
    _in_bounds(f"data/{path.name}: {key}", key, value)
    return value


def _in_bounds(where: str, key: str, value: Any) -> None:
    if key in LIMITS:
        least, most = LIMITS[key]
        if not least <= value <= most:
            raise SettingsError(f"{where}: {value} must be a number from {least} to {most}.")
    if key in PATTERNS:
        pattern, cure = PATTERNS[key]
        if not re.fullmatch(pattern, value):
            raise SettingsError(f"{where}: {value!r} {cure}")


def rate_limit_on() -> bool:
    """Whether the rate limit holds; `RATE_LIMIT=off` is for tests only."""
    return os.environ.get("RATE_LIMIT", "on").lower() != "off"
