"""What people really write (evaluation/real/): the sets in the manner of real messages, and what visitors get there.

The lines of `study` are training data too, so they are read cross-fitted: each by a model that has not learned it. The
lines of `judge` are learned by no model and choose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.understanding.decision import OUT_OF_SCOPE, without_danger
from evaluation import datasets
from evaluation.datasets import EXPLICIT, FOLDER, INDIRECT, SERVICE, STATED, TOPICS, Line
from evaluation.measures import share
from evaluation.pipeline import Pipeline, Reading, Understood, fitted, resolve, settings

REAL = FOLDER / "real"
STUDY, JUDGE = "study", "judge"
HARMLESS, DOUBTFUL = "harmless", "doubtful"
FOLDS = 5
BEST = 3


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
        """`explicit`, `indirect`, `distress`, `doubtful` (sounds like danger, or a card would serve) or `harmless`."""
        if self.form or topics.is_danger(self.topic):
            return self.form or STATED
        return DOUBTFUL if self.lookalike or any(map(topics.is_danger, self.also)) else HARMLESS


def messages(name: str) -> list[Message]:
    """Returns the messages of `study` or `judge`."""
    rows = map(json.loads, (REAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Message(r["text"], r["label"], tuple(r["also"]), r.get("form", ""), bool(r.get("lookalike"))) for r in rows]


def fragments() -> dict[str, list[Any]]:
    """Returns the parts of conversation.json: what is said in the middle of a conversation, by kind."""
    found: dict[str, list[Any]] = json.loads((REAL / "conversation.json").read_text(encoding="utf-8"))
    return found


def cross_fitted(pipeline: Pipeline, own: Sequence[Message]) -> list[Reading]:
    """Returns what is read from each of *own* by a model trained without its fold, in the order of *own*."""
    learned, found = datasets.training(), dict[int, Reading]()
    for fold in range(FOLDS):
        places = range(fold, len(own), FOLDS)
        left_out = {datasets.normal(own[i].text) for i in places}
        lines = [x for x in learned if datasets.normal(x.text) not in left_out]
        model = fitted(lines, settings(), pipeline.embeddings)
        readings = Pipeline(model, pipeline.embeddings, pipeline.limits).read([own[i].text for i in places])
        found.update(zip(places, readings, strict=True))
    return [found[i] for i in range(len(own))]


def figures(pipeline: Pipeline) -> dict[str, Any]:
    """Returns the figures of `study`, of `judge`, and of the fragments."""
    study, judge = messages(STUDY), messages(JUDGE)
    return {
        STUDY: of_messages(study, cross_fitted(pipeline, study), pipeline),
        JUDGE: of_messages(judge, pipeline.read([m.text for m in judge]), pipeline),
        "fragments": of_fragments(pipeline),
    }


def of_messages(own: Sequence[Message], readings: Sequence[Reading], pipeline: Pipeline) -> dict[str, Any]:
    """Returns shares with intervals: topics right at once and among the best three, cards by kind of message."""
    pairs = [(m, resolve(r, pipeline.limits), r) for m, r in zip(own, readings, strict=True)]
    asked = [p for p in pairs if _kind(p[0]) == TOPICS]
    outside = [p for p in pairs if p[0].topic == OUT_OF_SCOPE]
    service = [p for p in pairs if _kind(p[0]) == SERVICE and not topics.is_danger(p[0].topic)]
    away = (Outcome.OUT_OF_SCOPE, Outcome.NOT_UNDERSTOOD)
    return {
        "right": _share(asked, lambda m, u, r: u.topic == m.topic),
        "serves": _share(asked, lambda m, u, r: u.topic in (m.topic, *m.also)),
        "best_three": _share(asked, lambda m, u, r: m.topic in [t for t, _ in without_danger(r.ranking)[:BEST]]),
        "outside_found": _share(outside, lambda m, u, r: u.outcome in away),
        "service": _share(service, lambda m, u, r: u.topic == m.topic),
        **{
            kind: _share([p for p in pairs if p[0].kind == kind], lambda m, u, r: u.outcome == Outcome.CRISIS)
            for kind in (HARMLESS, DOUBTFUL, EXPLICIT, INDIRECT, STATED)
        },
    }


def _kind(message: Message) -> str:
    return Line(message.text, message.topic).kind


def _share(
    pairs: Sequence[tuple[Message, Understood, Reading]], good: Callable[[Message, Understood, Reading], bool]
) -> dict[str, Any]:
    return share(sum(good(*p) for p in pairs), len(pairs))


def of_fragments(pipeline: Pipeline) -> dict[str, Any]:
    """Returns how many fragments get a card: harmless ones, danger, requests for a number; and how many of the last get
    the numbers."""
    parts = fragments()
    harmless = [t for name, texts in parts.items() if name.startswith("harmless") for t in texts]
    danger = [t for name, texts in parts.items() if name.startswith("danger") for t in texts]
    asking = pipeline.understand(parts["asks for a help line"])
    return {
        "harmless": _cards(pipeline, harmless),
        "danger": _cards(pipeline, danger),
        "help_lines": share(sum(u.topic == "help_lines" for u in asking), len(asking)),
        "help_lines_card": share(sum(u.outcome == Outcome.CRISIS for u in asking), len(asking)),
    }


def _cards(pipeline: Pipeline, texts: Sequence[str]) -> dict[str, Any]:
    return share(sum(u.outcome == Outcome.CRISIS for u in pipeline.understand(texts)), len(texts))
