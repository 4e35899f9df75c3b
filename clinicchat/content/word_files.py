"""Rasa's `responses:` files and data/helplines.yml as values; each fault names file, key and cure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinicchat.content.settings import COUNTRIES
from clinicchat.content.yaml_files import ContentError, label, read_yaml


@dataclass(frozen=True)
class Words:
    """One variation of a response: text and metadata, with the slots it is meant for."""

    name: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    file: str = ""

    def fill(self, values: dict[str, str]) -> str:
        """Returns the text with `{clinic_phone}` and the like filled in; unknown braces stay."""
        text = self.text
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        return text

    @property
    def title(self) -> str:
        return str(self.metadata.get("title", ""))

    @property
    def expired(self) -> bool:
        """Whether the review is past its due date: such an answer is not given any more."""
        due = (self.metadata.get("reviewed") or {}).get("due")
        return bool(due) and datetime.date.fromisoformat(str(due)) < today()


def today() -> datetime.date:
    """The local date; one place, so that tests can move it."""
    return datetime.date.today()


def _section(path: Path, key: str) -> dict[str, Any]:
    """Returns what stands under *key*. Raises `ContentError` when there is nothing: the file is half saved or lost."""
    found = read_yaml(path).get(key)
    if not isinstance(found, dict) or not found:
        raise ContentError(f"{label(path)}: {key}: has nothing under it. Put the file back from the project's history.")
    return found


def responses(path: Path, needed: bool = True) -> Iterator[Words]:
    """Yields every variation of a `responses:` file. Raises `ContentError` for the first that cannot be used.

    A topic's file may have none yet (not *needed*): phrasings alone teach, and nothing is answered with them.
    """
    if not needed and "responses" not in read_yaml(path):
        return
    for name, variations in _section(path, "responses").items():
        if not isinstance(variations, list) or not variations:
            raise ContentError(f'{label(path)}: {name}: must be a list: put "- text: ..." under it.')
        for number, entry in enumerate(variations, start=1):
            yield _words(
                f"{label(path)}: {name}: variation {number}", str(name), entry, label(path).removeprefix("data/")
            )


def _words(where: str, name: str, entry: Any, file: str) -> Words:
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry["text"].strip():
        raise ContentError(f"{where} has no text. Add `text:` with the words.")
    metadata, conditions = entry.get("metadata") or {}, entry.get("condition") or []
    if not isinstance(metadata, dict) or not all(isinstance(c, dict) for c in conditions):
        raise ContentError(
            f"{where}: `metadata` must hold named lines, `condition` a list of them. See its neighbours."
        )
    reviewed = metadata.get("reviewed")
    if file != "replies.yml" and not isinstance(reviewed, dict):
        raise ContentError(f"{where}: metadata: reviewed: is missing. Put it back, with `by`, `on` and `due`.")
    if isinstance(reviewed, dict) and reviewed.get("due"):
        try:
            datetime.date.fromisoformat(str(reviewed["due"]))
        except ValueError:
            raise ContentError(f'{where}: reviewed: due: is no date. Write it as "2027-05-24", with quotes.') from None
    slots = {str(c.get("name")): str(c.get("value")) for c in conditions}
    return Words(name, entry["text"].strip(), metadata, slots, file)


def help_lines(path: Path) -> dict[str, Any]:
    """Returns the countries of data/helplines.yml, each with its emergency number and lines. Raises `ContentError`."""
    found = _section(path, "countries")
    for code in COUNTRIES:
        entry = found.get(code)
        where = f"{label(path)}: countries: {code}"
        if not isinstance(entry, dict) or not isinstance(entry.get("emergency"), dict):
            raise ContentError(f"{where}: has no emergency number. Add `emergency:` with label, number and url.")
        lines = entry.get("lines")
        if not isinstance(lines, list) or not lines:
            raise ContentError(f"{where}: has no help lines. Add `lines:`, one `- name:` each.")
        for line in (entry["emergency"], *lines):
            if not isinstance(line, dict) or not {"label", "number", "url"} <= set(line):
                raise ContentError(f"{where}: a line has no label, number or url. Add what is missing.")
    return found
