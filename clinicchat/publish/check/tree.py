"""A YAML file as a tree that knows its lines; and what is wrong with one that cannot be read, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAP, LIST, SCALAR = "map", "list", "scalar"


@dataclass(frozen=True, eq=False)
class Node:
    """A map (`pairs`), a list (`entries`) or a scalar (`value` as programs read it, `raw` as written)."""

    kind: str
    line: int
    end: int
    value: Any = None
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

    def walk(self, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yields every text or number below, with the way to it."""
        if self.kind == SCALAR:
            yield way, self
        for key, value in self.pairs:
            yield from value.walk((*way, key.raw))
        for number, entry in enumerate(self.entries, start=1):
            yield from entry.walk((*way, str(number)))


NOTHING = Node(SCALAR, 1, 1)


@dataclass(frozen=True)
class Unreadable:
    """Why a file cannot be read: the line, what stands there, what to do."""

    line: int
    what: str
    cure: str


@dataclass(frozen=True, eq=False)
class Document:
    """One file: its tree, or why there is none. `twice` lists (line, key, first line) of keys that stand twice."""

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


@lru_cache(maxsize=128)
def parse(text: str) -> Document:
    """Returns the document in *text*; never raises."""
    lines = tuple(text.splitlines())
    loader = LOADER(text)
    try:
        composed = loader.get_single_node()
        twice: list[tuple[int, str, int]] = []
        top = _node(loader, composed, twice) if composed is not None else NOTHING
        return Document(lines, top, None, tuple(twice))
    except yaml.YAMLError as fault:
        return Document(lines, NOTHING, _explained(fault, lines))
    finally:
        loader.dispose()


def _node(loader: Any, composed: yaml.Node, twice: list[tuple[int, str, int]]) -> Node:
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


COLON = (
    "A colon inside the words confuses the chat, or this line starts too far to the right.",
    "Put the words after the first colon in quotes, or give this line the same spaces as the lines above it.",
)
INDENT = (
    "This line, or the one before it, does not start where it should.",
    "Give it the same number of spaces at its start as its neighbours. If it has quotes, check that they are closed.",
)
NO_COLON = (
    "A line here has no colon, or words start too far to the left.",
    'Write "name: words", and start words that belong to the line above with two more spaces than that line.',
)
BRACKET = (
    "A bracket or brace is not closed, or a comma is missing in a list.",
    "Write [one, two] or {name: words}, and put words that hold a comma or a colon in quotes.",
)
PLAIN_WORDS: list[tuple[str, tuple[str, str]]] = [
    ("mapping values are not allowed", COLON),
    ("did not find expected ',' or", BRACKET),
    ("expected ',' or", BRACKET),
    ("could not find expected ':'", NO_COLON),
    ("could not found expected ':'", NO_COLON),
    ("did not find expected key", INDENT),
    ("did not find expected '-' indicator", INDENT),
    ("expected <block end>", INDENT),
    ("alias", ("Words that start with * need quotes.", 'Put the words in quotes: "*…".')),
    ("anchor", ("Words that start with & need quotes.", 'Put the words in quotes: "&…".')),
    ("tag", ("Words that start with ! need quotes.", 'Put the words in quotes: "!…".')),
    ("special characters are not allowed", ("A character here cannot be read.", "Delete it and type it again.")),
    ("control characters are not allowed", ("A character here cannot be read.", "Delete it and type it again.")),
    ("escape", (r"A backslash (\) in double quotes is not understood.", "Use single quotes ('…') around the words.")),
    ("cannot start any token", ("Words cannot start with this character.", "Put the words in quotes.")),
    ("expected a single document", ("A line of three dashes or dots cuts the file in two.", "Delete that line.")),
]
ANYTHING = ("This line cannot be read.", "Check its spaces, colons and quotes, or undo your last change there.")


def _explained(fault: yaml.YAMLError, lines: tuple[str, ...]) -> Unreadable:
    mark = getattr(fault, "problem_mark", None)
    line = min(mark.line + 1, max(len(lines), 1)) if mark else 1
    problem = f"{getattr(fault, 'context', '') or ''} {getattr(fault, 'problem', '') or fault}"
    begun = getattr(fault, "context_mark", None)
    for number in dict.fromkeys((line, line - 1, begun.line + 1 if begun else line)):
        if 0 < number <= len(lines) and re.match(r" *\t", lines[number - 1]):
            return Unreadable(
                number, "This line starts with a tab.", "Replace the tab with spaces, as on the lines around it."
            )
    if begun and "quoted scalar" in problem:
        opened = begun.line + 1
        return Unreadable(
            opened, "A quotation mark is opened here and not closed.", "Add the missing one at the end of the words."
        )
    if open_quote := _odd_quote(lines, line):
        return Unreadable(
            open_quote, "A quotation mark is missing here.", "Close the quotes at the end of the words, or use none."
        )
    found = next((plain for part, plain in PLAIN_WORDS if part in problem), ANYTHING)
    if found is BRACKET and begun:
        line = begun.line + 1
    if found is INDENT:
        line = _out_of_step(lines, line)
    return Unreadable(line, *found)


def _out_of_step(lines: tuple[str, ...], line: int) -> int:
    """Returns the line before *line* when that one starts further left than both its neighbours, else *line*."""
    written = [n for n in range(line, 0, -1) if lines[n - 1].strip()][:3]
    if len(written) == 3:
        here, before, earlier = (len(lines[n - 1]) - len(lines[n - 1].lstrip(" ")) for n in written)
        if before < here <= earlier:
            return written[1]
    return line


def _odd_quote(lines: tuple[str, ...], line: int) -> int | None:
    """Returns the nearest line, up to *line*, whose value opens with a quote that does not end it."""
    for number in range(min(line, len(lines)), max(line - 40, 0), -1):
        value = re.search(r"""(?:^\s*-|^[\s-]*[\w"/]+:)\s+(["'])(.*)$""", re.sub(r"\s#.*", "", lines[number - 1]))
        if value and value.group(2).rstrip().count(value.group(1)) % 2 == 0:
            return number
    return None
