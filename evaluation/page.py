"""The report's two pages, from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from evaluation import diet, html, pictures
from evaluation.datasets import RESULTS

GOAL, DANGER_GOAL = 0.93, 0.95


def write(report: Mapping[str, Any], folder: Path = RESULTS) -> None:
    """Writes index.html (understanding) and safety.html to *folder*."""
    environment = html.environment()
    environment.filters["percent"] = percent
    drawn = {name: Markup(svg) for name, svg in {**_understanding(report), **_safety(report)}.items()}
    for name in ("index", "safety"):
        page = environment.get_template(f"{name}.html").render(r=report, pictures=drawn, how_stock=diet.HOW)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def percent(figure: Mapping[str, Any]) -> str:
    """Returns a share with its interval as words, "–" when there was nothing to count.

    >>> percent({"share": 0.95, "low": 0.888, "high": 0.978, "of": 100})
    '95.0 % (88.8–97.8 of 100)'
    """
    if figure["share"] is None:
        return "–"
    low, high = (100 * figure[k] for k in ("low", "high"))
    return f"{100 * figure['share']:.1f} % ({low:.1f}–{high:.1f} of {figure['of']})"


def _understanding(report: Mapping[str, Any]) -> dict[str, str]:
    held = report["heldout"]
    curves = {"this model": held["risk_coverage"], "n-grams alone": report["baselines"]["ngrams"]["risk_coverage"]}
    return {
        "topics": pictures.bars(held["by_topic"], [row["topic"] for row in held["by_topic"]], GOAL),
        "confusion": pictures.heat_map(held["confusion"]),
        "risk": pictures.risk_coverage(curves, held["answered"]),
        "reliability": pictures.reliability(held["reliability"]["bins"]),
    }


def _safety(report: Mapping[str, Any]) -> dict[str, str]:
    rows = report["safety"]["dangers"]
    return {"dangers": pictures.bars(rows, [f"{row['danger']}, {row['kind']}" for row in rows], DANGER_GOAL)}
