"""The words and their metadata: data/*.yml as objects, re-read when a file changes.

Staff edit Rasa's own `responses:` format, so `rasa train`, `rasa shell` and `rasa test` read the same files. Whoever
speaks to a visitor asks here by name (`content.say("greet")`), so a changed sentence is live without training.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.content.last_good import LastGood
from clinicchat.content.settings import COUNTRIES

FILES = ("answers.yml", "cards.yml", "replies.yml")
HELPLINES = "helplines.yml"
NEEDED = {"cards.yml": (*topics.DANGERS, "unavailable"), "replies.yml": ("link_clinic",)}
"""What must be there for a card and for an apology, without `utter_`."""
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
            for words in _responses(self.folder / name):
                self.words.setdefault(words.name, []).append(words)
        for file, names in NEEDED.items():
            for name in names:
                if not self.has(name):
                    raise ContentError(f"data/{file}: utter_{name} is missing. Add it with its text.")
        self.countries = _help_lines(self.folder / HELPLINES)

    @property
    def names(self) -> Iterator[str]:
        """Every file and key that is there, such as "data/cards.yml: utter_unavailable (UK)"."""
        for name, variations in self.words.items():
            for one in variations:
                which = ", ".join(one.conditions.values())
                yield f"data/{one.file}: {name}" + (f" ({which})" if which else "")

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
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(
            f"data/{path.name}, line {line}: a character is not saved as UTF-8. Type it again and save as UTF-8."
        ) from error
    except (yaml.YAMLError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line_of = f", line {mark.line + 1}" if mark else ""
        raise ContentError(
            f"data/{path.name}{line_of}: cannot be read. Check the spaces at the line's start, colons and quotes."
        ) from error
    if found is not None and not isinstance(found, dict):
        raise ContentError(f"data/{path.name}: must hold `key: value` lines at its top.")
    return found or {}


def _section(path: Path, key: str) -> dict[str, Any]:
    """Returns what stands under *key*. Raises `ContentError` when there is nothing: the file is half saved or lost."""
    found = read_yaml(path).get(key)
    if not isinstance(found, dict) or not found:
        raise ContentError(
            f"data/{path.name}: {key}: has nothing under it. Put the file back from the project's history."
        )
    return found


def _responses(path: Path) -> Iterator[Words]:
    for name, variations in _section(path, "responses").items():
        if not isinstance(variations, list) or not variations:
            raise ContentError(f'data/{path.name}: {name}: must be a list: put "- text: ..." under it.')
        for number, entry in enumerate(variations, start=1):
            yield _words(f"data/{path.name}: {name}: variation {number}", str(name), entry, path.name)


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


def _help_lines(path: Path) -> dict[str, Any]:
    found = _section(path, "countries")
    for code in COUNTRIES:
        entry = found.get(code)
        where = f"data/{path.name}: countries: {code}"
        if not isinstance(entry, dict) or not isinstance(entry.get("emergency"), dict):
            raise ContentError(f"{where}: has no emergency number. Add `emergency:` with label, number and url.")
        lines = entry.get("lines")
        if not isinstance(lines, list) or not lines:
            raise ContentError(f"{where}: has no help lines. Add `lines:`, one `- name:` each.")
        for line in (entry["emergency"], *lines):
            if not isinstance(line, dict) or not {"label", "number", "url"} <= set(line):
                raise ContentError(f"{where}: a line has no label, number or url. Add what is missing.")
    return found


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_kept = LastGood(
    Content,
    names=lambda content: content.names,
    files=lambda folder: [folder / name for name in (*FILES, HELPLINES)],
    recheck=RECHECK_SECONDS,
)


def current() -> Content:
    """Returns the content, re-read when a file changed; a broken or half-saved edit keeps the last good words.

    Raises `ContentError` if there never were good ones.
    """
    return _kept.current(paths.DATA)


def is_crisis(topic: str | None) -> bool:
    """Whether *topic* is a danger other than distress."""
    return topics.is_danger(topic) and topic != topics.DISTRESS
