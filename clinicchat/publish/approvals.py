"""Who approved which words: data/approvals.yml.

A unit (`clinicchat.publish.units`) is approved by the hash of its words: one name, and two for safety content (cards,
help lines, danger phrases). A file proves no identity: it says what somebody wrote there, and the clinic's own history
of the file says who did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from clinicchat import paths
from clinicchat.content.fields import Blank, Day, Model, Words, text
from clinicchat.content.loader import load
from clinicchat.publish.units import Unit, gone

FILE = "approvals.yml"
NAMES, SAFETY_NAMES = 1, 2
CLINICIAN = re.compile(
    r"\b(?:dr|m\.?d|d\.?o|r\.?n|n\.?p|ph\.?d|psy\.?d|l\.?c\.?s\.?w|lpc|lmft|doctor|physician|psychiatrist|psychologist"
    r"|psychotherapist|therapist|nurse|pharmacist|clinician|clinical|counsell?or|social worker|medical director)\b",
    re.IGNORECASE,
)
Hash = Annotated[str, text(r"^[0-9a-f]{16}$", "a hash of 16 characters, as `make approve` writes it")]


class Shipped(Model, frozen=True):
    """The words that came with the program, whoever wrote and checked them: by hash, the unit's name."""

    by: Words
    role: Words
    units: dict[Hash, Words] = {}


class Approval(Model, frozen=True):
    """One person's name under one unit's words, or (`statement`) under the loss of a statement of danger."""

    name: Words
    role: Words
    on: Day
    unit: Blank = ""
    hash: Blank = ""
    statement: Blank = ""


class File(Model, frozen=True):
    """data/approvals.yml. `retired`: topics that were taken away on purpose."""

    shipped: Shipped
    approved: list[Approval] = []
    retired: list[Annotated[str, Meta(pattern=r"\S")]] = field(default_factory=list)


@dataclass(frozen=True)
class Approvals:
    """What data/approvals.yml says, asked by unit."""

    file: File

    @classmethod
    def read(cls, data: Path | None = None) -> Approvals:
        """Reads the file in the folder *data* (default: data/). Raises `ContentError`, with file, key and cure."""
        return cls(load((data or paths.DATA) / FILE, File))

    @cached_property
    def _names(self) -> dict[str, dict[str, Approval]]:
        found: dict[str, dict[str, Approval]] = {}
        for one in self.file.approved:
            found.setdefault(one.hash or one.statement, {})[one.name.strip().casefold()] = one
        return found

    def of(self, unit: Unit) -> list[Approval]:
        """Returns the approvals of exactly these words, one a person."""
        return list(self._names.get(unit.hash, {}).values())

    def is_shipped(self, unit: Unit) -> bool:
        """Whether these are the words that came with the program, which no clinician has reviewed."""
        return unit.hash in self.file.shipped.units

    def is_approved(self, unit: Unit) -> bool:
        """Whether enough people approved these words, or they are as shipped."""
        return self.is_shipped(unit) or self.lacking(unit) <= 0

    def lacking(self, unit: Unit) -> int:
        """Returns how many names are missing. For safety content one of two must be a clinician's."""
        names = self.of(unit)
        if not unit.safety:
            return NAMES - len(names)
        missing = SAFETY_NAMES - len(names)
        return missing if any(map(is_clinician, names)) else max(missing, 1)

    def still_needed(self, unit: Unit) -> str:
        """Returns which names are missing, in words: "2 more names, one of them a clinician's"; "" when none is."""
        return _needed(self.lacking(unit), unit.safety and not any(map(is_clinician, self.of(unit))))

    def may_go_urgently(self, unit: Unit) -> bool:
        """Whether one clinician's name is there, which is enough for a day (`URGENT=1`)."""
        return any(map(is_clinician, self.of(unit)))

    def accepts(self, statement: str) -> bool:
        """Whether two people, one a clinician, took it upon themselves that *statement* of danger is seen no more."""
        return not self.still_needed_to_accept(statement)

    def still_needed_to_accept(self, statement: str) -> str:
        """Returns which names are missing to accept the loss of *statement*, in words; "" when none is."""
        names = list(self._names.get(statement, {}).values())
        return _needed(SAFETY_NAMES - len(names), not any(map(is_clinician, names)))


def _needed(missing: int, lacks_a_clinician: bool) -> str:
    missing = max(missing, int(lacks_a_clinician))
    if missing <= 0:
        return ""
    clinician = ", a clinician's" if missing == 1 else ", one of them a clinician's"
    return f"{missing} more name{'s' * (missing != 1)}{clinician * lacks_a_clinician}"


def is_clinician(one: Approval) -> bool:
    """Whether the role is that of a clinician, by its words."""
    return bool(CLINICIAN.search(one.role))


@dataclass(frozen=True)
class Plan:
    """What of the working files a release takes, and what it withholds."""

    withheld: list[Unit]
    """Changed units without approval; the old words stay, new ones are left out."""
    urgent: list[Unit]
    """Units that go with one clinician's name, for a day."""
    unreviewed: int
    """How many units are as shipped: not clinically reviewed."""


def plan(working: dict[str, Unit], old: dict[str, Unit], approvals: Approvals, urgently: bool = False) -> Plan:
    """Returns what becomes of each unit; *old* are those of the release that is live (none before the first)."""
    withheld: list[Unit] = []
    urgent: list[Unit] = []
    for name, unit in working.items():
        if approvals.is_approved(unit) or (name in old and old[name].hash == unit.hash):
            continue
        if urgently and approvals.may_go_urgently(unit):
            urgent.append(unit)
        else:
            withheld.append(unit)
    for name in old.keys() - working.keys():
        if old[name].safety and not approvals.is_approved(gone(old[name])):
            withheld.append(old[name])
    whole = {unit.name for unit in withheld if unit.name not in old}
    parts = [u for u in working.values() if u.name.rpartition(".")[0] in whole and u not in withheld]
    shipped = sum(approvals.is_shipped(unit) for unit in working.values())
    return Plan([*withheld, *parts], urgent, shipped)
