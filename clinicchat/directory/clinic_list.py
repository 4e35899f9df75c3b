"""The clinic's own list of providers, data/providers.yml: shown first, and with no network at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from clinicchat.content.last_good import LastGood
from clinicchat.directory.provider import Provider
from clinicchat.directory.text import clean, phone, zip5
from clinicchat.places.gazetteer import gazetteer
from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place import Place

REQUIRED = ("name", "profession", "state", "checked")


class ClinicListError(ValueError):
    """data/providers.yml cannot be used; the message names file, entry, key and cure, one problem a line."""


def load_providers(path: Path) -> list[Provider]:
    """The entries, in the file's order; [] for a missing file. Re-read when changed; a broken edit keeps the last
    good list. Raises `ClinicListError` if there never was one."""
    return list(_kept.current(path))


def providers_for(place: Place, providers: list[Provider]) -> list[Provider]:
    """Those at the place (same city, same ZIP area, or same state for a state), then those by video in its
    state."""
    here = [one for one in providers if _is_here(one, place)]
    return here + [one for one in providers if one not in here and place.state in one.telehealth_states]


def _is_here(one: Provider, place: Place) -> bool:
    if one.state != place.state:
        return False
    whole_state = not place.city and not place.zip
    same_city = bool(one.city) and fold(one.city) == fold(place.city)
    return whole_state or same_city or bool(one.zip and place.zip3 and one.zip.startswith(place.zip3))


def _read(path: Path) -> tuple[Provider, ...]:
    file = f"data/{path.name}"
    if not path.is_file():
        return ()
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ClinicListError(f"{file}{line}: not readable as YAML. Check spaces and quotes there.") from error
    entries = found.get("providers") if isinstance(found, dict) else None
    if entries is None and isinstance(found, dict) and "providers" in found:
        entries = []
    if not isinstance(entries, list):
        raise ClinicListError(f"{file}: needs a list under `providers:`. For none write `providers: []`.")
    problems: list[str] = []
    providers = [_provider(f"{file}: entry {n}", entry, problems) for n, entry in enumerate(entries, start=1)]
    if problems:
        raise ClinicListError("\n".join(problems))
    return tuple(one for one in providers if one)


def _provider(where: str, entry: Any, problems: list[str]) -> Provider | None:
    """The entry as a provider; each problem found goes to `problems`."""
    if not isinstance(entry, dict):
        problems.append(f"{where}: must be lines of `key: value`.")
        return None
    where = f"{where} ({clean(entry.get('name'), 40) or 'no name'})"
    before = len(problems)
    problems += [f"{where}: has no {key}. Add `{key}:`." for key in REQUIRED if not entry.get(key)]
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in READERS:
            problems.append(f"{where}: {key}: unknown key. Known keys: {', '.join(READERS)}.")
            continue
        try:
            values[key] = READERS[key](value)
        except ValueError as error:
            problems.append(f"{where}: {key}: {value!r} {error}.")
    if not entry.get("phone") and not entry.get("website"):
        problems.append(f"{where}: has neither phone nor website. Add one, so that people can reach it.")
    if "mdma" in f"{entry.get('name')} {entry.get('profession')}".lower():
        problems.append(f"{where}: name or profession says MDMA. No one may offer it outside trials; reword it.")
    if len(problems) > before:
        return None
    values["updated"] = values.pop("checked")
    return Provider(source="clinic_list", **({"kind": "person"} | values))


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise ValueError("must be text; put it in quotes")
    return clean(value)


def _kind(value: Any) -> str:
    if value not in ("person", "organisation"):
        raise ValueError("must be person or organisation")
    return str(value)


def _lines(value: Any) -> tuple[str, ...]:
    return tuple(_text(line) for line in (value if isinstance(value, list) else [value]) if line)


def _state(value: Any) -> str:
    if value not in gazetteer().states:
        raise ValueError('must be a state\'s two capital letters in quotes, such as "TX"')
    return str(value)


def _states(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('must be a list of states, such as ["TX", "NM"]')
    return tuple(_state(item) for item in value)


def _zip(value: Any) -> str:
    if value and not zip5(value):
        raise ValueError("must be 5 digits in quotes")
    return zip5(value)


def _phone(value: Any) -> str:
    if value and not phone(value):
        raise ValueError("must be a US number with area code in quotes")
    return phone(value)


def _website(value: Any) -> str:
    text = _text(value)
    if text and (not re.fullmatch(r"https://[^\s\"'<>\\]+", text) or not urlsplit(text).hostname):
        raise ValueError("must be an address that starts with https://")
    return text


def _day(value: Any) -> date:
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("must be the day you last checked it, such as 2026-01-31") from error


READERS: dict[str, Callable[[Any], Any]] = {
    "name": _text,
    "kind": _kind,
    "profession": _text,
    "credentials": _text,
    "address": _lines,
    "city": _text,
    "state": _state,
    "zip": _zip,
    "phone": _phone,
    "website": _website,
    "telehealth_states": _states,
    "checked": _day,
}
_kept = LastGood(_read)
