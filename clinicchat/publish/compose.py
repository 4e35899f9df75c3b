"""The content of a release: the working files, with the old words of what nobody approved yet.

compose(working, old, withheld, folder)
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from clinicchat.content import turns, yaml_file
from clinicchat.publish.units import BUTTONS, SOURCES, Tree, Unit, Way, entry_label, units

MADE = "# Made by `make release`: some words here are those of the release before, until the new ones are approved.\n"


def compose(working: Path, old: Path | None, withheld: Iterable[Unit], folder: Path) -> None:
    """Writes the content of a release to *folder*: that of *working*, but of the *withheld* units what *old* has.

    What *old* lacks is left out, with its phrasings, its short turns and the buttons that lead to it.
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
    if new:
        _without_turns(folder / turns.FILE, new)


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
            _put(tree, way, _with_buttons(value, unit.content.get(way)))
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
        tree[:] = [entry for entry in tree if entry_label(entry.get("name")) != last]
    else:
        tree.pop(last, None)


def _put(tree: Any, way: Way, value: Any) -> None:
    *above, last = way
    for step in above:
        tree = tree.setdefault(step, [] if last.startswith("name=") else {})
    if isinstance(tree, list):
        place = next((i for i, entry in enumerate(tree) if entry_label(entry.get("name")) == last), len(tree))
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


def _without_turns(path: Path, new: set[str]) -> None:
    """Takes the short turns out of data/turns.yml that say a *new* reply."""
    tree = yaml_file.load(path)
    said = {name: (turn.get("words"), turn.get("trial_words")) for name, turn in tree["turns"].items()}
    held = [name for name, words in said.items() if any(f"reply {word}" in new for word in words)]
    if held:
        tree["turns"] = {name: turn for name, turn in tree["turns"].items() if name not in held}
        write(path, tree)


def _with_buttons(words: object, of: object) -> object:
    """Returns *words* with the buttons that stand *of* the same place: a button may lead to what is gone meanwhile."""
    if isinstance(words, dict) and isinstance(of, dict):
        kept = {key: _with_buttons(value, of.get(key)) for key, value in words.items() if key not in BUTTONS}
        return kept | {key: of[key] for key in BUTTONS if key in of}
    if isinstance(words, list) and isinstance(of, list):
        return [_with_buttons(*pair) for pair in zip(words, [*of, *words[len(of) :]], strict=False)]
    return words
