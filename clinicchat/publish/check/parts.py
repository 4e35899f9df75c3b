"""Parts: each is a question of a topic that has an overview, stands on facts that hold, and has a title of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from clinicchat.content.topics import part_of, whole
from clinicchat.publish.check.findings import Finding, did_you_mean, error, warning
from clinicchat.publish.check.project import TOPICS, Project
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.variations import Variation

FACTS = "data/facts/"
ENTRY = re.compile(r"^- id: (\S+)$(.*?)(?=^- id: |\Z)", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (confidence|known|corrected_by|withdrawn): (\[[^\]]*\]|\S+)", re.MULTILINE)


def parts(project: Project) -> list[Variation]:
    """Returns every part."""
    return [one for one in project.answers if part_of(one.name)]


@check("Every part belongs to a topic that has an answer of its own", TOPICS)
def every_part_has_its_topic(project: Project) -> Iterator[Finding]:
    for one in parts(project):
        if whole(one.name) not in project.words:
            what = f"There is no utter_{whole(one.name)}, the overview of which this is a part."
            yield error(one.file, one.node.line, one.key, what, "Add it, or correct the name before the dot.")


@check("The title of a part is a question, and no other answer has it", TOPICS)
def titles_are_questions(project: Project) -> Iterator[Finding]:
    first: dict[str, Variation] = {}
    for one in project.answers:
        title = one.metadata.get("title")
        key = f"{one.key} > title"
        if part_of(one.name) and title.text and not title.text.rstrip().endswith("?"):
            cure = "Write the question as a visitor would ask it, with a question mark: it is the label of a button."
            yield error(one.file, title.line, key, f"“{title.text}” is no question.", cure)
        before = first.setdefault(title.text.casefold(), one)
        if title.text and before.name != one.name:
            what = f"“{title.text}” is the title of {before.name} too, so two buttons would look the same."
            yield error(one.file, title.line, key, what, "Give one of the two another title.")


@check("Every answer names the facts that it stands on, and they exist and hold", TOPICS)
def facts_hold(project: Project) -> Iterator[Finding]:
    known = facts_of(project)
    for one in project.answers:
        facts, key = one.metadata.get("facts"), f"{one.key} > facts"
        if not facts.entries:
            line = facts.line if facts else one.node.line
            cure = f"Name under `facts:` the ids of {FACTS} that its sentences stand on."
            yield error(one.file, line, key, "The answer names no fact.", cure)
        for node in facts.entries:
            if node.text not in known:
                cure = did_you_mean(node.text, known, f"Use an id of {FACTS}.")
                yield error(one.file, node.line, key, f"There is no fact `{node.text}`.", cure)
            elif known[node.text].withdrawn:
                cure = "Delete what stands on it, or name another fact."
                yield error(one.file, node.line, key, f"The fact {node.text} was withdrawn.", cure)
            elif missing := [later for later in known[node.text].corrected_by if later not in facts.texts]:
                what = f"The fact {node.text} was corrected by {', '.join(missing)}."
                cure = "Check the words against the later fact, and name it too."
                yield warning(one.file, node.line, key, what, cure)


class Fact(NamedTuple):
    """What a check must know of a fact; `corrected_by` are later facts."""

    confidence: str
    known: tuple[str, ...]
    corrected_by: tuple[str, ...]
    withdrawn: bool


def facts_of(project: Project) -> dict[str, Fact]:
    """Returns the facts of data/facts/ by id."""
    return _read("\n".join(p.read_text(encoding="utf-8") for p in sorted((project.root / FACTS).glob("[!s]*.yml"))))


@lru_cache(maxsize=2)
def _read(text: str) -> dict[str, Fact]:
    """Returns the facts in *text*, which a program makes and which always looks the same: their 6,000 lines need no
    YAML here."""
    found: dict[str, Fact] = {}
    for name, rest in ENTRY.findall(text):
        values = {key: value.strip("[]") for key, value in FIELD.findall(rest)}
        known, later = (tuple(filter(None, re.split(r"[,\s]+", values.get(k, "")))) for k in ("known", "corrected_by"))
        found[name] = Fact(values.get("confidence", ""), known, later, values.get("withdrawn") == "true")
    return found
