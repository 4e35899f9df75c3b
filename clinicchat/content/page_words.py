"""The page's words: data/page.yml, checked, re-read when it changes, with the clinic's values filled in."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import words as content
from clinicchat.content.last_good import LastGood
from clinicchat.content.settings import Settings

REQUIRED = {
    "": "language title subtitle skip emergency_label emergency_lead log sources reviewed checked date "
    "choices phone new_tab input send pending failed_once wait help",
    "welcome": "heading lead starters",
    "contact": "heading short lead call hours website article",
    "kept": "heading lead short privacy",
    "who": "visitor assistant",
    "severity": "caution urgent emergency",
    "feedback": "question yes no why reason note send",
    "delete": "open warning confirm",
    "notices": "thanks deleted closed",
    "errors": "bad_request unknown_choice forged_session too_large unsupported_type empty too_long "
    "rate_limited off failed not_found offline slow",
}
"""The keys that must hold words, by section."""
LISTS = {"months": 12, "starters": 0, "welcome.points": 0, "kept.points": 0}
"""Lists of sentences, and how many there must be (0: any number)."""


class PageError(ValueError):
    """data/page.yml cannot be used; the message names the key and the cure."""


def words() -> dict[str, Any]:
    """Returns data/page.yml, checked, braces as written; re-read when the file changes. After a broken edit
    it stays with the last good words, with a line in the log. Raises `PageError` if there never were good ones."""
    return _kept.current(paths.DATA / "page.yml")


def read_words(path: Path) -> dict[str, Any]:
    """Reads and checks the page's words. Raises `PageError`, which names file, key and cure."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PageError(f"data/{path.name} is missing. Take it back from the project's history.") from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        cure = "Check spaces, colons and quotes there."
        raise PageError(f"data/{path.name}{line}: cannot be read. {cure}") from error
    if not isinstance(found, dict):
        raise PageError(f"data/{path.name}: must hold `key: words` lines at its top.")
    for section, keys in REQUIRED.items():
        inside = found if not section else found.get(section)
        for key in keys.split():
            name = f"{section}.{key}".lstrip(".")
            value = inside.get(key) if isinstance(inside, dict) else None
            if not isinstance(value, str) or not value.strip():
                raise PageError(f'data/{path.name}: {name} has no words. Write them as `"{key}": words`.')
    for name, count in LISTS.items():
        _check_list(path, name, found, count)
    return found


_kept = LastGood(read_words)


def _check_list(path: Path, name: str, found: dict[str, Any], count: int) -> None:
    value: Any = found
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    if not good or (count and len(value) != count):
        number = f"{count} " if count else ""
        raise PageError(f'data/{path.name}: {name} must be a list of {number}sentences, one "- words" line each.')


def filled(value: Any, clinic: Settings) -> Any:
    """Returns words with `{clinic_name}` and the like, and the terms of the clinic's country, filled in."""
    if isinstance(value, dict):
        return {k: filled(v, clinic) for k, v in value.items()}
    if isinstance(value, list):
        return [filled(v, clinic) for v in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    value = content.current().terms.fill(value, clinic.country)
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
    sentence = chosen["reviewed"] if by and by != content.PENDING else chosen["checked"]
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
