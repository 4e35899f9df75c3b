"""The clinic's settings, from data/clinic.yml; the environment may override what differs by machine."""

from __future__ import annotations

import os
from pathlib import Path

from clinicchat.content import serving, yaml_file
from clinicchat.content.clinic_models import Clinic
from clinicchat.content.fields import COUNTRIES
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load as load_file
from clinicchat.content.yaml_file import ContentError

__all__ = ["COUNTRIES", "Settings", "SettingsError", "actions_port", "load", "port", "rate_limit_on"]
Settings = Clinic


class SettingsError(ContentError):
    """A variable of the environment has a value that cannot be used."""


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

    Raises `ContentError`, which names file, key and cure, if there never were good ones.
    """
    return _kept.current(path or serving.data() / "clinic.yml")[0]


def _read(path: Path) -> tuple[Settings, list[str]]:
    """Returns the settings and which keys the file has."""
    return load_file(path, Clinic, missing_ok=True), [key.raw for key, _ in yaml_file.read(path).top.pairs]


_kept = LastGood(_read, names=lambda found: [f"data/clinic.yml: {key}" for key in found[1]])


def rate_limit_on() -> bool:
    """Whether the rate limit holds; `RATE_LIMIT=off` is for tests only."""
    return os.environ.get("RATE_LIMIT", "on").lower() != "off"
