"""The report's pictures, as SVG text for embedding in a page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, ACCENT, SOFT, WARN = "#1f2a37", "#1d6f8f", "#b9d6e0", "#b3402a"
STYLE = {"svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9, "text.color": INK, "axes.edgecolor": INK}


def _drawn(width: float, height: float, draw: Any) -> str:
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        draw(axes)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def bars(rows: Sequence[Mapping[str, Any]], labels: Sequence[str], goal: float | None = None) -> str:
    """Draws shares with their 95 % intervals, one bar a row, and a line at *goal*."""

    def draw(axes: Axes) -> None:
        shares = np.array([row["share"] for row in rows])
        spread = np.array([[r["share"] - r["low"], r["high"] - r["share"]] for r in rows]).T.clip(0)
        axes.barh(labels, shares, color=SOFT, height=0.7)
        axes.errorbar(shares, np.arange(len(rows)), xerr=spread, fmt="o", color=ACCENT, markersize=3, linewidth=1)
        if goal is not None:
            axes.axvline(goal, color=WARN, linewidth=1, linestyle="--")
        axes.set_xlim(0, 1.01)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.margins(y=0.01)

    return _drawn(8, 0.6 + 0.22 * len(rows), draw)


def heat_map(confusion: Mapping[str, Any]) -> str:
    """Draws what each topic (rows) became (columns), as a share of the row; counts stand in the wrong cells."""
    counts = np.array(confusion["counts"], dtype=float)

    def draw(axes: Axes) -> None:
        shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
        axes.imshow(shares, cmap="GnBu", vmin=0, vmax=1, aspect="auto")
        axes.set_xticks(range(len(confusion["columns"])), confusion["columns"], rotation=90, fontsize=7)
        axes.set_yticks(range(len(confusion["rows"])), confusion["rows"], fontsize=7)
        for y, x in zip(*np.nonzero(counts), strict=True):
            if confusion["rows"][y] != confusion["columns"][x]:
                axes.text(x, y, str(int(counts[y, x])), ha="center", va="center", fontsize=6, color=WARN)

    return _drawn(12, 11, draw)


def risk_coverage(curves: Mapping[str, Sequence[tuple[float, float]]], chosen: float | None = None) -> str:
    """Draws, for each name, the share of answers that is wrong against the share of messages answered."""

    def draw(axes: Axes) -> None:
        for color, (name, points) in zip((ACCENT, "#8a6d3b", WARN), curves.items(), strict=False):
            step = max(len(points) // 300, 1)
            axes.plot(*np.array(points[::step]).T, color=color, label=name, linewidth=1.5)
        if chosen is not None:
            axes.axvline(chosen, color=INK, linewidth=0.8, linestyle=":", label="answered at the chosen threshold")
        axes.set(
            xlabel="share of messages answered", ylabel="share of answers that is wrong", xlim=(0, 1), ylim=(0, None)
        )
        axes.legend(frameon=False)

    return _drawn(7, 3.6, draw)


def reliability(bins: Sequence[Mapping[str, Any]]) -> str:
    """Draws how often the best topic is right against the probability it was given; the diagonal is honest."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
        stated, found, of = ([b[key] for b in bins] for key in ("stated", "found", "of"))
        axes.plot(stated, found, color=ACCENT, linewidth=1)
        axes.scatter(stated, found, s=[12 + n / 2 for n in of], color=ACCENT)
        for x, y, n in zip(stated, found, of, strict=True):
            axes.annotate(str(n), (x, y), textcoords="offset points", xytext=(6, -10), fontsize=7)
        axes.set(xlabel="probability stated", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.04))

    return _drawn(5, 4, draw)
