"""What people really write (evaluation/real/): the sets in the manner of real messages, and what visitors get there.

`judge` and the sets of three blind writers (`judge-a`, `-b`, `-c`) are learned by nothing and choose nothing; `dev-1`
to `dev-3`, of other blind writers, choose the thresholds. The lines of `study` are training data: the topic
model is trained without the fold that it reads, but the encoders have seen all of them, so its figures flatter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.level import Level
from clinicchat.understanding.decision import OUT_OF_SCOPE
from evaluation import datasets
from evaluation.datasets import EXPLICIT, FOLDER, INDIRECT, SERVICE, STATED, TOPICS, Line
from evaluation.measures import share
from evaluation.pipeline import Pipeline, Reading, Understood, fitted, resolve, settings

REAL = FOLDER / "real"
STUDY, JUDGE = "study", "judge"
CHOOSING = ("dev-1", "dev-2", "dev-3")
BLIND = ("judge-a", "judge-b", "judge-c")
JUDGING = (JUDGE, *BLIND)
POOLED = "pooled"
LOOKALIKE, HARMLESS = "lookalike", "harmless"
FOLDS = 5
BEST = 3
AWAY = (Outcome.OUT_OF_SCOPE, Outcome.NOT_UNDERSTOOD)


@dataclass(frozen=True)
class Message:
    """A message, the topic that readers gave it (`topic`), and other topics that serve its writer as well (`also`)."""

    text: str
    topic: str
    also: tuple[str, ...] = ()
    form: str = ""
    """`explicit` or `indirect` when danger is stated."""
    lookalike: bool = False

    @property
    def kind(self) -> str:
        """`explicit`, `indirect`, `distress`, `lookalike` (only sounds like danger) or `harmless`."""
        if topics.is_danger(self.topic):
            return STATED if self.topic == topics.DISTRESS else self.form or STATED
        return LOOKALIKE if self.lookalike else HARMLESS

    @property
    def good(self) -> frozenset[str]:
        """The topics that count as right."""
        return frozenset({self.topic, *self.also})

    @property
    def credited(self) -> frozenset[str]:
        """`good`, and the newer topics that serve better where this one's label is older than they (replaces.yml)."""
        return self.good | newer().get(self.topic, frozenset())


@cache
def newer() -> dict[str, frozenset[str]]:
    """Returns, for each older label, the newer topics that count as right."""
    listed = yaml.safe_load((REAL / "replaces.yml").read_text(encoding="utf-8"))
    older = {old for olds in listed.values() for old in olds}
    return {old: frozenset(new for new, olds in listed.items() if old in olds) for old in older}


def messages(name: str) -> list[Message]:
    """Returns the messages of the set *name*."""
    rows = map(json.loads, (REAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Message(r["text"], r["label"], tuple(r["also"]), r.get("form", ""), bool(r.get("lookalike"))) for r in rows]


def fragments() -> dict[str, list[Any]]:
    """Returns the parts of conversation.json: what is said in the middle of a conversation, by kind."""
    found: dict[str, list[Any]] = json.loads((REAL / "conversation.json").read_text(encoding="utf-8"))
    return found


def lines(own: Sequence[Message]) -> list[Line]:
    """Returns *own* as lines, the credit of newer topics among `also`."""
    return [Line(m.text, m.topic, tuple(sorted(m.credited - {m.topic}))) for m in own]


def cross_fitted(pipeline: Pipeline, own: Sequence[Message]) -> list[Reading]:
    """Returns what is read from each of *own* by a topic model trained without its fold, in the order of *own*."""
    learned, found = datasets.training(), dict[int, Reading]()
    for fold in range(FOLDS):
        places = range(fold, len(own), FOLDS)
        left_out = {datasets.normal(own[i].text) for i in places}
        kept = [x for x in learned if datasets.normal(x.text) not in left_out]
        model = fitted(kept, settings(), pipeline.embeddings)
        readings = Pipeline(model, pipeline.embeddings, pipeline.limits).read([own[i].text for i in places])
        found.update(zip(places, readings, strict=True))
    return [found[i] for i in range(len(own))]


def figures(pipeline: Pipeline) -> dict[str, Any]:
    """Returns the figures of each judging set, of all together, of the sets that choose, of the second reader, and of
    fragments."""
    sets = {name: messages(name) for name in (*JUDGING, *CHOOSING)}
    read = {name: pipeline.read([m.text for m in own]) for name, own in sets.items()}
    found = {name: of_messages(sets[name], read[name], pipeline) for name in sets}
    together = [m for name in JUDGING for m in sets[name]], [r for name in JUDGING for r in read[name]]
    return {
        POOLED: of_messages(*together, pipeline),
        **found,
        "second_reader": {name: second_reader(name, sets[name]) for name in BLIND},
        "fragments": of_fragments(pipeline),
    }


Got = tuple[Message, Understood, Reading]
"""A message, what its writer gets, and what was read from it."""


def of_messages(own: Sequence[Message], readings: Sequence[Reading], pipeline: Pipeline) -> dict[str, Any]:
    """Returns shares with intervals: topics, out of scope, service and refusals; cards and help by kind of message."""
    got = [(m, resolve(r, pipeline.limits), r) for m, r in zip(own, readings, strict=True)]
    kinds = {kind: [g for g in got if g[0].kind == kind] for kind in (EXPLICIT, INDIRECT, STATED, LOOKALIKE, HARMLESS)}
    return {
        **_of_topics([g for g in got if not topics.is_danger(g[0].topic)]),
        **{f"{kind}_card": _share(found, lambda m, u, r: u.level is Level.CARD) for kind, found in kinds.items()},
        **{f"{kind}_helped": _share(found, lambda m, u, r: u.level is not Level.NONE) for kind, found in kinds.items()},
        "asked_heavy": _share(got, lambda m, u, r: r.asked_heavy),
    }


def _of_topics(got: Sequence[Got]) -> dict[str, Any]:
    asked = [g for g in got if _kind(g[0]) == TOPICS]
    outside = [g for g in got if g[0].topic == OUT_OF_SCOPE]
    service = [g for g in got if _kind(g[0]) == SERVICE]
    refused = [g for g in asked if topics.group(g[0].topic) == topics.DECLINE]
    return {
        "right": _share(asked, lambda m, u, r: u.topic in m.credited),
        "right_offered": _share(asked, lambda m, u, r: bool(m.credited & {u.topic, *u.candidates})),
        "right_uncredited": _share(asked, lambda m, u, r: u.topic in m.good),
        "label": _share(asked, lambda m, u, r: u.topic == m.topic),
        "ranked": _share(asked, lambda m, u, r: u.best in m.credited),
        "best_three": _share(asked, lambda m, u, r: bool(m.credited & {t for t, _ in r.ranking[:BEST]})),
        "outside_found": _share(outside, lambda m, u, r: u.outcome in AWAY or u.topic in m.credited),
        "outside_uncredited": _share(outside, lambda m, u, r: u.outcome in AWAY),
        "service": _share(service, lambda m, u, r: u.topic in m.credited),
        "refused": _share(refused, lambda m, u, r: u.topic in m.credited),
    }


def _kind(message: Message) -> str:
    return Line(message.text, message.topic).kind


def _share(got: Sequence[Got], good: Callable[[Message, Understood, Reading], bool]) -> dict[str, Any]:
    return share(sum(good(*g) for g in got), len(got))


def second_reader(name: str, own: Sequence[Message]) -> dict[str, Any]:
    """Returns how a blind second reader's labels (second-reader/) agree with those of the set *name*."""
    path = REAL / "second-reader" / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(own[row["n"]], row) for row in rows]
    harmless = [row for m, row in pairs if m.kind == HARMLESS]
    return {
        "label": share(sum(m.topic == row["label"] for m, row in pairs), len(pairs)),
        "right": share(sum(bool(m.good & {row["label"], *row["also"]}) for m, row in pairs), len(pairs)),
        "harmless_card": share(sum(row["level"] == "card" for row in harmless), len(harmless)),
        "harmless_helped": share(sum(row["level"] != "none" for row in harmless), len(harmless)),
    }


def of_fragments(pipeline: Pipeline) -> dict[str, Any]:
    """Returns how many fragments get a card, and how many a card or a help line: harmless ones, danger, requests for a
    number; and how many of the last get the numbers."""
    parts = fragments()
    harmless = [t for name, texts in parts.items() if name.startswith("harmless") for t in texts]
    danger = [t for name, texts in parts.items() if name.startswith("danger") for t in texts]
    kinds = {HARMLESS: harmless, "danger": danger, "help_lines": parts["asks for a help line"]}
    found = {kind: pipeline.understand(texts) for kind, texts in kinds.items()}
    levels = {f"{kind}_card": share(sum(u.level is Level.CARD for u in us), len(us)) for kind, us in found.items()}
    helped = {f"{k}_helped": share(sum(u.level is not Level.NONE for u in us), len(us)) for k, us in found.items()}
    asking = found["help_lines"]
    return {**levels, **helped, "help_lines": share(sum(u.topic == "help_lines" for u in asking), len(asking))}
