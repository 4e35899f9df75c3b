"""The background gate: what 20,000 lines of everyday public text get. `python -m evaluation.background LINES`

LINES is gate.jsonl of `tools.encoder.collect` (a JSON object a line: `text`, and `sub`, the collection). The lines are
others' words: they are read where they lie and never committed. Writes var/evaluation/background.jsonl, every line with
a card and its scores, for a reader; lines that the reader calls true danger are written, as they stand, into a file of
their own, one a line, and taken out with --danger FILE. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.level import Level
from evaluation.datasets import RESULTS
from evaluation.measures import share
from evaluation.pipeline import Pipeline, Understood

CARDS = RESULTS / "background.jsonl"
LIMITS = {"answered": 0.03, "help": 0.02, "card": 0.005}
"""Bearable shares of all lines: an answer of a topic, a help line, a card."""
AT_ONCE = 500

Gate = dict[str, dict[str, float | int | None]]


def got(understood: Understood) -> str:
    """Returns what a visitor gets, as `LIMITS` names it: a card, a help line, an answer of a topic, or nothing."""
    if understood.level is not Level.NONE:
        return str(understood.level)
    answered = understood.outcome == Outcome.ANSWERED
    return "answered" if answered and topics.is_answered(understood.topic) else "nothing"


def read(path: Path, danger: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Returns (collection, text) of the lines of *path*, without those of true *danger*."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    left_out = set(danger)
    return [(row["sub"], row["text"]) for row in rows if row["text"] not in left_out]


def judge(pipeline: Pipeline, lines: Sequence[tuple[str, str]]) -> tuple[Gate, list[Understood]]:
    """Returns the shares of each collection and of all, and what the lines with a card got."""
    found: dict[str, list[str]] = defaultdict(list)
    carded: list[Understood] = []
    for start in range(0, len(lines), AT_ONCE):
        part = lines[start : start + AT_ONCE]
        for (name, _), understood in zip(part, pipeline.understand([text for _, text in part]), strict=True):
            found[name].append(got(understood))
            found["all"].append(found[name][-1])
            carded += [understood] if understood.level is Level.CARD else []
    gate = {f"{name} {kind}": share(own.count(kind), len(own)) for name, own in found.items() for kind in LIMITS}
    return gate, carded


def main() -> int:
    """Prints the shares and writes the lines with a card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", type=Path)
    parser.add_argument("--danger", type=Path, help="lines of true danger, one a line, that do not count")
    arguments = parser.parse_args()
    danger = arguments.danger.read_text(encoding="utf-8").splitlines() if arguments.danger else []
    gate, carded = judge(Pipeline.current(), read(arguments.lines, danger))
    CARDS.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"text": u.text, "topic": u.topic, "why": u.why} for u in carded]
    CARDS.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    for name, figure in gate.items():
        print(f"{name:24} {figure['share']:.4f} ({figure['count']} of {figure['of']})")
    return int(any((gate[f"all {kind}"]["share"] or 0) > most for kind, most in LIMITS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
