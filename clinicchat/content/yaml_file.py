"""The one reader of staff's YAML files, for the running program and `make check` alike.

    load(paths.DATA / "replies.yml")    # a mapping; else ContentError: file, line, what is wrong, and the cure
    read(path).top.get("responses")     # the same as a tree that knows its lines

UTF-8 (also with a byte order mark), UTF-16 and the line ends of every system are understood.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from clinicchat.content.yaml_faults import Unreadable, explained

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAP, LIST, SCALAR = "map", "list", "scalar"
TYPOGRAPHIC = re.compile("[“”„‟‘’][^“”„‟]*[“”‘’]")
CUT_OPEN = re.compile("[“„‟][^“”„‟]*")
"""What a comma or a colon leaves of words in such quotation marks."""


@dataclass(frozen=True, eq=False)
class Node:
    """A map (`pairs`), a list (`entries`) or a scalar (`value` as programs read it, `raw` as written)."""

    kind: str
    line: int
    end: int
    value: object = None
    raw: str = ""
    plain: bool = False
    pairs: tuple[tuple[Node, Node], ...] = ()
    entries: tuple[Node, ...] = ()

    def get(self, *keys: str) -> Node:
        """Returns the node under *keys*, one after the other; `NOTHING` when there is none."""
        found: Node = self
        for key in keys:
            found = found._by_key.get(key, NOTHING)
        return found

    @cached_property
    def _by_key(self) -> dict[str, Node]:
        return {key.raw: value for key, value in self.pairs}

    def key_line(self, key: str) -> int:
        """Returns the line of *key*; the node's own when it is missing."""
        return next((k.line for k, _ in self.pairs if k.raw == key), self.line)

    def __bool__(self) -> bool:
        return self is not NOTHING

    @property
    def text(self) -> str:
        """The words of a text; nothing for anything else."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def texts(self) -> list[str]:
        """The words of a list's texts."""
        return [e.text for e in self.entries if e.text]

    @property
    def plain_value(self) -> Any:
        """The value as programs use it: mappings by their keys as written, lists, and what a scalar means."""
        if self.kind == MAP:
            return {key.raw: value.plain_value for key, value in self.pairs}
        return [entry.plain_value for entry in self.entries] if self.kind == LIST else self.value

    def walk(self, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yields every text or number below, with the way to it."""
        if self.kind == SCALAR:
            yield way, self
        for key, value in self.pairs:
            yield from value.walk((*way, key.raw))
        for number, entry in enumerate(self.entries, start=1):
            yield from entry.walk((*way, str(number)))


NOTHING = Node(SCALAR, 1, 1)


@dataclass(frozen=True, eq=False)
class Document:
    """One file: its tree, or why there is none. `twice` lists (line, key, first line) of keys that are given twice."""

    lines: tuple[str, ...]
    top: Node = NOTHING
    fault: Unreadable | None = None
    twice: tuple[tuple[int, str, int], ...] = field(default=())

    def line_of(self, node: Node, words: str) -> int:
        """Returns the line between a node's first and last that holds *words*; the node's own when none does."""
        inside = range(node.line, min(node.end, len(self.lines)) + 1)
        first_words = " ".join(words.split()[:3])
        for part in (words, first_words):
            for number in inside:
                if part and part in self.lines[number - 1]:
                    return number
        return node.line


class ContentError(ValueError):
    """A file in data/ cannot be used, or a name that the program uses is not there: file, line, key and cure."""


def label(path: Path) -> str:
    """Returns how messages name a file of the content: from data/ on.

    >>> label(Path("/srv/clinic/data/safety/suicide.yml")), label(Path("/tmp/replies.yml"))
    ('data/safety/suicide.yml', 'data/replies.yml')
    """
    parts = path.parts
    start = len(parts) - 1 - parts[::-1].index("data") if "data" in parts else len(parts) - 1
    return "/".join(parts[start:]) if "data" in parts else f"data/{path.name}"


def load(path: Path) -> dict[str, Any]:
    """Returns the mapping in *path*. Raises `ContentError`."""
    return mapping(read(path), path)


def mapping(document: Document, path: Path) -> dict[str, Any]:
    """Returns what *document*, the file *path*, holds. Raises `ContentError` when it cannot be used."""
    if fault := document.fault:
        raise ContentError(f"{label(path)}, line {fault.line}: {fault.what} {fault.cure}")
    for line, key, first in document.twice:
        again = f"`{key}` is given a second time (first on line {first})."
        raise ContentError(f"{label(path)}, line {line}: {again} Put both together in one place, or delete one.")
    if document.top.kind != MAP:
        cure = "Take the file back from the project's history."
        raise ContentError(f"{label(path)}: has no `name: words` lines at its top. {cure}")
    found: dict[str, Any] = document.top.plain_value
    return found


def read(path: Path) -> Document:
    """Returns the document in *path*; never raises."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return _unreadable(1, "The file is missing.", "Take it back from the project's history.")
    except OSError as error:
        return _unreadable(1, f"The file cannot be opened ({type(error).__name__}).", "Look at its permissions.")
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return parse(raw.decode("utf-16" if marked else "utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return _unreadable(line, "A character on this line is not saved as UTF-8.", "Type it again and save as UTF-8.")


def _unreadable(line: int, what: str, cure: str) -> Document:
    return Document((), NOTHING, Unreadable(line, what, cure))


@lru_cache(maxsize=128)
def parse(text: str) -> Document:
    """Returns the document in *text*; never raises."""
    lines = tuple(text.splitlines())
    loader = LOADER(text)
    try:
        composed = loader.get_single_node()
        twice: list[tuple[int, str, int]] = []
        top = _node(loader, composed, twice) if composed is not None else NOTHING
        return Document(lines, top, _typographic(top), tuple(twice))
    except yaml.YAMLError as fault:
        return Document(lines, NOTHING, explained(fault, lines))
    finally:
        loader.dispose()


def _node(loader: yaml.SafeLoader, composed: yaml.Node, twice: list[tuple[int, str, int]]) -> Node:
    line, end = composed.start_mark.line + 1, composed.end_mark.line + 1
    if isinstance(composed, yaml.MappingNode):
        pairs = tuple((_node(loader, k, twice), _node(loader, v, twice)) for k, v in composed.value)
        seen: dict[str, int] = {}
        for key, _ in pairs:
            if key.raw in seen:
                twice.append((key.line, key.raw, seen[key.raw]))
            seen.setdefault(key.raw, key.line)
        return Node(MAP, line, end, pairs=pairs)
    if isinstance(composed, yaml.SequenceNode):
        return Node(LIST, line, end, entries=tuple(_node(loader, e, twice) for e in composed.value))
    try:
        value = loader.construct_object(composed, deep=True)
    except (ValueError, yaml.YAMLError):
        value = None  # such as the date 2026-13-45
    return Node(SCALAR, line, end, value, str(composed.value), plain=not getattr(composed, "style", None))


def _keys_and_values(top: Node) -> Iterator[Node]:
    if top.kind == SCALAR:
        yield top
    for key, value in top.pairs:
        yield key
        yield from _keys_and_values(value)
    for entry in top.entries:
        yield from _keys_and_values(entry)


def _typographic(top: Node) -> Unreadable | None:
    """Returns the fault of the first value within typographic quotation marks: visitors would read them."""
    for node in _keys_and_values(top):
        if node.plain and (TYPOGRAPHIC.fullmatch(node.raw) or CUT_OPEN.fullmatch(node.raw)):
            what = "The quotation marks are typographic ones, so they count as words."
            return Unreadable(node.line, what, 'Type straight ones: "…".')
    return None
