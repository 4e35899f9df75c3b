"""The units of content that people approve: a card's words in a language, an answer, a part, a named line, …

    for unit in units(paths.DATA): unit.name, unit.hash, unit.safety

A unit's hash tells whether its words are still those that somebody approved. What belongs to no unit (phrasings,
buttons, sources, the page's words, settings) needs no approval: it is only checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from clinicchat.content import cards, visitor, yaml_file
from clinicchat.danger import phrase_file

Way = tuple[str, ...]
Tree = dict[str, Any]
NAMED, HELP_LINES, REPLIES, SOURCES = "named", "helplines.yml", "replies.yml", "sources.yml"
DISCLAIMER, REPLY = "utter_disclaimer_", "utter_"
BUTTONS = ("related", "searches", "choices")
"""Keys whose topics and searches are the buttons under words; they need nobody's name."""
LABELS = ("utter_button_", "utter_link_")
"""Replies that are the label of a button or a link: no units."""
REMOVED = "removed"


@dataclass(frozen=True)
class Unit:
    """What is approved as one: its words, where they stand in the file, and whether it takes two names."""

    name: str
    file: str
    content: Mapping[Way, Any]
    safety: bool = False

    @cached_property
    def hash(self) -> str:
        """A short text that differs when a word of the unit does; what its buttons lead to is no word."""
        told = [self.name, sorted((">".join(way), without_buttons(value)) for way, value in self.content.items())]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def without_buttons(value: object) -> object:
    """Returns the words in *value* without what its buttons lead to."""
    if isinstance(value, dict):
        return {key: without_buttons(inner) for key, inner in value.items() if key not in BUTTONS}
    return [without_buttons(inner) for inner in value] if isinstance(value, list) else value


def gone(unit: Unit) -> Unit:
    """Returns the unit that stands for the removal of *unit*."""
    return Unit(unit.name, unit.file, {(): REMOVED}, unit.safety)


def units(data: Path) -> dict[str, Unit]:
    """Returns the units of the content in the folder *data* by name. Raises `ContentError` for what cannot be read."""
    return {unit.name: unit for unit in _units(data)}


def _units(data: Path) -> Iterator[Unit]:
    for path in sorted(data.glob("topics/*/*.yml")):
        yield from _answers(path.relative_to(data).as_posix(), yaml_file.load(path))
    for path in sorted(data.glob(f"{NAMED}/*.yml")):
        yield from _named(path.relative_to(data).as_posix(), yaml_file.load(path))
    for stem in cards.FILES:
        file = f"{cards.FOLDER}/{stem}.yml"
        yield from _cards(file, stem, yaml_file.load(data / file))
    for name in phrase_file.FILES:
        file = f"{phrase_file.FOLDER}/{name}"
        label = f"danger phrases {Path(name).stem}"
        yield Unit(label, file, {(): yaml_file.load(data / file)}, safety=True)
    lines = yaml_file.load(data / HELP_LINES)
    for code, entry in (lines.get("countries") or {}).items():
        yield Unit(f"help lines {code}", HELP_LINES, {("countries", code): entry}, safety=True)
    yield Unit("help lines, for all countries", HELP_LINES, {("terms",): lines.get("terms")}, safety=True)
    for name, words in (yaml_file.load(data / REPLIES).get("responses") or {}).items():
        if not name.startswith(LABELS):
            yield Unit(_reply(name), REPLIES, {("responses", name): words})
    yield from _named(visitor.FILE, yaml_file.load(data / visitor.FILE))


def _reply(name: str) -> str:
    """Returns the name of the unit of the reply *name*."""
    if name.startswith(DISCLAIMER):
        return f"disclaimer {name.removeprefix(DISCLAIMER)}"
    return f"reply {name.removeprefix(REPLY)}"


def _answers(file: str, tree: Tree) -> Iterator[Unit]:
    for name, words in (tree.get("responses") or {}).items():
        yield Unit(name.removeprefix("utter_"), file, {("responses", name): words})


def _named(file: str, tree: Tree) -> Iterator[Unit]:
    """Yields each named thing (an entry of a table, or of a list of tables), and what all things of a file share."""
    stem = Path(file).stem
    shared: dict[Way, Any] = {}
    for group, entries in tree.items():
        if isinstance(entries, dict) and all(isinstance(entry, dict) for entry in entries.values()):
            for name, entry in entries.items():
                yield Unit(f"{stem} {name}", file, {(group, name): entry})
        elif isinstance(entries, list) and all(isinstance(entry, dict) and "name" in entry for entry in entries):
            for entry in entries:
                yield Unit(f"{stem} {entry['name']}", file, {(group, entry_label(entry["name"])): entry})
        else:
            shared[(group,)] = entries
    if shared:
        yield Unit(f"{stem}, what all share", file, shared)


def entry_label(label: object) -> str:
    """Returns the step of a way that leads to the entry of a list which is called *label*."""
    return f"name={label}"


def _cards(file: str, stem: str, tree: Tree) -> Iterator[Unit]:
    """Yields each text in each language; what both languages share (its lines) belongs to the English one."""
    card = [(("card",), f"card {stem}", tree["card"])] if tree.get("card") else []
    words = [(("words", n), n.removeprefix("utter_"), w) for n, w in (tree.get("words") or {}).items()]
    for name, step in (tree.get("steps") or {}).items():
        yield Unit(f"step {name}", file, {("steps", name): step, ("reviewed",): tree["reviewed"]}, safety=True)
    for way, label, template in (*card, *words):
        shared = {(*way, key): value for key, value in template.items() if key != "es"}
        yield Unit(f"{label} (en)", file, shared, safety=True)
        if template.get("es"):
            yield Unit(f"{label} (es)", file, {(*way, "es"): template["es"]}, safety=True)
