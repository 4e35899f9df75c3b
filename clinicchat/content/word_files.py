"""The words of data/topics/ and data/replies.yml, and the help lines, as values."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from clinicchat.content.fields import COUNTRIES
from clinicchat.content.loader import load
from clinicchat.content.models import Answer, HelpLines, Replies, Reply, Topic
from clinicchat.content.yaml_file import ContentError, label


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


def answers(path: Path) -> Iterator[Words]:
    """Yields every variation of the answer in a topic's file. Raises `ContentError`."""
    responses = load(path, Topic).responses
    if not responses:
        raise ContentError(f"{label(path)}: responses: has nothing under it. Put it back from the project's history.")
    return _variations(path, responses)


def replies(path: Path) -> Iterator[Words]:
    """Yields every variation of data/replies.yml. Raises `ContentError`."""
    return _variations(path, load(path, Replies).responses)


def _variations(path: Path, responses: Mapping[str, Sequence[Answer | Reply]]) -> Iterator[Words]:
    file = label(path).removeprefix("data/")
    for name, variations in responses.items():
        for one in variations:
            slots: dict[str, str] = {condition.name: condition.value for condition in one.condition}
            yield Words(name, one.text.strip(), msgspec.to_builtins(one.metadata), slots, file)


def help_lines(path: Path) -> dict[str, Any]:
    """Returns the countries of data/helplines.yml, each with its emergency number and lines. Raises `ContentError`."""
    found = load(path, HelpLines).countries
    for code in COUNTRIES:
        if code not in found:
            raise ContentError(f"{label(path)}: countries: {code}: has no help lines. Add its own.")
    countries: dict[str, Any] = msgspec.to_builtins(found)
    return countries
