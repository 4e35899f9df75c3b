"""Fits what a reply after a card is: `python -m evaluation.replies`.

It learns from data/safety/replies/ (a file for each writer) and from the steps' phrasings. It writes replies.npz beside
`clinicchat.understanding.replies`, and needs.npz. `--left-out` prints how a model that has not seen a writer's replies
reads them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from clinicchat import paths
from clinicchat.content import step_models, topics
from clinicchat.content.loader import load
from clinicchat.content.names import Intent
from clinicchat.content.yaml_file import ContentError, label
from clinicchat.danger import next_steps
from clinicchat.danger.meaning import Meant
from clinicchat.danger.next_steps import CALM, NextStep
from clinicchat.understanding import needs
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.linear_reader import LinearReader
from clinicchat.understanding.replies import KINDS, WEIGHTS, Model, Said, Weights, features, numbers
from clinicchat.understanding.reply_neighbours import ReplyNeighbours
from evaluation.datasets import training
from evaluation.pipeline import Pipeline

FOLDER = paths.DATA / "safety" / "replies"
STRENGTH, STEP_STRENGTH = 1.0, 3.0
"""Inverse regularisation of the kinds and of the steps."""
NEED_STRENGTH, ASKED = 3.0, 3.0
"""Inverse regularisation of the needs, and what a request counts beside what is none."""
EACH = 4
"""Every fourth phrasing of the topics stands for what asks for no help line."""
PHRASING = 0.5
"""What a step's phrasing counts beside a reply, shared by its dangers."""


@dataclass(frozen=True)
class Case:
    """A reply where `danger` stands: whose it is, what it is, and the step that answers it."""

    text: str
    danger: str
    kind: Meant
    step: str = ""
    writer: str = ""
    counts: float = 1.0


def replies(folder: Path = FOLDER) -> list[Case]:
    """Returns the replies in *folder*; one under a step that sounds the alarm, lowers or is calm is of that kind, as
    the step's own phrasings are. Raises `ContentError` for one that cannot be used, naming file and key."""
    steps, found = next_steps.current(), []
    for path in sorted(folder.glob("*.yml")):
        for danger, own in load(path, step_models.RepliesFile).by_danger():
            for kind in (k for k in Meant if k is not Meant.PRACTICAL):
                found += [Case(text, danger, kind, writer=_writer(path)) for text in getattr(own, kind)]
            for step, texts in own.practical.items():
                if step not in steps or danger not in steps[step].dangers:
                    raise ContentError(f"{label(path)}: {danger}: practical: `{step}` is no step of this danger.")
                found += [Case(text, danger, _kind(steps[step]), step, _writer(path)) for text in texts]
    return found


def _writer(path: Path) -> str:
    """Returns whose replies *path* holds: "writer_6-numbers" is by the writer of "writer_6"."""
    return path.stem.partition("-")[0]


def phrasings() -> list[Case]:
    """Returns the phrasings of all steps, as replies in each danger that a step is for."""
    return [
        Case(text, danger, _kind(step), step.name, counts=PHRASING / len(step.dangers))
        for step in next_steps.current().values()
        for text in step.like
        for danger in sorted(step.dangers)
    ]


def _kind(step: NextStep) -> Meant:
    """Returns what a reply is that *step* answers."""
    if step.effect == "rises":
        return Meant.WORSENING
    if step.effect == "lowers":
        return Meant.DENIAL
    return Meant.HARMLESS if step.name in CALM and step.name != "why_this" else Meant.PRACTICAL


def fit(cases: Sequence[Case], said: Sequence[Said]) -> Model:
    """Returns the model of *cases*, of which is known what stands in *said*: with what the heavy encoder says of them,
    and without."""
    kinds, dangers = [KINDS.index(case.kind) for case in cases], [case.danger for case in cases]
    near = ReplyNeighbours.of(np.array([_embedding(one) for one in said]), kinds, dangers)
    alone = [replace(one, reading=replace(one.reading, second=None)) for one in said]
    light, both = (_weights(cases, own, near) for own in (alone, said))
    return Model(light, both, sorted({case.step for case in cases if case.step}), near)


def _weights(cases: Sequence[Case], said: Sequence[Said], near: ReplyNeighbours) -> Weights:
    """Returns the weights of *cases*. How like a reply is to others is learned from those of other writers: its own
    would flatter."""
    steps = next_steps.current()
    writers, texts = np.array([case.writer for case in cases]), np.array([case.text for case in cases])
    others = (((writers != c.writer) | (writers == "")) & (texts != c.text) for c in cases)
    like = (near.cosines(_embedding(one)) for one in said)
    each = zip(cases, said, like, others, strict=True)
    rows = np.array([features(one, case.danger, steps, near, cosines, other) for case, one, cosines, other in each])
    kinds = LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        rows, [KINDS.index(case.kind) for case in cases], sample_weight=[case.counts for case in cases]
    )
    told = {(case.text, case.step): one for case, one in zip(cases, said, strict=True) if case.step}
    names = [step for _, step in told]
    best = LogisticRegression(C=STEP_STRENGTH, max_iter=500)
    best.fit(np.array([numbers(one.reading) for one in told.values()]), names)
    return Weights(kinds.coef_, kinds.intercept_, best.coef_, best.intercept_)


def fit_needs(asks: Sequence[tuple[str, Floats]], others: Floats) -> LinearReader:
    """Returns the model of requests, *asks* by need with their embeddings, beside the embeddings of *others*."""
    rows = np.vstack([np.array([vector for _, vector in asks]), others])
    names = [*(need for need, _ in asks), *[needs.NONE] * len(others)]
    counts = [ASKED] * len(asks) + [1.0] * len(others)
    found = LogisticRegression(C=NEED_STRENGTH, max_iter=500).fit(rows, names, sample_weight=counts)
    return LinearReader(found.coef_, found.intercept_, [str(name) for name in found.classes_])


def requests(folder: Path = FOLDER) -> list[tuple[str, str, str]]:
    """Returns the requests for a help line in *folder*: writer, need, text."""
    return [
        (_writer(path), need, text)
        for path in sorted(folder.glob("*.yml"))
        for need, texts in load(path, step_models.RepliesFile).numbers.items()
        for text in texts
    ]


def _embedding(said: Said) -> Floats:
    if said.reading.vector is None:
        raise ValueError("a reply without an embedding cannot be learned")
    return said.reading.vector


def measured(model: Model, cases: Sequence[Case], said: Sequence[Said]) -> dict[str, float]:
    """Returns the shares of *cases* that *model* reads rightly."""
    steps = next_steps.current()
    read = [(case, model.read(one, case.danger, steps)) for case, one in zip(cases, said, strict=True)]
    shares: dict[str, float] = {
        str(kind): float(np.mean([meaning.meant is kind for case, meaning in read if case.kind is kind]))
        for kind in KINDS
    }
    asked = [meaning.step == case.step for case, meaning in read if case.kind is Meant.PRACTICAL]
    return {name: round(share, 3) for name, share in {**shares, "step": float(np.mean(asked))}.items()}


def save(model: Model, path: Path = WEIGHTS) -> None:
    """Writes *model* to *path*: half precision serves, and it is the same file for the same data."""
    arrays: dict[str, Any] = {}
    for whose, own in (("light", model.light), ("both", model.both)):
        for name in (field.name for field in fields(Weights)):
            precision = np.float32 if name.endswith("bias") else np.float16
            arrays[f"{whose}_{name}"] = getattr(own, name).astype(precision)
    arrays |= {name: getattr(model.near, name).astype(np.float16) for name in ("basis", "points")}
    arrays |= {f"point_{name}": getattr(model.near, name).astype(np.int8) for name in ("kinds", "dangers")}
    np.savez(path, names=np.array(model.names), **arrays)


def _needs(pipeline: Pipeline, replied: Floats) -> None:
    """Fits and writes the needs, and prints how each writer's requests are read by the others' model."""
    asks = requests()
    vectors = dict(zip(asks, (one.vector for one in pipeline.read([text for *_, text in asks])), strict=True))
    lines = [x.text for x in training() if not topics.is_danger(x.topic) and x.topic != Intent.HELP_LINES]
    others = np.vstack([replied, pipeline.embeddings.of(lines[::EACH])])
    for writer in sorted({writer for writer, *_ in asks}):
        model = fit_needs([(ask[1], v) for ask, v in vectors.items() if ask[0] != writer and v is not None], others)
        read = [
            (ask[1], *needs.likeliest(model, v)) for ask, v in vectors.items() if ask[0] == writer and v is not None
        ]
        right, seen = np.mean([a == b for a, b, _ in read]), np.mean([share >= needs.ASKS for *_, share in read])
        sys.stdout.write(f"{writer} ({len(read)} requests): seen {seen:.3f}, need {right:.3f}\n")
    model = fit_needs([(ask[1], v) for ask, v in vectors.items() if v is not None], others)
    np.savez(needs.WEIGHTS, **model.state())


def left_out(cases: Sequence[Case], known: Mapping[str, Said]) -> None:
    """Prints how each writer's replies are read by a model that learned from the others; minutes for each."""
    for writer in sorted({case.writer for case in cases if case.writer}):
        learned = [case for case in cases if case.writer != writer]
        judged = [case for case in cases if case.writer == writer]
        found = measured(fit(learned, [known[c.text] for c in learned]), judged, [known[c.text] for c in judged])
        sys.stdout.write(f"{writer} ({len(judged)}): {found}\n")


def main() -> None:
    """Fits, writes the files and prints how each writer is read by the others' model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left-out", action="store_true", help="measure the replies too, by a fit for each writer")
    options = parser.parse_args()
    cases, pipeline = [*replies(), *phrasings()], Pipeline.current()
    read = pipeline.read(sorted({case.text for case in cases}), closely=True)
    known = {reading.text: Said.of(reading.text, reading) for reading in read}
    save(fit(cases, [known[case.text] for case in cases]))
    _needs(pipeline, np.array([one.reading.vector for one in known.values()]))
    if options.left_out:
        left_out(cases, known)


if __name__ == "__main__":
    main()
