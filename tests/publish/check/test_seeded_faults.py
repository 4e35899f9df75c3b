"""Every seeded fault is found, by a message that holds the file, the key and a cure.

seeded_faults.yml lists them; a function below makes each that depends on the content, or on the day.
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

from clinicchat.publish.check import Finding, Level
from tests.publish.conftest import TODAY, Tree, find_in

pytestmark = pytest.mark.xdist_group("trial")  # test_staff_docs.py looks at what this finds


def of(topic: str) -> str:
    """Returns the file of a topic."""
    return f"data/topics/{topic}.yml"


COST_FILE, OXYTOCIN = of("faq/cost_insurance"), of("faq/oxytocin")
COST = "utter_faq/cost_insurance:"
ERROR, WARNING = Level.ERROR, Level.WARNING
CATALOGUE = Path(__file__).with_name("seeded_faults.yml")


@dataclass(frozen=True)
class Fault:
    """How a fault is made, and the file, key and words of the finding that must come of it."""

    name: str
    make: Callable[[Tree], None]
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
    return Fault(entry["name"], make, entry["file"], entry["key"], entry["says"], level)


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
    file: str, key: str, words: str, severity: Level = ERROR
) -> Callable[[Callable[[Tree], None]], Callable[[Tree], None]]:
    def note(make: Callable[[Tree], None]) -> Callable[[Tree], None]:
        FAULTS.append(Fault(make.__name__, make, file, key, words, severity))
        return make

    return note


@fault(of("faq/veterans"), "faq/veterans", "no questions")
def topic_without_questions(tree: Tree) -> None:
    tree.write(of("faq/veterans"), tree.read(of("faq/veterans")).partition("\nnlu:")[0])


@fault(of("faq/parking"), "utter_faq/parking", "No question")
def answer_that_nobody_reaches(tree: Tree) -> None:
    tree.write(of("faq/parking"), tree.read(OXYTOCIN).split("nlu:")[0].replace("oxytocin:", "parking:"))


@fault(OXYTOCIN, "faq/oxytocin", "is a question of faq/cost_insurance too")
def question_in_two_topics(tree: Tree) -> None:
    stolen = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[0].strip()
    tree.edit(COST_FILE, r"(examples: \|\n)", rf"\1    {stolen.upper()}\n")


@fault(OXYTOCIN, "faq/oxytocin", "nearly", WARNING)
def question_nearly_in_two_topics(tree: Tree) -> None:
    for file, words in ((OXYTOCIN, "how does the oxytocin"), (of("faq/age_limits"), "how does oxytocin")):
        tree.edit(file, r"(examples: \|\n)", rf"\1    - {words} nasal spray work in people\n")


@fault(of("safety/abuse"), "safety/abuse", "needs 60")
def too_few_questions(tree: Tree) -> None:
    text = tree.read(of("safety/abuse"))
    tree.write(of("safety/abuse"), "".join(text.splitlines(keepends=True)[:40]))


@fault(OXYTOCIN, "faq/oxytocin", "too alike", WARNING)
def uniform_questions(tree: Tree) -> None:
    lines = "".join(f"    - what is oxytocin number {n}\n" for n in range(30))
    tree.write(OXYTOCIN, tree.read(OXYTOCIN).partition("examples: |\n")[0] + f"examples: |\n{lines}")


@fault(OXYTOCIN, "faq/oxytocin", "nearly copies", WARNING)
def questions_that_are_copies(tree: Tree) -> None:
    stem = "is it true that the love hormone comes out when people take it together"
    copies = "".join(f"    - {stem} at {place}\n" for place in "abcdefghijklmnopqrstuvwxyz")
    tree.edit(OXYTOCIN, r"(examples: \|\n)", rf"\1{copies}")


@fault(OXYTOCIN, "faq/oxytocin", "held back")
def held_out_question_in_training(tree: Tree) -> None:
    line = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[3].strip(" -")
    held = {"faq/oxytocin": ["a question that nobody trains on", line.capitalize() + "?"]}
    tree.write("evaluation/held_out.yml", json.dumps(held))


def _due(tree: Tree, days: int) -> None:
    due = TODAY + datetime.timedelta(days=days)
    on = TODAY - datetime.timedelta(days=180)
    tree.edit(COST_FILE, r'"on": "[\d-]+", due: "[\d-]+"', f'"on": "{on}", due: "{due}"', COST)


@fault(COST_FILE, "utter_faq/cost_insurance > reviewed", "no longer gives")
def review_past_its_date(tree: Tree) -> None:
    _due(tree, -1)


@fault(COST_FILE, "utter_faq/cost_insurance > reviewed", "due in 20 days", WARNING)
def review_due_soon(tree: Tree) -> None:
    _due(tree, 20)


FOUND: list[Finding] = []
"""What the trial found so far, for tests/publish/check/test_staff_docs.py."""


@pytest.mark.parametrize("one", FAULTS, ids=[f.name for f in FAULTS])
def test_fault_is_found_with_file_key_and_cure(
    one: Fault, tree: Tree, newly_found: Callable[..., list[Finding]]
) -> None:
    one.make(tree)
    found = newly_found()
    fitting = [f for f in found if f.file == one.file and one.key in f.key and one.words in f"{f.what} {f.cure}"]
    assert fitting, f"not found; instead: {[f.message for f in found][:5]}"
    FOUND.extend(found)
    assert one.severity in {f.level for f in fitting}
    for finding in fitting:
        assert finding.cure.endswith((".", "?", "”")), f"no cure: {finding.message}"
        assert finding.file in finding.message
        assert finding.key in finding.message
        assert finding.line >= 1


def test_trial_has_at_least_forty_five_different_faults() -> None:
    assert len({f.name for f in FAULTS}) == len(FAULTS) >= 45


def test_unchanged_content_has_no_errors(tree: Tree) -> None:
    errors = [f.message for f in find_in(tree.root) if f.level == Level.ERROR]
    assert errors == []
