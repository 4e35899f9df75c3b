"""The page's words: data/page.yml, checked, re-read when it changes, with the clinic's values filled in."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from clinicchat.content import live_words, serving, yaml_file
from clinicchat.content.clinic_models import Page
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load
from clinicchat.content.settings import Settings


def words() -> dict[str, Any]:
    """Returns data/page.yml, checked, braces as written; re-read when the file changes. After a broken edit
    it stays with the last good words, with a line in the log. Raises `ContentError` if there never were good ones."""
    return _kept.current(serving.data() / "page.yml")


def read_words(path: Path) -> dict[str, Any]:
    """Reads and checks the page's words. Raises `ContentError`, which names file, key and cure."""
    load(path, Page)
    return yaml_file.load(path)


_kept = LastGood(read_words)


def filled(words: dict[str, Any], clinic: Settings) -> dict[str, Any]:
    """Returns *words* with `{clinic_name}` and the like, and the terms of the clinic's country, filled in."""
    return {key: _filled(value, clinic) for key, value in words.items()}


def _filled(value: object, clinic: Settings) -> object:
    if isinstance(value, dict):
        return filled(value, clinic)
    if isinstance(value, list):
        return [_filled(entry, clinic) for entry in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    value = live_words.current().terms.fill(value, clinic.country)
    for key in ("clinic_name", "clinic_phone", "clinic_hours", "retention_days", "idle_minutes"):
        field = {"clinic_phone": "telephone"}.get(key, key.removeprefix("clinic_"))
        value = value.replace("{" + key + "}", str(getattr(clinic, field)))
    return value


def error_message(code: str) -> str:
    """Returns the sentence for an error code; an unknown code counts as `failed`."""
    errors: dict[str, str] = words()["errors"]
    return errors.get(code, errors["failed"])


def review_line(by: str, on: str) -> str:
    """Returns that *by* checked an answer *on* a day, or nothing without a day.

    >>> review_line("clinical review pending", "2026-11-24")
    'Checked against its sources on November 24, 2026, clinical review pending.'
    """
    if not on:
        return ""
    chosen = words()
    sentence = chosen["reviewed"] if by and by != live_words.PENDING else chosen["checked"]
    return str(sentence).replace("{date}", _date(on, chosen)).replace("{by}", by)


def _date(day: str, words: dict[str, Any]) -> str:
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return day
    parts = {"month": words["months"][found.month - 1], "day": str(found.day), "year": str(found.year)}
    sentence = str(words["date"])
    for key, value in parts.items():
        sentence = sentence.replace("{" + key + "}", value)
    return sentence
