"""The units of content that people approve: a card's words in a language, an answer, a part, a named line, …

    for unit in units(paths.DATA): unit.name, unit.hash, unit.safety
    compose(working, old, withheld, folder)     # the content of a release: of some units the old words

A unit's hash tells whether its words are still those that somebody approved. What belongs to no unit (phrasings,
replies, sources, the page's words, settings) needs no approval: it is only checked.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clinicchat.content import cards, yaml_file
from clinicchat.danger import phrase_file

Way = tuple[str, ...]
Tree = dict[str, Any]
NAMED, HELP_LINES, REPLIES, SOURCES = "named", "helplines.yml", "replies.yml", "sources.yml"
ABOUT_A_TABLE = ("reviewed", "beside", "sources")
"""What stands at the top of a file of named things beside them."""
REMOVED = "removed"
MADE = "# Made by `make release`: some words here are those of the release before, until the new ones are approved.\n"


@dataclass(frozen=True)
class Unit:
    """What is approved as one: its words, where they stand in the file, and whether it takes two names."""

    name: str
    file: str
    content: Mapping[Way, Any]
    safety: bool = False

    @property
    def hash(self) -> str:
        """A short text that differs when a word of the unit does."""
        told = [self.name, sorted((">".join(way), value) for way, value in self.content.items())]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


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
        if name.startswith("utter_disclaimer_"):
            label = f"disclaimer {name.removeprefix('utter_disclaimer_')}"
            yield Unit(label, REPLIES, {("responses", name): words})


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
                yield Unit(f"{stem} {entry['name']}", file, {(group, _entry(entry["name"])): entry})
        else:
            shared[(group,)] = entries
    if shared:
        yield Unit(f"{stem}, what all share", file, shared)


def _entry(label: object) -> str:
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


def compose(working: Path, old: Path | None, withheld: Iterable[Unit], folder: Path) -> None:
    """Writes the content of a release to *folder*: that of *working*, but of the *withheld* units what *old* has.

    What *old* lacks is left out, with its phrasings and the buttons that lead to it.
    """
    shutil.copytree(working, folder)
    before = units(old) if old else {}
    held = list(withheld)
    for file in sorted({unit.file for unit in held}):
        _compose_file(file, [unit for unit in held if unit.file == file], before, old, folder)
    _lend_sources(old, folder, [before[u.name] for u in held if u.name in before])
    new = {unit.name for unit in held if unit.name not in before}
    for path in sorted(folder.glob("topics/*/*.yml")) if new else ():
        _without(path, new)


def _compose_file(file: str, held: list[Unit], before: Mapping[str, Unit], old: Path | None, folder: Path) -> None:
    path = folder / file
    if old and () in held[0].content:  # a whole file: its words and its notes
        shutil.copy(old / file, path)
        return
    tree = yaml_file.load(path) if path.is_file() else {}
    for unit in held:
        words = before[unit.name].content if unit.name in before else {}
        for way in unit.content.keys() - words.keys():
            _delete(tree, way)
        for way, value in words.items():
            _put(tree, way, value)
    if old and (old / file).is_file() and yaml_file.load(old / file) == tree:
        shutil.copy(old / file, path)
    else:
        write(path, tree)


def write(path: Path, tree: Tree) -> None:
    """Writes *tree* as a file of content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(MADE + text, encoding="utf-8")


def _delete(tree: Any, way: Way) -> None:
    *above, last = way
    for step in above:
        tree = tree.get(step) or {}
    if isinstance(tree, list):
        tree[:] = [entry for entry in tree if _entry(entry.get("name")) != last]
    else:
        tree.pop(last, None)


def _put(tree: Any, way: Way, value: Any) -> None:
    *above, last = way
    for step in above:
        tree = tree.setdefault(step, [] if last.startswith("name=") else {})
    if isinstance(tree, list):
        place = next((i for i, entry in enumerate(tree) if _entry(entry.get("name")) == last), len(tree))
        tree[place : place + 1] = [value]
    else:
        tree[last] = value


def _lend_sources(old: Path | None, folder: Path, kept: list[Unit]) -> None:
    """Gives the old words that stay the sources which they name and which are gone meanwhile."""
    if old is None or not kept:
        return
    tree, theirs = yaml_file.load(folder / SOURCES), yaml_file.load(old / SOURCES)["sources"]
    words = json.dumps([list(unit.content.values()) for unit in kept], default=str)
    missing = {name: s for name, s in theirs.items() if name not in tree["sources"] and f'"{name}"' in words}
    if missing:
        tree["sources"] |= missing
        write(folder / SOURCES, tree)


def _without(path: Path, new: set[str]) -> None:
    """Takes the phrasings of *new* units out of a file of a topic, and the buttons that lead to them."""
    tree = yaml_file.load(path)
    before = json.dumps(tree, default=str)
    tree["nlu"] = [entry for entry in tree.get("nlu") or [] if entry.get("intent") not in new]
    for variations in (tree.get("responses") or {}).values():
        for one in variations:
            metadata = one.get("metadata") or {}
            for key in ("related", "parts"):
                if key in metadata and isinstance(metadata[key], list):
                    metadata[key] = [name for name in metadata[key] if name not in new]
    if not tree["nlu"] and not tree.get("responses"):
        path.unlink()
    elif json.dumps(tree, default=str) != before:
        write(path, tree)
