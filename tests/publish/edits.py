# ruff: noqa: E501 - one edit a line
"""What staff would do to the content: 110 edits, one at a time, and what must become of each.

refused   an error: `make release` publishes nothing until it is mended
held      words that need a name: visitors read the old ones until then, and what is new is left out
told      it goes out, and a warning says what to do first
taken     it goes out
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from clinicchat.publish.check.project import APPROVALS, CLINIC, PROVIDERS
from tests.publish.conftest import TODAY, Tree

Make = Callable[[Tree], None]
COST, OXYTOCIN, NEW = (f"data/topics/faq/{name}.yml" for name in ("cost_insurance", "oxytocin", "interpreter"))
OVERDOSE, SUICIDE, STEPS = (
    "data/safety/phrases/overdose.yml",
    "data/safety/suicide.yml",
    "data/safety/next_steps/any.yml",
)
MEDICINES = "data/named/medicines.yml"
SAY = r"(  utter_faq/cost_insurance:\n  - text: \|-\n      )"
PART = r"(  utter_faq/cost_insurance.estimates:\n  - text: \|-\n      )"
EXAMPLES = r"(- intent: faq/cost_insurance\n  examples: \|\n)"


@dataclass(frozen=True)
class Edit:
    """An edit, its kind, what must become of it, and by which check or unit that is seen."""

    kind: str
    name: str
    make: Make
    becomes: str
    by: str
    file: str = ""
    says: str = ""
    cure: str = ""


def refused(kind: str, name: str, make: Make, by: str, file: str, says: str, cure: str) -> Edit:
    return Edit(kind, name, make, "refused", by, file, says, cure)


def told(kind: str, name: str, make: Make, by: str, file: str, says: str, cure: str) -> Edit:
    return Edit(kind, name, make, "told", by, file, says, cure)


def held(kind: str, name: str, make: Make, unit: str) -> Edit:
    return Edit(kind, name, make, "held", unit)


def taken(kind: str, name: str, make: Make, by: str) -> Edit:
    return Edit(kind, name, make, "taken", by)


def change(file: str, old: str, new: str, after: str = "") -> Make:
    """Returns the edit that replaces the first match of the pattern *old*."""
    return lambda tree: tree.edit(file, old, new, after)


def everywhere(old: str, new: str) -> Make:
    def make(tree: Tree) -> None:
        for path in (tree.root / "data").rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            if old in text:
                path.write_text(text.replace(old, new), encoding="utf-8")

    return make


def several(*makes: Make) -> Make:
    def make(tree: Tree) -> None:
        for one in makes:
            one(tree)

    return make


def answer(words: str) -> Make:
    """Returns the edit that puts *words* at the head of an answer."""
    return change(COST, SAY, rf"\g<1>{words} ")


def reviewed(by: str, on: str, due: str) -> Make:
    return change(COST, r"reviewed: \{[^}]*\}", f'reviewed: {{by: "{by}", "on": "{on}", due: "{due}"}}')


def phrasing(words: str) -> Make:
    return change(COST, EXAMPLES, rf"\g<1>    - {words}\n")


def hours(words: str) -> Make:
    return change(CLINIC, 'hours: ".*?"', f'hours: "{words}"')


def telephone(words: str) -> Make:
    return change(CLINIC, 'telephone: "555-0100"', f"telephone: {words}")


def providers(*several: dict[str, str]) -> Make:
    """Returns the edit that lists a provider for each of the dictionaries, which say what is other than usual."""
    usual = {
        "name": "Jo Sample",
        "profession": "Psychologist",
        "state": '"TX"',
        "phone": '"512-867-5309"',
        "checked": TODAY.isoformat(),
    }
    entries = ["\n  ".join(f"{key}: {value}" for key, value in (usual | own).items() if value) for own in several]
    return lambda tree: tree.write(PROVIDERS, "providers:\n" + "".join(f"- {entry}\n" for entry in entries))


def all_reviewed(tree: Tree) -> None:
    for path in (tree.root / "data/topics").glob("f*/*.yml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'reviewed: \{by: [^,]*, "on"', 'reviewed: {by: "Dr. A, psychiatrist", "on"', text)
        path.write_text(re.sub(r'"on": "[\d-]+"', f'"on": "{TODAY}"', text), encoding="utf-8")


def cut(file: str, begin: str, end: str) -> Make:
    """Returns the edit that deletes from the words *begin* up to the next match of the pattern *end*."""
    return lambda tree: tree.cut(file, begin, end)


def few_phrasings(tree: Tree) -> None:
    """Leaves the phrasings of one topic and of the services: a danger phrase is read on all that are there."""
    for path in (tree.root / "data/topics").glob("*/*.yml"):
        if path.parent.name != "service" and path.name != "cost_insurance.yml":
            path.unlink()


def delete(file: str) -> Make:
    return lambda tree: (tree.root / file).unlink()


def encoded(file: str, encoding: str) -> Make:
    """Returns the edit that saves *file* in another encoding."""
    return lambda tree: (tree.root / file).write_bytes(tree.read(file).replace("\n", "\r\n").encode(encoding))


def new_topic(
    phrasings: int = 30,
    head: str = "faq/interpreter",
    intent: str = "faq/interpreter",
    title: str = "Can I have an interpreter?",
) -> Make:
    """Returns the edit that adds a topic with so many different *phrasings*."""
    words = (
        "can i bring,is there,do you have,who pays for,what about,i need,how do i get,may i ask for,where is,any".split(
            ","
        )
    )
    ends = ["someone who signs", "an interpreter", "a person who speaks tagalog"]
    asked = "".join(f"    - {words[n % 10]} {ends[n // 10 % 3]}{' please' * (n // 30)}\n" for n in range(phrasings))
    text = f"""version: "3.1"
responses:
  utter_{head}:
  - text: |-
      Ask for one when you first call. In the US, clinics and hospitals that get federal money must offer an interpreter for free to anyone who needs one.

      A trial can have rules of its own about language. People must understand its forms and questions well. The study team can tell you which languages it offers.
    metadata:
      title: {title}
      disclaimers: [not_approved]
      sources: [va_get_help]
      reviewed: {{by: clinical review pending, "on": "{TODAY}", due: "{TODAY + datetime.timedelta(180)}"}}
      related: [faq/access]

nlu:
- intent: {intent}
  examples: |
{asked}"""
    return lambda tree: tree.write(NEW, text)


def without_oxytocin(tree: Tree) -> None:
    (tree.root / OXYTOCIN).unlink()
    for path in (tree.root / "data").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        if "faq/oxytocin" in text:
            path.write_text(re.sub(r"faq/oxytocin, |, faq/oxytocin(?=\])", "", text), encoding="utf-8")


def retired(tree: Tree) -> None:
    without_oxytocin(tree)
    tree.write(APPROVALS, tree.read(APPROVALS) + "retired: [faq/oxytocin]\n")
