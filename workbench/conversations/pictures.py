"""The pictures of the report on conversations, as SVG text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from evaluation import pictures
from workbench.conversations.coverage import Coverage
from workbench.conversations.playing import Step

GOOD, BAD = pictures.ACCENT, pictures.WARN


def counts(by_name: Mapping[str, int]) -> str:
    """How many turns reached each topic; none is drawn as a mark in red."""
    names = list(by_name)

    def draw(axes: Axes) -> None:
        axes.barh(names, [by_name[n] for n in names], color=GOOD, height=0.7)
        missing = [n for n in names if not by_name[n]]
        axes.scatter([0] * len(missing), missing, color=BAD, marker="x", label="never reached")
        axes.invert_yaxis()
        axes.set_xlabel("turns")
        axes.margins(y=0.01)

    return pictures._drawn(8, 0.8 + 0.2 * len(names), draw)


def done(coverage: Coverage, kind: str) -> str:
    """Every name of that kind, full when a conversation exercises it."""
    names = coverage.all[kind]

    def draw(axes: Axes) -> None:
        exercised = [n not in coverage.missing(kind) for n in names]
        axes.barh(names, [1] * len(names), color=[GOOD if e else BAD for e in exercised], height=0.7)
        axes.set_xticks([])
        axes.invert_yaxis()
        axes.set_xlim(0, 3)
        for y, ok in enumerate(exercised):
            axes.text(1.05, y, "exercised" if ok else "no conversation exercises it", va="center", fontsize=7)

    return pictures._drawn(9, 0.4 + 0.24 * len(names), draw)


def confusion(pairs: Counter[tuple[str, str]]) -> str:
    """Expected topics (rows) and where the visitor's words led (columns)."""
    names = sorted({name for pair in pairs for name in pair})
    places = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), dtype=int)
    for (wanted, came), count in pairs.items():
        table[places[wanted], places[came]] += count
    if not names:
        return ""
    return pictures.heat_map({"counts": table, "rows": names, "columns": names})


def seconds(turns: Sequence[tuple[str, Step]]) -> str:
    """The slowest turns."""
    labels = [f"{number}. {str(step.turn)[:60]}" for number, (_, step) in enumerate(turns, start=1)]

    def draw(axes: Axes) -> None:
        axes.barh(labels, [step.seconds for _, step in turns], color=GOOD, height=0.7)
        axes.axvline(3, color=BAD, linestyle="--", linewidth=1)
        axes.set_xlabel("seconds (dashed: the promise to visitors)")
        axes.invert_yaxis()

    return pictures._drawn(8, 0.8 + 0.28 * max(len(labels), 1), draw)
