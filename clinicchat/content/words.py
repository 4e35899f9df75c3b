"""The words and their metadata: data/*.yml as objects, re-read when a file changes.

Staff edit Rasa's own `responses:` format, so `rasa train`, `rasa shell` and `rasa test` read the same files. Whoever
speaks to a visitor asks here by name (`content.say("greet")`), so a changed sentence is live without training.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import topics

FILES = ("answers.yml", "cards.yml", "replies.yml")
PENDING = "clinical review pending"
RECHECK_SECONDS = 2.0


class ContentError(ValueError):
    """A file in data/ cannot be read, or a name that the program uses is not there."""


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


class Content:
    """All words by name, and the help lines by country."""

    def __init__(self, folder: Path | None = None) -> None:
        """Reads *folder* (default: data/). Raises `ContentError` naming file, line and cure."""
        self.folder = folder or paths.DATA
        self.words: dict[str, list[Words]] = {}
        for name in FILES:
            self._add(name)
        self.countries: dict[str, Any] = read_yaml(self.folder / "helplines.yml").get("countries") or {}

    def _add(self, file: str) -> None:
        for name, variations in (read_yaml(self.folder / file).get("responses") or {}).items():
            if not isinstance(variations, list):
                raise ContentError(f'data/{file}: {name}: must be a list: put "- text: ..." under it.')
            for number, entry in enumerate(variations, start=1):
                if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
                    raise ContentError(
                        f"data/{file}: {name}: variation {number} has no text. Add `text:` with the words."
                    )
                slots = {str(c.get("name")): str(c.get("value")) for c in entry.get("condition") or []}
                words = Words(name, entry["text"].strip(), entry.get("metadata") or {}, slots, file)
                self.words.setdefault(name, []).append(words)

    def has(self, name: str) -> bool:
        """Whether `utter_<name>` exists."""
        return f"utter_{name}" in self.words

    def say(self, name: str, **slots: str) -> Words:
        """Returns the variation of `utter_<name>` that fits *slots* best (most matching conditions, none failing).

        Raises `ContentError` when the name does not exist.
        """
        try:
            variations = self.words[f"utter_{name}"]
        except KeyError:
            raise ContentError(
                f"data/answers.yml: {name} has no answer. Add utter_{name} with its text."
                if "/" in name
                else f"data/replies.yml: utter_{name} is missing. Add it with its text."
            ) from None
        fitting = [w for w in variations if all(slots.get(k) == v for k, v in w.conditions.items())]
        return max(fitting or variations[:1], key=lambda w: len(w.conditions))

    def title(self, topic: str) -> str:
        """Returns the title of a topic in plain words; the topic's id if nobody wrote one."""
        return self.say(topic).title if self.has(topic) and self.say(topic).title else topic

    def topics(self, group: str) -> list[str]:
        """Returns the ids of a group that have words, in the order of the file."""
        prefix = f"utter_{group}/"
        return [name.removeprefix("utter_") for name in self.words if name.startswith(prefix)]

    def disclaimers(self, names: list[str]) -> list[str]:
        """Returns the sentences of the named disclaimers."""
        return [self.say(f"disclaimer_{name}").text for name in names]

    def help_lines(self, country: str, danger: str | None = None) -> list[dict[str, str]]:
        """Returns `{label, url}` of the country's emergency number and its verified lines for *danger*.

        *danger* is `safety/suicide` or `suicide`; without one only the emergency number and the first line are given.
        """
        entry = self.countries.get(country) or self.countries.get("ELSEWHERE") or {}
        lines = [line for line in entry.get("lines") or [] if line.get("verified")]
        kind = (danger or "").removeprefix("safety/")
        chosen = [line for line in lines if kind in (line.get("for") or [])] if kind else lines[:1]
        found = [entry.get("emergency") or {}, *chosen]
        return [{"label": str(e["label"]), "url": str(e["url"])} for e in found if e.get("url")]


def read_yaml(path: Path) -> dict[str, Any]:
    """Returns the mapping in *path*; an empty one if the file is missing. Raises `ContentError` with the line."""
    if not path.is_file():
        return {}
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ContentError(
            f"data/{path.name}{line}: cannot be read. Check the spaces at the line's start, colons and quotes."
        ) from error
    if found is not None and not isinstance(found, dict):
        raise ContentError(f"data/{path.name}: must hold `key: value` lines at its top.")
    return found or {}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_cache: dict[str, Any] = {"content": None, "stamp": None, "checked": 0.0}


def current() -> Content:
    """Returns the content, re-read when a file changed; a broken edit keeps the last good words."""
    now = time.monotonic()
    if _cache["content"] is not None and now - _cache["checked"] < RECHECK_SECONDS:
        return _cache["content"]
    stamp = tuple(p.stat().st_mtime_ns for p in sorted(paths.DATA.glob("*.yml")))
    if _cache["content"] is None:
        _cache["content"] = Content()
    elif stamp != _cache["stamp"]:
        _replace()
    _cache.update(stamp=stamp, checked=now)
    return _cache["content"]


def _replace() -> None:
    try:
        _cache["content"] = Content()
    except ContentError:
        # Half-saved edits happen on a live machine; `make check` names them, visitors keep the last good words.
        return


def is_crisis(topic: str | None) -> bool:
    """Whether *topic* is a danger other than distress."""
    return topics.is_danger(topic) and topic != topics.DISTRESS
