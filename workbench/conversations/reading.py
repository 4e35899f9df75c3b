"""Reads conversation tests from YAML; every fault is named with file, line, key and cure."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content.settings import COUNTRIES
from workbench.conversations import names
from workbench.conversations.conversation import HEAD, Conversation, Settings, Turn

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path("tests/conversations")
SETTINGS = {
    "action server": ("running", "stopped", "hanging"),
    "registry": ("working", "down", "slow", "errors"),
    "country": COUNTRIES,
    "model": ("trained", "none"),
    "language": None,
}
EXPECT = (
    *(*HEAD, "disclaimers", "no_disclaimers", "choices", "no_choices"),
    *("says", "never_says", "links", "help", "results", "messages"),
)


class ConversationFileError(ValueError):
    """A file of conversations cannot be used; each line of the text names file, line, key and cure."""


class _Faults:
    """Collects what is wrong in one file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: list[str] = []

    def add(self, node: yaml.Node | None, words: str) -> None:
        line = f", line {node.start_mark.line + 1}" if node else ""
        self.found.append(f"{_shown(self.file)}{line}: {words}")

    def unknown(self, node: yaml.Node, kind: str, value: str, known: Any) -> None:
        near = difflib.get_close_matches(value, [str(k) for k in known], n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        listed = ", ".join(sorted(map(str, known))) if len(known) <= 16 else "the topics of data/topics/"
        self.add(node, f'{kind}: "{value}" is not known.{hint} Known: {listed}.')


def _shown(file: Path) -> Path:
    return file.relative_to(paths.ROOT) if file.is_relative_to(paths.ROOT) else file


def read(file: Path) -> list[Conversation]:
    """Returns the conversations of *file*, without those about a retired topic.

    Raises `ConversationFileError` that lists every fault.
    """
    faults = _Faults(file)
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        cure = "cannot be read. Check the spaces at the line's start; put words with signs (: ? , # [ ]) in quotes."
        raise ConversationFileError(f"{_shown(file)}{line}: {cure}") from error
    if root is None:
        raise ConversationFileError(f"{_shown(file)}: holds no test. Write one, or delete the file.")
    if not isinstance(root, yaml.SequenceNode) or not root.value:
        raise ConversationFileError(f'{_shown(file)}, line 1: must be a list: begin each test with "- name:".')
    nodes = [node for node in root.value if not names.expected_topics(node) & names.retired()]
    found = [_conversation(node, file, faults) for node in nodes]
    _check_names(found, nodes, faults)
    if faults.found:
        raise ConversationFileError("\n".join(faults.found))
    return [c for c in found if c]


def read_all(folder: Path | None = None) -> list[Conversation]:
    """Returns the conversations of every file in tests/conversations/, in the files' order of name."""
    folder = folder or paths.ROOT / FOLDER
    if problems := [words for path in sorted(folder.iterdir()) if (words := misplaced(path))]:
        raise ConversationFileError("\n".join(problems))
    return [c for file in sorted(folder.glob("*.yml")) for c in read(file)]


def misplaced(path: Path) -> str:
    """Returns what is wrong with a file or folder whose tests nobody would play, else nothing."""
    if path.is_dir():
        if path.name.startswith((".", "__")):
            return ""
        return f"{_shown(path)}/: tests in a folder of their own are not played. Move its files one folder up."
    if path.suffix != ".yml" and path.suffix.lower() in (".yaml", ".yml"):
        return f"{_shown(path)}: only files that end in .yml are played. Rename it to {path.stem}.yml."
    return ""


def _check_names(found: list[Conversation | None], nodes: list[yaml.Node], faults: _Faults) -> None:
    seen: set[str] = set()
    for conversation, node in zip(found, nodes, strict=True):
        if conversation and conversation.name in seen:
            faults.add(node, f'name: "{conversation.name}" is used twice in this file. Give each test its own name.')
        seen.add(conversation.name if conversation else "")


def _mapping(node: yaml.Node, what: str, known: tuple[str, ...], faults: _Faults) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        faults.add(node, f"{what}: must hold `key: value` lines. Known keys: {', '.join(known)}.")
        return {}
    entries: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in known:
            faults.unknown(key, f"{what}, key", str(key.value), known)
        elif key.value in entries:
            faults.add(key, f'{what}: "{key.value}" stands twice. Keep one.')
        else:
            entries[key.value] = value
    return entries


def _text(node: yaml.Node | None, key: str, faults: _Faults) -> str | None:
    if node is None:
        return None
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        faults.add(node, f'{key}: must be words, such as {key}: "What is MDMA?"')
        return None
    return str(node.value)


def _conversation(node: yaml.Node, file: Path, faults: _Faults) -> Conversation | None:
    entries = _mapping(node, "conversation", ("name", "settings", "turns", "known_problem"), faults)
    name = _text(entries.get("name"), "name", faults)
    for key in ("name", "turns"):
        if entries and key not in entries:
            faults.add(node, f"{key}: is missing. Add `{key}:` to this test.")
    turns = entries.get("turns")
    if turns is not None and (not isinstance(turns, yaml.SequenceNode) or not turns.value):
        faults.add(turns, 'turns: must be a list: begin each turn with "- visitor:" or "- press:".')
    read_turns = [_turn(t, faults) for t in turns.value] if isinstance(turns, yaml.SequenceNode) else []
    if read_turns and not any(t is None or t.expect for t in read_turns):
        faults.add(node, "expect: no turn of this test expects anything. Add `expect:` to a turn, with what must come.")
    settings = _settings(entries["settings"], faults) if "settings" in entries else Settings()
    problem = _text(entries.get("known_problem"), "known_problem", faults) or ""
    if name is None or not read_turns or None in read_turns:
        return None
    return Conversation(
        name, tuple(t for t in read_turns if t), file, node.start_mark.line + 1, settings, known_problem=problem
    )


def _settings(node: yaml.Node, faults: _Faults) -> Settings:
    values: dict[str, str] = {}
    for key, value in _mapping(node, "settings", tuple(SETTINGS), faults).items():
        told = _text(value, key, faults)
        allowed = SETTINGS[key]
        if told is None:
            continue
        if allowed is not None and told not in allowed:
            faults.unknown(value, f"settings, {key}", told, allowed)
        else:
            values[key.replace(" ", "_")] = told
    return Settings(**values)


def _turn(node: yaml.Node, faults: _Faults) -> Turn | None:
    entries = _mapping(node, "turn", ("visitor", "press", "expect"), faults)
    if entries and ("visitor" in entries) == ("press" in entries):
        faults.add(node, "turn: needs one of `visitor:` (what is typed) or `press:` (a button's label), not both.")
    visitor, press = (_text(entries.get(key), key, faults) for key in ("visitor", "press"))
    expect = _expect(entries["expect"], faults) if "expect" in entries else {}
    if visitor is None and press is None:
        return None
    return Turn(visitor, press, expect, node.start_mark.line + 1)


def _expect(node: yaml.Node, faults: _Faults) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in _mapping(node, "expect", EXPECT, faults).items():
        read_it = _READERS.get(key, _list)
        got = read_it(value, key, faults)
        if got is not None:
            found[key] = got
    return found


def _one_of(known: Callable[[], Any]) -> Callable[[yaml.Node, str, _Faults], str | None]:
    def reader(node: yaml.Node, key: str, faults: _Faults) -> str | None:
        told = _text(node, f"expect, {key}", faults)
        if told is not None and told not in known():
            faults.unknown(node, f"expect, {key}", told, known())
            return None
        return told

    return reader


def _list(node: yaml.Node, key: str, faults: _Faults) -> list[str] | None:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not nodes or any(not isinstance(n, yaml.ScalarNode) or not n.value for n in nodes):
        faults.add(node, f"expect, {key}: must be words or a list of words: {key}: [Tell me more, faq/access].")
        return None
    told = [str(n.value) for n in nodes]
    if key in ("disclaimers", "no_disclaimers"):
        for one, where in zip(told, nodes, strict=True):
            if one not in names.disclaimers():
                faults.unknown(where, f"expect, {key}", one, names.disclaimers())
    return told


def _no_choices(node: yaml.Node, key: str, faults: _Faults) -> bool | list[str] | None:
    if isinstance(node, yaml.ScalarNode) and node.value in ("true", "yes"):
        return True
    return _list(node, key, faults)


def _results(node: yaml.Node, key: str, faults: _Faults) -> int | list[str] | None:
    if isinstance(node, yaml.ScalarNode) and node.value.isdecimal():
        return int(node.value)
    return _list(node, key, faults)


def _either(known: dict[str, Any]) -> Callable[[yaml.Node, str, _Faults], Any]:
    def reader(node: yaml.Node, key: str, faults: _Faults) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in known:
            return known[node.value]
        faults.add(node, f"expect, {key}: must be {' or '.join(known)}.")
        return None

    return reader


def _names_of(kind: type[StrEnum]) -> Callable[[yaml.Node, str, _Faults], Any]:
    return _one_of(lambda: [str(one) for one in kind])


_READERS: dict[str, Callable[[yaml.Node, str, _Faults], Any]] = {
    **{key: _names_of(kind) for key, kind in HEAD.items() if kind},
    "topic": _one_of(names.expectable_topics),
    "part": _one_of(names.expectable_parts),
    "no_choices": _no_choices,
    "results": _results,
    "messages": _either({"1": 1, "2": 2}),
    "help": _either({"true": True, "false": False}),
}
