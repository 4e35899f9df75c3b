"""Measures a folder of readers on labelled lines: topics ranked right, and danger found against false alarms.

    python -m tools.encoder.measure --folder clinicchat/understanding/encoders/readers var/lines/dev-1.jsonl
    python -m tools.encoder.measure --folder … --fp32 var/readers.fp32.onnx var/lines/dev-1.jsonl

With --fp32 it also says what rounding to int8 costs and how long a text takes. Judging sets are for judging: nothing is
to be chosen by what this prints of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from tools.encoder import export
from tools.encoder.lines import DISTRESS, EXPLICIT, INDIRECT, NONE, Line, read

RATES = (0.015, 0.03, 0.05, 0.08, 0.12)
LEVELS = (EXPLICIT, INDIRECT, DISTRESS)
GROUPS = ("topics", "out_of_scope", "service")

Said = dict[str, np.ndarray]


def group(line: Line) -> str:
    """Returns which of `GROUPS` *line* belongs to; of a danger an empty text."""
    if line.kind:
        return ""
    if line.label == "out_of_scope":
        return line.label
    return "topics" if line.label.startswith(("faq/", "decline/")) else "service"


def said(folder: Path, texts: Sequence[str], model: str = export.MODEL) -> tuple[Said, list[float]]:
    """Returns what the readers in *folder* say of each text, one at a time, and milliseconds a text."""
    opened = export.session(folder / model)
    tokenizer = Tokenizer.from_file(str(folder / export.TOKENIZER))
    rows, times = [], []
    for text in texts:
        start = time.perf_counter()
        rows.append(export.run(opened, tokenizer, text))
        times.append(1000 * (time.perf_counter() - start))
    return {name: np.vstack([row[name] for row in rows]) for name in rows[0]}, times


def ranked(scores: np.ndarray, classes: Sequence[str], lines: Sequence[Line]) -> dict[str, tuple[float, float, int]]:
    """Returns for each of `GROUPS` the shares right on rank one and among three, and how many lines."""
    order = np.argsort(-scores, axis=1)[:, :3]
    found = {}
    for name in GROUPS:
        rows = [i for i, line in enumerate(lines) if group(line) == name]
        right = [[classes[j] in {lines[i].label, *lines[i].also} for j in order[i]] for i in rows]
        first, any_of = [row[0] for row in right], [any(row) for row in right]
        found[name] = (_mean(first), _mean(any_of), len(rows))
    return found


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0


def certainty(scores: np.ndarray) -> np.ndarray:
    """Returns the log-odds of any danger, from the scores of `lines.DANGER_CLASSES`."""
    others = scores[:, 1:]
    top = others.max(axis=1)
    return top + np.log(np.exp(others - top[:, None]).sum(axis=1)) - scores[:, 0]


def danger_curve(score: np.ndarray, lines: Sequence[Line]) -> list[str]:
    """Returns a row for each of `RATES`: what is found where that share of harmless lines is over the score."""
    levels = np.array([line.level for line in lines])
    lookalike = np.array([line.lookalike for line in lines])
    harmless = np.sort(score[(levels == NONE) & ~lookalike])[::-1]
    rows = []
    for rate in RATES:
        limit = harmless[min(int(rate * len(harmless)), len(harmless) - 1)]
        shares = [f"{name} {np.mean(score[levels == name] > limit):.3f}" for name in LEVELS if (levels == name).any()]
        if lookalike.any():
            shares.append(f"look-alikes {np.mean(score[lookalike] > limit):.3f}")
        rows.append(f"harmless {rate:.3f}: {', '.join(shares)} (log-odds over {limit:.2f})")
    return rows


def loss_of_rounding(exact: Said, rounded: Said) -> list[str]:
    """Returns a row for each output: cosine, and how often the highest score is the same."""
    rows = []
    for name, values in exact.items():
        other = rounded[name]
        cosine = (values * other).sum(axis=1) / (np.linalg.norm(values, axis=1) * np.linalg.norm(other, axis=1))
        same = "" if values.shape[1] > 300 else f", same class {np.mean(values.argmax(1) == other.argmax(1)):.4f}"
        rows.append(f"{name}: cosine {cosine.mean():.5f}, least {cosine.min():.5f}{same}")
    return rows


def main() -> None:
    """Prints the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--fp32", type=Path)
    parser.add_argument("--raw", action="store_true", help="texts as typed: what mpnet's reader reads")
    arguments = parser.parse_args()
    classes = json.loads((arguments.folder / export.CLASSES).read_text(encoding="utf-8"))
    for path in arguments.files:
        lines = read([path])
        texts = [line.raw if arguments.raw else line.text for line in lines]
        found, times = said(arguments.folder, texts)
        print(f"{path.stem}: {len(lines)} lines, {statistics.median(times):.1f} ms a text, {min(times):.1f} at best")
        for output, scores in found.items():
            reader, _, head = output.rpartition("_")
            if head == "topic":
                shares = ranked(scores, classes[output], lines)
                print(f" {reader}:", ", ".join(f"{k} {a:.3f} / {b:.3f} of {n}" for k, (a, b, n) in shares.items()))
            elif head == "danger":
                print("\n".join(f" {reader}: {row}" for row in danger_curve(certainty(scores), lines)))
        if arguments.fp32:
            exact, _ = said(arguments.folder, texts, str(arguments.fp32.resolve()))
            print("\n".join(f" {row}" for row in loss_of_rounding(exact, found)))


if __name__ == "__main__":
    main()
