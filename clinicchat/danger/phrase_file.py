"""data/safety/phrases/ as groups, counter-phrases and sequences; every fault is one error with its place and cure.

language.yml holds what all dangers share (how to write a phrase, lists, key words, counter-phrases for all), and each
danger has a file of its own (suicide.yml: `safety/suicide:`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clinicchat.content import topics
from clinicchat.danger.phrase_language import PhraseError, Steps, read_phrase
from clinicchat.danger.phrase_words import simple_words

FOLDER = "safety/phrases"
SHARED = "language.yml"
SHARED_KEYS = ("fillers", "keywords", "real_words", "spellings", "lists", "not")
FILES = (SHARED, *(f"{danger.removeprefix('safety/')}.yml" for danger in topics.DANGERS))
EVERYWHERE = ""
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def file_of(key: str) -> str:
    """Returns the name of the file in which *key* stands: a danger has its own.

    >>> file_of("safety/suicide"), file_of("lists")
    ('suicide.yml', 'language.yml')
    """
    return f"{key.removeprefix('safety/')}.yml" if key in topics.DANGERS else SHARED


def shown(name: str) -> str:
    """Returns how messages name the file *name*."""
    return f"data/{FOLDER}/{name}"


class DangerFileError(ValueError):
    """The danger phrases cannot be used; the text names file, group and phrase, and the cure."""


@dataclass(frozen=True)
class Counter:
    """A counter-phrase: the words it covers do not count."""

    phrase: str
    example: str
    topic: str = EVERYWHERE
    group: str = EVERYWHERE


@dataclass(frozen=True)
class Group:
    """A named set of phrases of one danger. With `together`, one of each list must stand in the message.

    `no_drug`: signs of an overdose that name no drug.
    """

    topic: str
    name: str
    phrases: tuple[str, ...]
    together: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    language: str = "en"
    no_drug: bool = False

    @property
    def urgency(self) -> tuple[int, bool]:
        """Sorts groups, the most urgent first: an overdose that names no drug comes after a medical emergency."""
        topic = topics.MEDICAL if self.no_drug else self.topic
        return topics.DANGERS.index(topic), self.no_drug


@dataclass(frozen=True)
class Part:
    """Whose sequence it is: a group's `phrases` or `together`, or a counter."""

    owner: Group | Counter
    together: bool = False


class PhraseFiles:
    """What the files hold: groups, counter-phrases, and whose each sequence is.

    Raises `DangerFileError` for any fault.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.definition = self._read_all()
        self.lists = {str(k): self._strings(v, f"lists: {k}") for k, v in (self.definition.get("lists") or {}).items()}
        self.groups: list[Group] = []
        self.counters: list[Counter] = []
        self.sequences: list[Steps] = []
        self.parts: list[Part] = []
        self._add_counters(self.definition.get("not"), "not", EVERYWHERE, EVERYWHERE)
        for topic in topics.DANGERS:
            entry = self.definition.get(topic)
            if not isinstance(entry, dict):
                raise self._error(topic, "is missing. Add it with its `groups:`.")
            self._add_counters(entry.get("not"), topic, topic, EVERYWHERE)
            for group in entry.get("groups") or []:
                self._add_group(topic, group)
        self.groups.sort(key=lambda group: group.urgency)
        if not self.groups:
            raise self._error("groups", "there is none. Add a group with `name`, `phrases` and `examples`.")

    def _read_all(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in FILES:
            for key, value in self._read(self.folder / name).items():
                if key in (*topics.DANGERS, *SHARED_KEYS) and file_of(key) != name:
                    home = shown(file_of(key))
                    raise DangerFileError(f"{shown(name)}: {key}: does not belong here. Put it into {home}.")
                found[key] = value
        return found

    def _read(self, path: Path) -> dict[str, Any]:
        name = shown(path.name)
        try:
            found = yaml.load(path.read_text(encoding="utf-8"), Loader=_YAML)
        except FileNotFoundError:
            raise DangerFileError(f"{name} is missing. Put it back: without it nobody in danger is seen.") from None
        except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}" if mark else ""
            raise DangerFileError(
                f"{name}{where}: cannot be read. Check the spaces at the start of the line, the colons and the quotes."
            ) from error
        if not isinstance(found, dict):
            raise DangerFileError(f"{name}: is empty. Put the dangers and their groups back.")
        return found

    def _error(self, where: str, problem: str) -> DangerFileError:
        return DangerFileError(f"{shown(file_of(where.partition(': ')[0]))}: {where}: {problem}")

    def _strings(self, value: Any, where: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(not isinstance(v, str) for v in value):
            raise self._error(
                where,
                'must be a list of texts, each on a line with "- " before it (numbers and yes/no in quotes).',
            )
        return tuple(value)

    def _add_group(self, topic: str, entry: Any) -> None:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            raise self._error(topic, "a group has no name. Add `name:` with a sentence that says what it sees.")
        if any(g.name == name for g in self.groups):
            raise self._error(f"{topic}: {name}", "is there twice. Give each group its own name.")
        where = f"{topic}: {name}"
        unknown = set(entry) - {"name", "phrases", "together", "examples", "language", "no_drug", "not"}
        if unknown:
            raise self._error(
                where,
                f"`{sorted(unknown)[0]}` is unknown. Use name, phrases, together, examples, language, no_drug, not.",
            )
        together = self._strings(entry["together"], f"{where}: together") if "together" in entry else ()
        phrases, examples = (self._strings(entry.get(k), f"{where}: {k}") for k in ("phrases", "examples"))
        group = Group(
            topic, name, phrases, together, examples, str(entry.get("language", "en")), bool(entry.get("no_drug"))
        )
        self.groups.append(group)
        for phrase in phrases:
            self._add(phrase, Part(group), where)
        for phrase in together:
            self._add(phrase, Part(group, together=True), where)
        self._add_counters(entry.get("not"), f"{where}: not", topic, name)

    def _add_counters(self, entries: Any, where: str, topic: str, group: str) -> None:
        for entry in entries or []:
            if not isinstance(entry, dict) or set(entry) != {"phrase", "example"}:
                raise self._error(f"{where}: not", "each counter-phrase needs `phrase:` and `example:`, nothing else.")
            counter = Counter(str(entry["phrase"]), str(entry["example"]), topic, group)
            self.counters.append(counter)
            self._add(counter.phrase, Part(counter), where)

    def _add(self, phrase: str, part: Part, where: str) -> None:
        try:
            found = read_phrase(phrase, self.lists, simple_words)
        except PhraseError as error:
            raise self._error(f'{where}: "{phrase}"', str(error)) from None
        self.sequences += found
        self.parts += [part] * len(found)
