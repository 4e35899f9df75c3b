"""Files of data/ as typed values: the one translator from "this does not fit the model" to file, line, key and cure.

    load(paths.DATA / "sources.yml", models.Sources)    # the struct, or ContentError for the first fault
    faults(tree, models.Sources)                        # every fault, for `make check`

A model is a msgspec struct (`models`). What a pattern means is said beside it: `Meta(extra={"meaning": "a colour"})`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

from clinicchat.content import yaml_file
from clinicchat.content.suggestions import did_you_mean, nearest, short
from clinicchat.content.yaml_file import LIST, MAP, SCALAR, ContentError, Document, Node

T = TypeVar("T")
Way = tuple[str, ...]
Told = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a file: the line, the way of keys to it, what is wrong, and the cure."""

    line: int
    way: Way
    what: str
    cure: str

    @property
    def message(self) -> str:
        """Returns the place (if it is not the whole file), what is wrong, and the cure."""
        return f"{' > '.join(self.way)}: {self.what} {self.cure}".removeprefix(": ")


def load(path: Path, of: type[T], missing_ok: bool = False) -> T:
    """Returns the file *path* as an *of*; with *missing_ok* what no keys are, if there is no file or nothing in it.

    A key with nothing after it counts as none. Raises `ContentError` naming file, line, key and cure.
    """
    document = yaml_file.read(path)
    if missing_ok and (not path.is_file() or not (document.top or document.fault)):
        return msgspec.convert({}, of)
    found = yaml_file.mapping(document, path)
    if fault := _first_fault(document, cast(Hashable, of)):
        raise ContentError(f"{yaml_file.label(path)}, line {fault.line}: {fault.message}")
    return msgspec.convert({key: value for key, value in found.items() if value is not None}, of)


@lru_cache(maxsize=128)
def _first_fault(document: Document, of: Hashable) -> Fault | None:
    """Returns what is wrong first; kept, for of all files that are read again with an edit, one has changed."""
    return next(faults(document.top, of), None)


def faults(node: Node, of: object, way: Way = ()) -> Iterator[Fault]:
    """Yields what is wrong with *node* and all below it, as an *of* (a struct or another type that msgspec knows)."""
    yield from _faults(node, _info(of), way, {})


@cache
def _info(of: object) -> inspect.Type:
    return inspect.type_info(of)


def _faults(node: Node, of: inspect.Type, way: Way, told: Told) -> Iterator[Fault]:
    match of:
        case inspect.Metadata():
            yield from _faults(node, of.type, way, {**told, **(of.extra or {})})
        case inspect.UnionType():
            if not (node.kind == SCALAR and node.value is None):
                some = next(t for t in of.types if not isinstance(t, inspect.NoneType))
                yield from _faults(node, some, way, told)
        case inspect.StructType():
            yield from _fields(node, of, way)
        case inspect.DictType():
            yield from _table(node, of, way)
        case inspect.ListType():
            yield from _list(node, of, way)
        case inspect.AnyType():
            return
        case _:
            yield from _scalar(node, of, way, told)


def _name(way: Way) -> str:
    return way[-1] if way else "the file"


def _fields(node: Node, of: inspect.StructType, way: Way) -> Iterator[Fault]:
    known = {field.encode_name: field for field in of.fields}
    required = [name for name, field in known.items() if field.required]
    if node.kind != MAP:
        example = ", ".join(f"`{key}:`" for key in (required or list(known))[:3])
        cure = f"Put lines such as {example} under it."
        yield Fault(node.line, way, f"`{_name(way)}` must have named lines below it.", cure)
        return
    for key, value in node.pairs:
        yield from _truth(key, way)
        if key.raw in known:
            yield from _faults(value, known[key.raw].type, (*way, key.raw), {})
        elif not _is_truth(key):
            cure = did_you_mean(key.raw, known, f"Delete it, or use one of: {', '.join(known)}.")
            yield Fault(key.line, (*way, key.raw), f"`{key.raw}` is not a key that is used here.", cure)
    there = [key.raw for key, _ in node.pairs]
    unknown = [key for key in there if key not in known]
    for name in required:
        if name not in there and not nearest(name, unknown):  # a misspelled one is reported as such
            yield Fault(node.line, (*way, name), f"`{name}` is missing.", f"Add a line `{name}:` here.")


def _is_truth(key: Node) -> bool:
    return key.plain and isinstance(key.value, bool)


def _truth(key: Node, way: Way) -> Iterator[Fault]:
    """Yields the fault of a key such as on or no, which other programs read as true or false."""
    if _is_truth(key):
        what = f"The key `{key.raw}` has no quotes, so the chat reads it as {'yes' if key.value else 'no'}."
        yield Fault(key.line, (*way, key.raw), what, f'Write "{key.raw}": with the quotes.')


def _table(node: Node, of: inspect.DictType, way: Way) -> Iterator[Fault]:
    if node.kind != MAP or not node.pairs:
        cure = "Put lines such as `name: words` under it."
        yield Fault(node.line, way, f"`{_name(way)}` must have named lines below it.", cure)
        return
    for key, value in node.pairs:
        yield from _truth(key, way)
        if not _is_truth(key) and (wrong := _wrong_key(key, of.key_type)):
            yield Fault(key.line, (*way, key.raw), *wrong)
        yield from _faults(value, of.value_type, (*way, key.raw), {})


def _wrong_key(key: Node, of: inspect.Type) -> tuple[str, str] | None:
    meaning = (of.extra or {}).get("meaning", "a name") if isinstance(of, inspect.Metadata) else "a name"
    of = of.type if isinstance(of, inspect.Metadata) else of
    if isinstance(of, inspect.StrType) and of.pattern and not re.search(of.pattern, key.raw):
        return f"`{key.raw}` is not {meaning}.", f"Write {meaning}."
    return None


def _list(node: Node, of: inspect.ListType, way: Way) -> Iterator[Fault]:
    name = _name(way)
    if node.kind != LIST:
        cure = 'Put each entry on its own line with "- " before it; for none write [].'
        yield Fault(node.line, way, f"`{name}` must be a list.", cure)
        return
    count, least, most = len(node.entries), of.min_length or 0, of.max_length
    if least == most and count != least:
        yield Fault(node.line, way, f"`{name}` has {count} entries instead of {least}.", f"Write exactly {least}.")
    elif count < least:
        yield Fault(node.line, way, f"`{name}` has {count} entries, of {least} needed.", 'Add lines with "- ".')
    for number, entry in enumerate(node.entries, start=1):
        yield from _faults(entry, of.item_type, (*way, str(number)), {})


def _scalar(node: Node, of: inspect.Type, way: Way, told: Told) -> Iterator[Fault]:
    name = _name(way)
    if node.kind != SCALAR:
        what = f"`{name}` must be one value, but holds {'a list' if node.kind == LIST else 'named lines'}."
        yield Fault(node.line, way, what, f"Write it as `{name}: value` on one line, without lines below it.")
    elif wrong := _wrong(node, of, told):
        yield Fault(node.line, way, f"`{name}` is `{short(node.raw, 40)}`: {wrong[0]}", wrong[1])


def _wrong(node: Node, of: inspect.Type, told: Told) -> tuple[str, str] | None:
    """Returns what is wrong with one value and the cure, or None."""
    match of:
        case inspect.StrType():
            return _wrong_text(node, of, told)
        case inspect.IntType():
            value = None if isinstance(node.value, bool) else node.value
            if isinstance(value, int) and (of.ge is None or value >= of.ge) and (of.le is None or value <= of.le):
                return None
            bounds = f"of at least {of.ge}" if of.le is None else f"from {of.ge} to {of.le}"
            return f"this is not a whole number {bounds}.", "Write it in digits, without quotes."
        case inspect.BoolType():
            good = isinstance(node.value, bool)
            return None if good else ("this must be true or false.", "Write true or false, without quotes.")
        case inspect.DateType():
            good = isinstance(node.value, datetime.date) or (isinstance(node.value, str) and _is_day(node.value))
            return None if good else ("this is not a date.", "Write year, month and day like 2026-11-24.")
        case inspect.LiteralType() | inspect.EnumType():
            words = [str(value) for value in (of.cls if isinstance(of, inspect.EnumType) else of.values)]
            if node.value in words:
                return None
            cure = did_you_mean(node.raw, words, f"Write one of: {', '.join(words)}.")
            return "this is not one of the words that are known here.", cure
    return None


KINDS = {bool: "yes or no", int: "a number", float: "a number", datetime.date: "a date"}


def _wrong_text(node: Node, of: inspect.StrType, told: Told) -> tuple[str, str] | None:
    if node.value in (None, ""):
        blank = told.get("blank") or not of.pattern
        return None if blank else ("there are no words.", "Write the words after the colon.")
    if not isinstance(node.value, str):
        kind = next((words for of_type, words in KINDS.items() if isinstance(node.value, of_type)), "something else")
        return f"without quotes the chat reads this as {kind}.", f'Put it in quotes: "{node.raw}".'
    if told.get("day") and not _is_day(node.value):
        return "this is not a date.", 'Write year, month and day like "2026-11-24".'
    if of.pattern and not re.search(of.pattern, node.value):
        if "what" in told:
            return told["what"], told["cure"]
        meaning = told.get("meaning", "words")
        return f"this is not {meaning}.", f"Write {meaning}."
    return None


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
