"""`make approve`: what waits for a name, and whose name it gets.

    make approve                                                   what waits, old words beside new ones
    make approve NAME="Dr. A. Example" ROLE=psychiatrist UNITS="faq/access, card suicide (en)"
    make approve NAME="Dr. A. Example" ROLE=psychiatrist UNITS=all

A file proves no identity: this writes down what somebody said who may write in the folder.
"""

from __future__ import annotations

import argparse
import datetime
import difflib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from clinicchat import paths
from clinicchat.content.yaml_file import ContentError
from clinicchat.publish import approvals, store, units
from clinicchat.publish.approvals import Approval, Approvals, File
from clinicchat.publish.check.wording import to_look_at
from clinicchat.publish.units import Unit, gone

CODE = re.compile(r"[0-9a-f]{16}")
HEADER = """\
# Who approved which words. `make approve` writes this file, and shows what waits; nobody needs to edit it by hand.
# A hash stands for the exact words of a unit: a card in a language, the help lines of a country, a file of danger
# phrases, an answer, a part, a named line, a reply. When a word changes, the hash does, and the words need a name
# again: one; and two for cards, help lines and danger phrases, one of them a clinician's. Until then visitors read the
# words before. A file proves no identity: who wrote a name here is told by its history (git log), so keep that.
# `shipped`: the words that came with the program. Its authors wrote and checked them; NO CLINICIAN HAS REVIEWED THEM.
# `retired`: topics that were taken away on purpose, such as faq/oxytocin.
"""
BY, ROLE = "the ClinicChat project", "not clinically reviewed"


def waiting(working: dict[str, Unit], old: dict[str, Unit], names: Approvals) -> list[Unit]:
    """Returns the units whose words are not approved yet, the removal of safety content among them."""
    found = [u for n, u in working.items() if not names.is_approved(u) and not (n in old and old[n].hash == u.hash)]
    unnamed = [u for n, u in working.items() if n in old and old[n].hash == u.hash and names.lacking(u) > 0]
    urgent = [u for u in unnamed if names.of(u)]
    removed = [gone(u) for n, u in old.items() if n not in working and u.safety and not names.is_approved(gone(u))]
    return [*found, *urgent, *removed]


def shown(unit: Unit, old: dict[str, Unit], names: Approvals) -> Iterator[str]:
    """Yields what changed in *unit*, and whose names it has and lacks."""
    kind = "is taken away" if unit.content == gone(unit).content else "changed" if unit.name in old else "is new"
    yield f"{unit.name} {kind} (data/{unit.file}): it needs {names.still_needed(unit)}"
    before = _lines(old[unit.name].content) if unit.name in old else []
    for line in list(difflib.unified_diff(before, _lines(unit.content), lineterm="", n=0))[2:]:
        if not line.startswith("@@"):
            yield f"    {line}"
    old_words = "\n".join(_texts(old[unit.name].content)) if unit.name in old else ""
    for sentence, what in to_look_at("\n".join(_texts(unit.content)), old_words):
        yield f"    look at “{sentence}”: it {what}"
    for one in names.of(unit):
        yield f"    approved by {one.name}, {one.role}, {one.on}"


def _texts(content: object) -> Iterator[str]:
    """Yields the words in *content* that visitors may read; ids and dates among them do no harm."""
    if isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
    elif isinstance(content, str) and " " in content:
        yield content


def _lines(content: object) -> list[str]:
    found: list[str] = []
    tree = yaml.safe_dump(list(content.values()), allow_unicode=True, sort_keys=True, width=110)  # type: ignore[attr-defined]
    found += tree.splitlines()
    return found


def approve(data: Path, wanted: Iterable[str], name: str, role: str, old: dict[str, Unit]) -> list[Unit | str]:
    """Writes *name* under each of *wanted* (names of units, codes of lost statements, or "all" that wait).

    Returns what was approved. Raises `ContentError` for what is not there.
    """
    names = Approvals.read(data)
    working = units.units(data)
    open_ = {unit.name: unit for unit in waiting(working, old, names)}
    chosen: list[Unit | str] = []
    for one in wanted:
        if one == "all":
            chosen += open_.values()
        elif CODE.fullmatch(one):
            chosen.append(one)
        elif unit := open_.get(one) or working.get(one):
            chosen.append(unit)
        else:
            raise ContentError(f"There is no unit `{one}`. `make approve` lists those that wait, by name.")
    today = datetime.date.today().isoformat()
    made = [
        Approval(name=name, role=role, on=today, statement=one)
        if isinstance(one, str)
        else Approval(name=name, role=role, on=today, unit=one.name, hash=one.hash)
        for one in chosen
    ]
    write(data, msgspec.structs.replace(names.file, approved=[*names.file.approved, *made]))
    return chosen


def ship(data: Path) -> int:
    """Records the words of *data* as those that come with the program; returns how many there are."""
    try:
        known = Approvals.read(data).file
    except ContentError:
        known = File(shipped=approvals.Shipped(by=BY, role=ROLE))
    there = {unit.hash: unit.name for unit in sorted(units.units(data).values(), key=lambda u: u.name)}
    write(data, msgspec.structs.replace(known, shipped=approvals.Shipped(by=BY, role=ROLE, units=there)))
    return len(there)


def write(data: Path, file: File) -> None:
    """Writes data/approvals.yml."""
    tree: dict[str, Any] = msgspec.to_builtins(file)
    lines = [HEADER + "shipped:", *(f"  {key}: {json.dumps(tree['shipped'][key])}" for key in ("by", "role"))]
    lines += ["  units:", *(f'    "{hash_}": {json.dumps(name)}' for hash_, name in file.shipped.units.items())]
    rest = {key: tree[key] for key in ("approved", "retired") if tree.get(key)}
    text = "\n".join(lines) + "\n" + (yaml.safe_dump(rest, allow_unicode=True, sort_keys=False) if rest else "")
    fresh = data / f".{approvals.FILE}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(data / approvals.FILE)


def main(arguments: list[str] | None = None) -> int:
    """Returns 0; 1 when a name, a role or a unit is missing."""
    parser = argparse.ArgumentParser(prog="make approve", description="Shows what waits for approval, or approves it.")
    parser.add_argument("--name", default=os.environ.get("NAME", ""))
    parser.add_argument("--role", default=os.environ.get("ROLE", ""), help="such as psychiatrist, or clinic manager")
    parser.add_argument("--units", default=os.environ.get("UNITS", ""), help='names with commas between, or "all"')
    parser.add_argument("--as-shipped", action="store_true", help="for the project itself: record data/ as shipped")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.as_shipped:
            return _tell(f"{ship(paths.DATA)} units are recorded as shipped: not clinically reviewed.")
        live = store.newest_good()
        old = units.units(live.data) if live else {}
        if not chosen.units:
            return _list(old)
        if not (chosen.name.strip() and chosen.role.strip()):
            return _tell('say who: make approve NAME="Dr. A. Example" ROLE=psychiatrist UNITS="…"', 1)
        wanted = [one.strip() for one in chosen.units.split(",") if one.strip()]
        done = approve(paths.DATA, wanted, chosen.name, chosen.role, old)
    except ValueError as error:
        return _tell(str(error), 1)
    names = Approvals.read()
    ready = [_approved(one, chosen.name, chosen.role, names) for one in done]
    if not done:
        return _tell("nothing waits for approval.")
    return _tell("now: make release" if all(ready) else "then: make release. Until then the old words stay.")


def _approved(one: Unit | str, name: str, role: str, names: Approvals) -> bool:
    """Tells whose name *one* got, and which it still needs; returns whether it needs none."""
    missing = names.still_needed_to_accept(one) if isinstance(one, str) else names.still_needed(one)
    rest = f" It still needs {missing}." if missing else ""
    _tell(f"{name} ({role}) approves {one if isinstance(one, str) else one.name}.{rest}")
    return not missing


def _list(old: dict[str, Unit]) -> int:
    names = Approvals.read()
    open_ = waiting(units.units(paths.DATA), old, names)
    for unit in open_:
        sys.stdout.write("\n".join(shown(unit, old, names)) + "\n\n")
    if not open_:
        return _tell("nothing waits for approval.")
    return _tell('to approve: make approve NAME="Dr. A. Example" ROLE=psychiatrist UNITS="a name from above, another"')


def _tell(words: str, code: int = 0) -> int:
    sys.stdout.write(f"approve: {words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
