# ruff: noqa: E501 - one edit a line
"""What staff would do to the content, one edit at a time: each that could harm is told in plain words, with its cure.

The content beside it is that of the live release. Only the checks that must find the edit are run.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest

from clinicchat.publish.check import Finding, Level, Project, registry
from clinicchat.publish.check.project import CLINIC, HELPLINES, PROVIDERS, REPLIES, SOURCES
from tests.publish.check.conftest import ROOT, TODAY, Tree

Edit = Callable[[Tree], None]
COST = "data/topics/faq/cost_insurance.yml"
OVERDOSE = "data/safety/phrases/overdose.yml"
SUICIDE = "data/safety/suicide.yml"
SAY = r"(  utter_faq/cost_insurance:\n  - text: \|-\n      )"


@pytest.fixture(scope="module")
def released() -> Project:
    return Project(ROOT, today=TODAY)


def change(file: str, old: str, new: str) -> Edit:
    """Returns the edit that replaces the first match of the pattern *old*."""
    return lambda tree: tree.edit(file, old, new)


def everywhere(old: str, new: str) -> Edit:
    def make(tree: Tree) -> None:
        for path in (tree.root / "data").rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            if old in text:
                path.write_text(text.replace(old, new), encoding="utf-8")

    return make


def answer(words: str) -> Edit:
    """Returns the edit that puts *words* at the head of an answer."""
    return change(COST, SAY, rf"\g<1>{words} ")


def reviewed(by: str, on: str, due: str) -> Edit:
    return change(COST, r"reviewed: \{[^}]*\}", f'reviewed: {{by: "{by}", "on": "{on}", due: "{due}"}}')


def phrasing(words: str) -> Edit:
    return change(COST, r"(- intent: faq/cost_insurance\n  examples: \|\n)", rf"\g<1>    - {words}\n")


def provider(**others: str) -> Edit:
    entry = {"name": "Jo Sample", "profession": "Psychologist", "state": '"TX"', "phone": '"512-867-5309"'}
    entry |= {"checked": TODAY.isoformat(), **others}
    lines = "\n  ".join(f"{key}: {value}" for key, value in entry.items())
    return lambda tree: tree.write(PROVIDERS, f"providers:\n- {lines}\n- {lines}\n")


def all_reviewed(tree: Tree) -> None:
    for path in (tree.root / "data/topics").glob("f*/*.yml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'reviewed: \{by: [^,]*, "on"', 'reviewed: {by: "Dr. A, psychiatrist", "on"', text)
        path.write_text(re.sub(r'"on": "[\d-]+"', f'"on": "{TODAY}"', text), encoding="utf-8")


def without_group(tree: Tree) -> None:
    tree.cut(OVERDOSE, "  - name: Someone cannot be woken", "^  - name: ")


EDITS: list[tuple[str, str, Edit, str, str, str]] = [
    ("before", "988 to 989 in all files", everywhere("988", "989"), HELPLINES, "was 988 and is now 989", "Call it."),
    ("before", "one digit of Poison Help", change(HELPLINES, '"1-800-222-1222"', '"1-800-222-1223"'), HELPLINES, "is now", "Call it."),
    ("before", "911 to 912", everywhere("911", "912"), HELPLINES, "the emergency services (US) was 911", "Call it."),
    ("plausible", "a digit too few", change(HELPLINES, '"1-800-222-1222"', '"1-800-222-122"'), HELPLINES, "a digit is missing", "call it"),
    ("before", "the clinic's telephone", change(CLINIC, "555-0100", "512-867-5309"), CLINIC, "is now 512-867-5309", "Call it"),
    ("plausible", "a telephone of letters", change(CLINIC, "555-0100", "512-CALL"), CLINIC, "telephone number", "area code"),
    ("plausible", "17 pm", change(CLINIC, "5 pm", "17 pm"), CLINIC, "“17 pm” is no time", "9 am to 5 pm"),
    ("plausible", "hours that end first", change(CLINIC, "9 am to 5 pm", "5 pm to 9 am"), CLINIC, "ends before it begins", "9 am"),
    ("plausible", "Munday", change(CLINIC, "Monday", "Munday"), CLINIC, "“munday” is no day", "Monday to Friday"),
    ("before", "a source's address", change(SOURCES, r"url: https://\S+", "url: https://www.fda.gov/other"), SOURCES,
     "changed (it was", "Open it"),
    ("plausible", "a reviewer of the office", reviewed("Pat, front desk", "2026-11-20", "2027-05-20"), COST, "names no clinician",
     "psychiatrist"),
    ("plausible", "the next century", reviewed("Dr. A, psychiatrist", "2026-11-20", "2107-05-20"), COST, "more than a year", "year"),
    ("sources", "a mistyped year", reviewed("Dr. A, psychiatrist", "2026-11-20", "2025-05-20"), COST, "before the review", "six"),
    ("before", "all reviewed at once", all_reviewed, "", "more than anybody reads in a day", "really read"),
    ("plausible", "a provider twice", provider(), PROVIDERS, "is listed twice", "Keep one"),
    ("plausible", "a stale provider", provider(checked="2024-01-31"), PROVIDERS, "was last checked", "delete the entry"),
    ("plausible", "a bullet of Word", answer("\n      • first"), COST, "is a bullet of Word", "dash"),
    ("plausible", "bold", answer("It is **free**."), COST, "marks bold", "Delete"),
    ("plausible", "HTML", answer("It is <b>free</b>."), COST, "is HTML", "Delete"),
    ("plausible", "a link of Markdown", answer("See [this](https://x.example)."), COST, "link of Markdown", "words alone"),
    ("wording", "cures PTSD", answer("MDMA therapy cures PTSD."), COST, "promises too much", "placebo"),
    ("wording", "120 mg", answer("People took 120 mg."), COST, "is an amount of a drug", "Delete the amount"),
    ("wording", "an amount in words", answer("People took a hundred and twenty milligrams."), COST, "an amount of a drug, in words",
     "Delete the amount"),
    ("wording", "stop your antidepressant", answer("Stop taking your antidepressant first."), COST, "advice to", "prescribe"),
    ("wording", "the FDA approved it", answer("The FDA approved it in October 2026."), COST, "contradicts the facts", "not approved"),
    ("wording", "it is legal now", answer("MDMA is now legal in Texas."), COST, "contradicts the facts", "facts"),
    ("pasted", "an e-mail in a phrasing", phrasing("write me at ann.lee@example.org about the price"), COST, "personal data", "Delete"),
    ("pasted", "a number in a phrasing", phrasing("call me 512-867-5309 what does it cost"), COST, "personal data", "Delete"),
    ("danger", "danger in a phrasing", phrasing("i cant pay so i will kill myself"), COST, "is taken for safety/suicide", "move it"),
    ("questions", "a phrasing of Word", change(COST, r"(  examples: \|\n)", r"\g<1>    • how dear is it\n"), COST, "does not begin", "- "),
    ("before", "a group of danger phrases gone", without_group, OVERDOSE, "was taken away", "approve"),
    ("danger", "help as a danger phrase", change(OVERDOSE, '    - "overdosed on"', '    - "overdosed on"\n    - "help"'), OVERDOSE,
     "is too wide", "Write the words around it"),
    ("cards", "a card without its number", change(SUICIDE, r"\[only call_crisis_line\] \{Call_crisis_line\} now\.", "Hello."), SUICIDE,
     "has no number to call", "Begin with the number"),
    ("cards", "a number in a card", change(SUICIDE, r"I'm glad you told me\.", "Call 1-800-273-8255."), SUICIDE, "1-800-273-8255", "term"),
    ("topics", "a topic gone", lambda tree: (tree.root / "data/topics/faq/oxytocin.yml").unlink(), "data/topics/faq/oxytocin.yml",
     "is gone", "retired: [faq/oxytocin]"),
    ("disclaimers", "a disclaimer gone", lambda tree: tree.cut(REPLIES, "  utter_disclaimer_medicines:", "^  utter_"), REPLIES, "is gone", "Add"),
    ("readable", "a tab", change(COST, "    metadata:", "\tmetadata:"), COST, "tab", "spaces"),
    ("readable", "another encoding", lambda tree: (tree.root / COST).write_bytes((tree.root / COST).read_bytes() + b"# \xe9\n"), COST,
     "UTF-8", "save"),
    ("readable", "an empty file", lambda tree: tree.write(COST, ""), COST, "", ""),
]  # fmt: skip
"""The checks that must find it, the edit by its name, the edit, the file, what is said, the cure."""


def found_by(modules: set[str], tree: Tree, released: Project) -> list[Finding]:
    """Returns what the checks in *modules* find."""
    project = Project(tree.root, today=TODAY)
    project.before = released
    chosen = [c for c in registry.all_checks() if c.find.__module__.rpartition(".")[2] in modules]
    return [finding for one in chosen for finding in registry.run_one(one, project)]


EACH = [(e[0], *e[2:]) for e in EDITS]


@pytest.mark.parametrize(("module", "edit", "file", "what", "cure"), EACH, ids=[e[1] for e in EDITS])
def test_an_edit_that_could_harm_is_told_with_its_cure(
    tree: Tree, released: Project, module: str, edit: Edit, file: str, what: str, cure: str
) -> None:
    edit(tree)
    found = found_by({module}, tree, released)
    fitting = [f for f in found if file in f.file and what in f.what and cure in f.cure]
    assert fitting, [f.message for f in found if f.level == Level.ERROR][:6]


def test_who_called_the_number_may_change_it(tree: Tree, released: Project) -> None:
    checked = f'"1-800-222-1223"\n      checked: {{by: "Ann, nurse", "on": "{TODAY}"}}'
    tree.edit(HELPLINES, '"1-800-222-1222"', checked)
    project = Project(tree.root, today=TODAY)
    project.before = released
    numbers = next(c for c in registry.all_checks() if c.name == "Whoever changes a number has called it")
    assert list(numbers.find(project)) == []


def test_a_topic_that_is_retired_on_purpose_is_no_error(tree: Tree, released: Project) -> None:
    (tree.root / "data/topics/faq/oxytocin.yml").unlink()
    for path in (tree.root / "data/topics").glob("*/*.yml"):
        path.write_text(re.sub(r"faq/oxytocin, ", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    tree.write("data/approvals.yml", tree.read("data/approvals.yml") + "retired: [faq/oxytocin]\n")
    errors = [f.message for f in found_by({"topics", "fitting", "readable"}, tree, released) if f.level == Level.ERROR]
    assert errors == []


def test_what_ships_is_plausible(released: Project) -> None:
    project = Project(ROOT, today=max(TODAY, datetime.date.today()))
    project.before = released
    checks = [
        c for c in registry.all_checks() if c.find.__module__.rpartition(".")[2] in ("before", "plausible", "pasted")
    ]
    assert [f.message for one in checks for f in one.find(project) if f.level == Level.ERROR] == []
