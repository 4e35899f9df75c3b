"""The list of checks, each with a name that is a sentence, and how they are run."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from clinicchat.publish.check.findings import Finding, Level, error
from clinicchat.publish.check.project import Project

MODULES = (
    "readable", "fitting", "topics", "parts", "named", "questions", "similarity", "meaning", "wording", "openers",
    "reading", "sources", "disclaimers", "cards", "countries", "helplines", "danger", "wiring", "python_names",
    "python_sentences",
    "follow_ups", "before", "plausible", "pasted",
)  # fmt: skip
"""Where the checks are, in the order in which they run."""


@dataclass(frozen=True)
class Check:
    """A function from the project to its findings; skipped while a file that it needs cannot be read."""

    name: str
    find: Callable[[Project], Iterable[Finding]]
    needs: tuple[str, ...] = ()


COUNTRY = re.compile(r" \([A-Z]+(?:, [a-z]+)?\)")
"""What the key of a card says of its country: "utter_safety/suicide (UK) > text"."""
CHECKS: list[Check] = []


def check(
    name: str, *needs: str
) -> Callable[[Callable[[Project], Iterable[Finding]]], Callable[[Project], Iterable[Finding]]]:
    """Registers the function below it under *name*, a sentence that says what holds when nothing is found."""

    def register(find: Callable[[Project], Iterable[Finding]]) -> Callable[[Project], Iterable[Finding]]:
        CHECKS.append(Check(name, find, needs))
        return find

    return register


def all_checks() -> list[Check]:
    """Returns every check, in the order of `MODULES`."""
    for module in MODULES:
        import_module(f"clinicchat.publish.check.{module}")
    return CHECKS


def run(project: Project) -> list[Finding]:
    """Returns what every check finds, by file and line, each place and fault once.

    A card is read in every country: what is wrong with its template is told once.
    """
    found: dict[tuple[str, int, str, str], Finding] = {}
    for one in all_checks():
        for finding in run_one(one, project):
            place = (finding.file, finding.line, COUNTRY.sub("", finding.key), finding.what)
            found.setdefault(place, dataclasses.replace(finding, check=one.name))
    return sorted(found.values(), key=lambda f: (f.file, f.line, f.level != Level.ERROR, f.key))


def run_one(one: Check, project: Project) -> list[Finding]:
    """Returns what the check *one* finds; nothing while a file that it needs cannot be read."""
    if any(project.document(name).fault for name in project.named(*one.needs)):
        return []
    try:
        return list(one.find(project))
    except Exception as fault:
        what = f"The check “{one.name}” could not be finished ({type(fault).__name__}: {fault})."
        cure = "Mend the other findings of this file first; if this stays, undo your last change."
        return [error(one.needs[0] if one.needs else "data/", 1, one.find.__name__, what, cure)]
