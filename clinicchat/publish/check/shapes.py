"""What may stand where: shapes of values, and the faults of a tree against its shape."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clinicchat.publish.check.findings import Finding, did_you_mean, error, nearest, short
from clinicchat.publish.check.tree import LIST, MAP, SCALAR, Node

HTTPS = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?([/?#][^\s\"'<>\\]*)?", re.ASCII)
LINKS = re.compile(r"(?:tel:\+?\d+|sms:\+?\d+)", re.ASCII)


class Shape:
    """What a value must be."""


@dataclass(frozen=True)
class Anything(Shape):
    """Not looked at."""


@dataclass(frozen=True)
class Text(Shape):
    """Words; `empty` ones (or no value at all) only where allowed; `pattern` with its meaning in words."""

    empty: bool = False
    pattern: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Day(Shape):
    """A date such as "2026-11-24"; in quotes unless `bare` ones are read too."""

    bare: bool = False


@dataclass(frozen=True)
class Link(Shape):
    """An https address; with `calls` also tel: and sms:."""

    calls: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Number(Shape):
    """A whole number of at least `least` and, where there is one, at most `most`."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Flag(Shape):
    """true or false."""


@dataclass(frozen=True)
class Choice(Shape):
    """One of the named words."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class Many(Shape):
    """A list."""

    of: Shape
    least: int = 0
    exactly: int = 0


@dataclass(frozen=True)
class Fields(Shape):
    """Named values; a name that is not `known` is a mistake."""

    known: dict[str, Shape]
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table(Shape):
    """Values by names that are the staff's own, of a `pattern` with its `meaning`."""

    of: Shape
    pattern: str = r".+"
    meaning: str = ""


@dataclass(frozen=True)
class Where:
    """The file and the way to a value."""

    file: str
    way: tuple[str, ...] = field(default=())

    def at(self, *more: str) -> Where:
        """Returns the place *more* keys below this one."""
        return Where(self.file, (*self.way, *more))

    @property
    def key(self) -> str:
        return " > ".join(self.way) or self.file

    def fault(self, line: int, what: str, cure: str) -> Finding:
        """Returns an error at this place."""
        return error(self.file, line, self.key, what, cure)


def faults(node: Node, shape: Shape, where: Where) -> Iterator[Finding]:
    """Yields what is wrong with *node* and all below it."""
    match shape:
        case Fields():
            yield from _fields(node, shape, where)
        case Table():
            yield from _table(node, shape, where)
        case Many():
            yield from _many(node, shape, where)
        case Anything():
            return
        case _:
            yield from _scalar(node, shape, where)


def _fields(node: Node, shape: Fields, where: Where) -> Iterator[Finding]:
    name = where.way[-1] if where.way else where.file
    if node.kind != MAP:
        example = ", ".join(f"`{key}:`" for key in (shape.required or tuple(shape.known))[:3])
        yield where.fault(
            node.line, f"`{name}` must have named lines below it.", f"Put lines such as {example} under it."
        )
        return
    for key, value in node.pairs:
        if key.plain and isinstance(key.value, bool):
            what = f"The key `{key.raw}` has no quotes, so the chat reads it as {'yes' if key.value else 'no'}."
            yield where.at(key.raw).fault(key.line, what, f'Write "{key.raw}": with the quotes.')
        elif key.raw not in shape.known:
            cure = did_you_mean(key.raw, shape.known, f"Delete it, or use one of: {', '.join(shape.known)}.")
            yield where.at(key.raw).fault(key.line, f"`{key.raw}` is not a key that is used here.", cure)
            continue
        yield from faults(value, shape.known[key.raw], where.at(key.raw))
    there = [key.raw for key, _ in node.pairs]
    for key_name in shape.required:
        if key_name not in there:
            unknown = [k for k in there if k not in shape.known]
            if not nearest(key_name, unknown):  # a misspelled one is reported as such
                cure = f"Add a line `{key_name}:` here."
                yield where.at(key_name).fault(node.line, f"`{key_name}` is missing.", cure)


def _table(node: Node, shape: Table, where: Where) -> Iterator[Finding]:
    name = where.way[-1] if where.way else where.file
    if node.kind != MAP:
        yield where.fault(
            node.line, f"`{name}` must have named lines below it.", "Put lines such as `name: words` under it."
        )
        return
    for key, value in node.pairs:
        here = where.at(key.raw)
        if key.plain and isinstance(key.value, bool):
            what = f"The key {key.raw} has no quotes, so the chat reads it as {'yes' if key.value else 'no'}."
            yield here.fault(key.line, what, f'Write "{key.raw}": with the quotes.')
        elif not re.fullmatch(shape.pattern, key.raw):
            yield here.fault(key.line, f"`{key.raw}` is not {shape.meaning}.", f"Write {shape.meaning}.")
        yield from faults(value, shape.of, here)


def _many(node: Node, shape: Many, where: Where) -> Iterator[Finding]:
    name = where.way[-1] if where.way else where.file
    if node.kind != LIST:
        cure = 'Put each entry on its own line with "- " before it; for none write [].'
        yield where.fault(node.line, f"`{name}` must be a list.", cure)
        return
    if len(node.entries) < shape.least:
        yield where.fault(
            node.line, f"`{name}` has {len(node.entries)} entries, of {shape.least} needed.", 'Add lines with "- ".'
        )
    if shape.exactly and len(node.entries) != shape.exactly:
        what = f"`{name}` has {len(node.entries)} entries instead of {shape.exactly}."
        yield where.fault(node.line, what, f"Write exactly {shape.exactly}.")
    for number, entry in enumerate(node.entries, start=1):
        yield from faults(entry, shape.of, where.at(str(number)))


def _scalar(node: Node, shape: Shape, where: Where) -> Iterator[Finding]:
    name = where.way[-1] if where.way else where.file
    if node.kind != SCALAR:
        what = f"`{name}` must be one value, but holds {'a list' if node.kind == LIST else 'named lines'}."
        yield where.fault(node.line, what, f"Write it as `{name}: value` on one line, without lines below it.")
    elif wrong := _wrong(node, shape):
        yield where.fault(node.line, f"`{name}` is `{short(node.raw, 40)}`: {wrong[0]}", wrong[1])


def _wrong(node: Node, shape: Shape) -> tuple[str, str] | None:
    """Returns what is wrong with one value and the cure, or None."""
    match shape:
        case Text():
            return _wrong_text(node, shape)
        case Day():
            return _wrong_day(node, shape)
        case Link():
            good = HTTPS.fullmatch(node.text) or (shape.calls and LINKS.fullmatch(node.text))
            if good or (shape.empty and node.value in (None, "")):
                return None
            ways = "https://, tel: or sms:" if shape.calls else "https://"
            return (
                "this is not an address that the chat may show.",
                f"Write the whole address, from {ways} on, without spaces.",
            )
        case Number():
            whole = isinstance(node.value, int) and not isinstance(node.value, bool)
            if whole and shape.least <= node.value and (shape.most is None or node.value <= shape.most):
                return None
            bounds = f"of at least {shape.least}" if shape.most is None else f"from {shape.least} to {shape.most}"
            return f"this is not a whole number {bounds}.", "Write it in digits, without quotes."
        case Flag():
            return (
                None
                if isinstance(node.value, bool)
                else ("this must be true or false.", "Write true or false, without quotes.")
            )
        case Choice():
            if node.value in shape.of:
                return None
            cure = did_you_mean(node.raw, shape.of, f"Write one of: {', '.join(shape.of)}.")
            return "this is not one of the words that are known here.", cure
    return None


def _wrong_text(node: Node, shape: Text) -> tuple[str, str] | None:
    if isinstance(node.value, str) and node.value.strip():
        if shape.pattern and not re.fullmatch(shape.pattern, node.value):
            return f"this is not {shape.meaning}.", f"Write {shape.meaning}."
        return None
    if node.value in (None, ""):
        return None if shape.empty else ("there are no words.", "Write the words after the colon.")
    kinds = {bool: "yes or no", int: "a number", float: "a number", datetime.date: "a date"}
    kind = next((k for t, k in kinds.items() if isinstance(node.value, t)), "something else")
    return f"without quotes the chat reads this as {kind}.", f'Put it in quotes: "{node.raw}".'


def _wrong_day(node: Node, shape: Day) -> tuple[str, str] | None:
    try:
        datetime.date.fromisoformat(node.raw)
    except ValueError:
        return "this is not a date.", 'Write year, month and day like "2026-11-24".'
    if not isinstance(node.value, str) and not shape.bare:
        return "the date has no quotes, so the chat can't use it.", f'Put it in quotes: "{node.raw}".'
    return None
