"""A fact and a source, and how they are written to data/facts/."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

UNSTATED = "unstated"
CONFIDENCE = ("L", "M", "H", UNSTATED)
"""Low, medium, high, from the lowest; or none named in the sheet."""
KNOWN = ("SEEN", "SEEN-2", "MEMORY", "OURS")
"""Read in the original; read second hand; not checked; the project's own wording, rule or judgement."""
T = TypeVar("T", "Fact", "Source")


class FactError(ValueError):
    """A fact sheet, or a file of facts, cannot be read as it should be."""


@dataclass(frozen=True)
class Fact:
    """One bullet, table row or tagged paragraph of a fact sheet. `tag` is what the sheet says of it, as it stands."""

    id: str
    section: str
    text: str
    confidence: str = UNSTATED
    known: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tag: str = ""
    corrected_by: tuple[str, ...] = ()
    amount_left_out: bool = False
    withdrawn: bool = False


@dataclass(frozen=True)
class Source:
    """One row of a sheet's list of sources. `title` is the sheet's citation without addresses."""

    id: str
    title: str
    publisher: str = ""
    year: int = 0
    doi: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    address_left_out: bool = False


def read(folder: Path, key: str, kind: type[T]) -> list[T]:
    """Returns the entries under *key* of the files of *folder*.

    Raises `FactError` naming file and entry when one is not of the *kind*.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded = {path: yaml.load(path.read_text(encoding="utf-8"), loader) or {} for path in sorted(folder.glob("*.yml"))}
    return [_made(kind, entry, path.name) for path, found in loaded.items() for entry in found.get(key) or []]


def write(folder: Path, key: str, header: str, entries: Iterable[T], file_of: Callable[[T], str]) -> None:
    """Writes *entries* under *key* of the files that they belong to, each with the fields that say something."""
    folder.mkdir(parents=True, exist_ok=True)
    by_file: dict[str, list[dict[str, object]]] = {}
    for entry in entries:
        row = {k: _Short(v) if isinstance(v, tuple) else v for k, v in asdict(entry).items() if v}
        by_file.setdefault(file_of(entry), []).append(row)
    for name, rows in by_file.items():
        text = yaml.dump({key: rows}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118)
        (folder / f"{name}.yml").write_text(header + text.replace("\n- ", "\n\n- "), encoding="utf-8")


class _Short(list[str]):
    """A list that is written on one line: `[S1, S2]`."""


class _Dumper(yaml.SafeDumper):
    """Writes `_Short` lists on one line."""


_Dumper.add_representer(_Short, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, True))


def _made(kind: type[T], entry: Any, file: str) -> T:
    known = {field.name for field in fields(kind)}
    if not isinstance(entry, dict) or not entry.get("id") or set(entry) - known:
        cure = f"An entry has `id` and some of: {', '.join(sorted(known - {'id'}))}."
        raise FactError(f"{file}: {str(entry)[:80]} is no entry. {cure}")
    try:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
        return kind(**values)
    except TypeError as error:
        raise FactError(f"{file}: {entry['id']}: {error}.") from error
