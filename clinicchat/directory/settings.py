"""Where the registries are, which are asked, and how long it may take.

A mapping (from a settings file) comes first, the environment over it. The defaults are the real services.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from clinicchat import paths
from clinicchat.content import serving
from clinicchat.directory.http import is_allowed

ENVIRONMENT = {
    "npi_url": "CLINICCHAT_NPI_URL",
    "npi_on": "CLINICCHAT_NPI",
    "trials_url": "CLINICCHAT_TRIALS_URL",
    "trials_on": "CLINICCHAT_TRIALS",
    "clinic_list_on": "CLINICCHAT_CLINIC_LIST",
    "providers_file": "CLINICCHAT_PROVIDERS_FILE",
    "connect_timeout": "CLINICCHAT_DIRECTORY_CONNECT_TIMEOUT",
    "read_timeout": "CLINICCHAT_DIRECTORY_READ_TIMEOUT",
    "budget": "CLINICCHAT_DIRECTORY_BUDGET",
    "cache_dir": "CLINICCHAT_DIRECTORY_CACHE_DIR",
    "cache_ttl": "CLINICCHAT_DIRECTORY_CACHE_TTL",
}
ON, OFF = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0"})


class SettingsError(ValueError):
    """A directory setting that cannot be used; the message names the key and the cure."""


@dataclass(frozen=True)
class Settings:
    """The directory's settings; time-outs, budget and `cache_ttl` in seconds, `budget` for one whole search.

    `cache_ttl` 0 turns the cache off. `providers_file`: without one that of the content that is served.
    """

    npi_url: str = "https://npiregistry.cms.hhs.gov/api/"
    npi_on: bool = True
    trials_url: str = "https://clinicaltrials.gov/api/v2/studies"
    trials_on: bool = True
    clinic_list_on: bool = True
    providers_file: Path = Path()
    connect_timeout: float = 0.8
    read_timeout: float = 2.4
    budget: float = 2.5
    cache_dir: Path = paths.VAR / "cache" / "directory"
    cache_ttl: float = 86_400.0

    @property
    def providers(self) -> Path:
        """The file of the clinic's own list."""
        return self.providers_file if self.providers_file.name else serving.data() / "providers.yml"


def load(values: Mapping[str, object] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a mapping and the environment. Raises `SettingsError`.

    >>> load({"npi_on": False}, {"CLINICCHAT_DIRECTORY_BUDGET": "1.5"}).budget
    1.5
    """
    known = {field.name: field.default for field in fields(Settings)}
    given: dict[str, tuple[str, Any]] = {key: (key, value) for key, value in (values or {}).items()}
    given |= {key: (name, environment[name]) for key, name in ENVIRONMENT.items() if environment.get(name)}
    for key in given:
        if key not in known:
            raise SettingsError(f"directory: {key}: unknown key. Known keys: {', '.join(known)}.")
    return replace(Settings(), **{key: _value(name, v, known[key]) for key, (name, v) in given.items()})


def _value(name: str, value: object, default: object) -> Any:
    if isinstance(default, bool):
        return _switch(name, value)
    if isinstance(default, float):
        return _seconds(name, value)
    if not isinstance(value, str | Path) or not str(value):
        raise SettingsError(f"directory: {name}: {value!r} must be text.")
    if isinstance(default, Path):
        return Path(value)
    if not is_allowed(str(value)):
        raise SettingsError(f"directory: {name}: {value!r} must start with https:// (http:// only for loopback).")
    return value


def _switch(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in ON | OFF:
        raise SettingsError(f"directory: {name}: {value!r} must be on or off.")
    return str(value).lower() in ON


def _seconds(name: str, value: object) -> float:
    try:
        seconds = float(str(value)) if not isinstance(value, bool) else -1.0
    except ValueError:
        seconds = -1.0
    lowest = 0.0 if name in ("cache_ttl", ENVIRONMENT["cache_ttl"]) else 0.01
    if not lowest <= seconds < 10_000_000:
        raise SettingsError(f"directory: {name}: {value!r} must be a number of seconds above 0.")
    return seconds
