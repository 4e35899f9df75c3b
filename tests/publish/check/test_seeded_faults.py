"""Every seeded fault is found, by a message with file, key and cure that docs/for-staff.md explains.

seeded_faults.yml lists them; a function below makes each that depends on the content, or on the day. On each fault only
the check is run that must find it; all are run on each twelfth, and on every one in `make endurance`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from clinicchat.publish.check import Finding, Level, Project
from tests.publish.check.staff_tables import told
from tests.publish.conftest import ROOT, TODAY, Tree, find_in, found_by, identity


def of(topic: str) -> str:
    """Returns the file of a topic."""
    return f"data/topics/{topic}.yml"


COST_FILE, OXYTOCIN = of("faq/cost_insurance"), of("faq/oxytocin")
COST = "utter_faq/cost_insurance:"
ERROR, WARNING = Level.ERROR, Level.WARNING
CATALOGUE = Path(__file__).with_name("seeded_faults.yml")


@dataclass(frozen=True)
class Fault:
    """How a fault is made, which check must find it (its function's name), and what is told: file, key and words."""

    name: str
    make: Callable[[Tree], None]
    by: str
    file: str
    key: str
    words: str
    severity: Level


def listed(entry: dict[str, Any]) -> Fault:
    """Returns the fault of an *entry* of the catalogue."""

    def make(tree: Tree) -> None:
        for step in entry.get("steps", [entry]):
            change(tree, step.get("in", entry["file"]), step)

    level = Level(entry.get("level", "error"))
    return Fault(entry["name"], make, entry["by"], entry["file"], entry["key"], entry["says"], level)


def change(tree: Tree, file: str, step: dict[str, Any]) -> None:
    """Makes one change of the catalogue in *file*."""
    if "find" in step:
        tree.edit(file, step["find"], step["put"], step.get("after", ""))
    elif "from" in step:
        tree.cut(file, step["from"], step["to"])
    elif "add" in step:
        tree.add(file, step["add"])
    elif "write" in step:
        tree.write(file, step["write"])
    elif step["delete"]:
        (tree.root / file).unlink()


FAULTS = [listed(entry) for entry in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))]


def fault(
    by: str, file: str, key: str, words: str, severity: Level = ERROR
) -> Callable[[Callable[[Tree], None]], Callable[[Tree], None]]:
    def note(make: Callable[[Tree], None]) -> Callable[[Tree], None]:
        FAULTS.append(Fault(make.__name__, make, by, file, key, words, severity))
        return make

    return note


@fault("every_topic_has_questions", of("faq/veterans"), "faq/veterans", "no questions")
def topic_without_questions(tree: Tree) -> None:
    tree.write(of("faq/veterans"), tree.read(of("faq/veterans")).partition("\nnlu:")[0])


@fault("every_answer_can_be_reached", of("faq/parking"), "utter_faq/parking", "No question")
def answer_that_nobody_reaches(tree: Tree) -> None:
    tree.write(of("faq/parking"), tree.read(OXYTOCIN).split("nlu:")[0].replace("oxytocin:", "parking:"))


@fault("no_question_twice", OXYTOCIN, "faq/oxytocin", "is a question of faq/cost_insurance too")
def question_in_two_topics(tree: Tree) -> None:
    stolen = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[0].strip()
    tree.edit(COST_FILE, r"(examples: \|\n)", rf"\1    {stolen.upper()}\n")


@fault("nothing_near_by_letters", OXYTOCIN, "faq/oxytocin", "nearly", WARNING)
def question_nearly_in_two_topics(tree: Tree) -> None:
    for file, words in ((OXYTOCIN, "how does the oxytocin"), (of("faq/age_limits"), "how does oxytocin")):
        tree.edit(file, r"(examples: \|\n)", rf"\1    - {words} nasal spray work in people\n")


@fault("enough_questions", of("safety/abuse"), "safety/abuse", "needs 60")
def too_few_questions(tree: Tree) -> None:
    text = tree.read(of("safety/abuse"))
    tree.write(of("safety/abuse"), "".join(text.splitlines(keepends=True)[:40]))


@fault("questions_differ", OXYTOCIN, "faq/oxytocin", "too alike", WARNING)
def uniform_questions(tree: Tree) -> None:
    lines = "".join(f"    - what is oxytocin number {n}\n" for n in range(30))
    tree.write(OXYTOCIN, tree.read(OXYTOCIN).partition("examples: |\n")[0] + f"examples: |\n{lines}")


@fault("questions_are_not_copies", OXYTOCIN, "faq/oxytocin", "nearly copies", WARNING)
def questions_that_are_copies(tree: Tree) -> None:
    stem = "is it true that the love hormone comes out when people take it together"
    copies = "".join(f"    - {stem} at {place}\n" for place in "abcdefghijklmnopqrstuvwxyz")
    tree.edit(OXYTOCIN, r"(examples: \|\n)", rf"\1{copies}")


@fault("nothing_held_out", OXYTOCIN, "faq/oxytocin", "held back")
def held_out_question_in_training(tree: Tree) -> None:
    line = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[3].strip(" -")
    held = {"faq/oxytocin": ["a question that nobody trains on", line.capitalize() + "?"]}
    tree.write("evaluation/held_out.yml", json.dumps(held))


def _due(tree: Tree, days: int) -> None:
    due = TODAY + datetime.timedelta(days=days)
    on = TODAY - datetime.timedelta(days=180)
    tree.edit(COST_FILE, r'"on": "[\d-]+", due: "[\d-]+"', f'"on": "{on}", due: "{due}"', COST)


@fault("reviews_are_current", COST_FILE, "utter_faq/cost_insurance > reviewed", "no longer gives")
def review_past_its_date(tree: Tree) -> None:
    _due(tree, -1)


@fault("reviews_are_current", COST_FILE, "utter_faq/cost_insurance > reviewed", "due in 20 days", WARNING)
def review_due_soon(tree: Tree) -> None:
    _due(tree, 20)


UNTOLD = "docs/for-staff.md has no row for these"
TWELFTH = [pytest.param(f, id=f.name, marks=[pytest.mark.endurance] * (n % 12 > 0)) for n, f in enumerate(FAULTS)]


@pytest.mark.parametrize("one", FAULTS, ids=[f.name for f in FAULTS])
def test_fault_is_found_with_file_key_and_cure(one: Fault, tree: Tree, known: set[tuple[str, str, str]]) -> None:
    one.make(tree)
    project = Project(tree.root, ROOT, TODAY)
    found = [f for f in found_by(one.by, project) if identity(f) not in known]
    fitting = [f for f in found if f.file == one.file and one.key in f.key and one.words in f"{f.what} {f.cure}"]
    assert fitting, f"not found; instead: {[f.message for f in found][:5]}"
    assert [f.what for f in found if not told(f.what)] == [], UNTOLD
    assert one.severity in {f.level for f in fitting}
    for finding in fitting:
        assert finding.cure.endswith((".", "?", "”")), f"no cure: {finding.message}"
        assert finding.file in finding.message
        assert finding.key in finding.message
        assert finding.line >= 1


@pytest.mark.parametrize("one", TWELFTH)
def test_all_that_comes_of_a_fault_is_explained(
    one: Fault, tree: Tree, newly_found: Callable[..., list[Finding]]
) -> None:
    one.make(tree)
    found = newly_found()
    assert one.file in {f.file for f in found}
    assert [f.what for f in found if not told(f.what)] == [], UNTOLD


def test_trial_has_at_least_forty_five_different_faults() -> None:
    assert len({f.name for f in FAULTS}) == len(FAULTS) >= 45


def test_unchanged_content_has_no_errors(tree: Tree) -> None:
    errors = [f.message for f in find_in(tree.root) if f.level == Level.ERROR]
    assert errors == []
