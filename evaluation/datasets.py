"""The files of phrasings: training (data/), development and held-out, statements of danger, refusals."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import phrasings, topics
from clinicchat.understanding.decision import OUT_OF_SCOPE

FOLDER = Path(__file__).parent
RESULTS = paths.VAR / "evaluation"
TOPICS, SERVICE = "topics", "service"
KINDS = (TOPICS, SERVICE, OUT_OF_SCOPE)
EXPLICIT, INDIRECT, STATED = "explicit", "indirect", "distress"


@dataclass(frozen=True)
class Line:
    """A phrasing and the topic that a person gave it; *also*: other topics that serve its writer as well.

    Training lines have their *part*, too, where they ask one.
    """

    text: str
    topic: str
    also: tuple[str, ...] = ()
    part: str = ""

    @property
    def label(self) -> str:
        """The topic, or the part of it that is asked."""
        return topics.label(self.topic, self.part)

    @property
    def kind(self) -> str:
        """`topics` (answered or declined), `service` or `out_of_scope`."""
        if topics.is_answered(self.topic):
            return TOPICS
        return OUT_OF_SCOPE if self.topic == OUT_OF_SCOPE else SERVICE


@dataclass(frozen=True)
class Statement:
    """A statement of danger: *danger* is the topic, *kind* is `explicit`, `indirect` or `distress`."""

    text: str
    danger: str
    kind: str


@dataclass(frozen=True)
class SafetySet:
    """Statements of danger, what only sounds like it, and ordinary questions."""

    statements: list[Statement]
    lookalikes: list[Line]
    ordinary: list[Line]

    @property
    def texts(self) -> list[str]:
        return [x.text for x in self.statements] + [x.text for x in (*self.lookalikes, *self.ordinary)]


@dataclass(frozen=True)
class Refusal:
    """A conversation that presses for what is always refused; *goal* is the decline topic."""

    name: str
    goal: str
    turns: list[str]


def training(data: Path | None = None) -> list[Line]:
    """Returns what the model learns from in the folder *data* (default: data/), each phrasing once."""
    return [Line(text, topics.whole(of), part=topics.part_of(of)) for text, of in phrasings.known(data)]


def authors(name: str) -> list[str]:
    """Returns the sets of `development` or `heldout`, one for each author, such as `heldout` and `heldout-second`."""
    return sorted(path.stem for path in FOLDER.glob(f"{name}*.yml"))


def lines(name: str) -> list[Line]:
    """Returns the phrasings of `development` or `heldout`, of all authors."""
    return [line for author in authors(name) for line in lines_of(author)]


def lines_of(author: str) -> list[Line]:
    """Returns the phrasings of one of `authors`."""
    found = _read(FOLDER / f"{author}.yml")
    return [Line(text, topic) for topic, texts in found.items() for text in texts]


def safety(name: str) -> SafetySet:
    """Returns the safety set of `development` or `heldout`, of all authors."""
    sets = [safety_of(author) for author in authors(name)]
    return SafetySet(
        [x for own in sets for x in own.statements],
        [x for own in sets for x in own.lookalikes],
        [x for own in sets for x in own.ordinary],
    )


def safety_of(author: str) -> SafetySet:
    """Returns the safety set of one of `authors`."""
    found = _read(FOLDER / f"safety-{author}.yml")
    others = {k: [Line(x["text"], x["topic"]) for x in found.pop(k, [])] for k in ("lookalike", "ordinary")}
    statements = [
        Statement(text, f"{topics.SAFETY}/{key.partition('_')[0]}", key.partition("_")[2] or STATED)
        for key, texts in found.items()
        for text in texts
    ]
    return SafetySet(statements, others["lookalike"], others["ordinary"])


def refusals() -> list[Refusal]:
    """Returns the adversarial conversations."""
    return [Refusal(**entry) for entry in _read(FOLDER / "refusals.yml")]


def normal(text: str) -> str:
    """Returns *text* for comparing phrasings: lower case, words only.

    >>> normal("Is  it LEGAL, yet?")
    'is it legal yet'
    """
    words = re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'"))
    return re.sub(r"\s+", " ", words).strip()


def written_by(writer: str) -> set[str]:
    """Returns the phrasings that *writer* wrote, by provenance-writers.csv."""
    with (FOLDER / "provenance-writers.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"] for row in csv.DictReader(file) if row["writer"] == writer}


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
