"""Labelled lines as the encoders learn from them: what a line is about, and how grave a danger it tells of.

A file has one JSON object a line: `text`, `label`, `also` (other topics that serve the visitor as well), `form` of a
danger (`explicit` or `indirect`), `lookalike`; `prepare.py` adds `canon`, the text in canonical form.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SAFETY = "safety/"
NONE, DISTRESS, EXPLICIT, INDIRECT, UNKNOWN = "none", "distress", "explicit", "indirect", "unknown"
KINDS = ("suicide", "overdose", "abuse", "medical_emergency", "harm_to_others")
DANGER_CLASSES = (NONE, DISTRESS, *(f"{kind}:{form}" for kind in KINDS for form in (EXPLICIT, INDIRECT)))
ALSO_SHARE = 0.25
"""Of a line's weight that goes to the topics that serve as well."""
DANGER_WORTH = 0.5
"""Of a line of danger among topics, where it names a topic besides the danger."""


@dataclass(frozen=True)
class Line:
    """*text* in canonical form, *raw* as typed; *level*: `none`, `distress`, `explicit`, `indirect`, or `unknown`
    (a danger of no stated form)."""

    text: str
    label: str
    also: tuple[str, ...]
    level: str
    lookalike: bool
    source: str
    raw: str

    @property
    def kind(self) -> str:
        """The danger that a line tells of, such as `suicide`; of others an empty text."""
        return self.label.removeprefix(SAFETY) if self.label.startswith(SAFETY) else ""


def read(paths: Sequence[Path]) -> list[Line]:
    """Returns the lines of *paths*."""
    return [_line(json.loads(row), path.stem) for path in paths for row in path.read_text("utf-8").splitlines() if row]


def _line(row: dict[str, Any], source: str) -> Line:
    also, label = tuple(row.get("also") or ()), row["label"]
    return Line(row["canon"], label, also, _level(row), bool(row.get("lookalike")), source, row["text"])


def _level(row: dict[str, Any]) -> str:
    if not row["label"].startswith(SAFETY):
        return NONE
    if row["label"] == SAFETY + DISTRESS:
        return DISTRESS
    form = row.get("form") or UNKNOWN
    return DISTRESS if form == DISTRESS else str(form)


def topic_classes(lines: Sequence[Line]) -> list[str]:
    """Returns all labels but dangers, sorted."""
    return sorted({line.label for line in lines if not line.kind})


def topic_targets(lines: Sequence[Line], classes: Sequence[str], smoothing: float) -> tuple[np.ndarray, np.ndarray]:
    """Returns a row of shares for each line, float32 (n, classes), and how much each line counts, float32 (n,)."""
    places = {name: i for i, name in enumerate(classes)}
    targets, worth = np.zeros((len(lines), len(classes)), np.float32), np.zeros(len(lines), np.float32)
    for row, line in enumerate(lines):
        others = [places[name] for name in line.also if name in places]
        own = places.get(line.label)
        if own is None and not others:
            continue
        worth[row] = 1.0 if own is not None else DANGER_WORTH
        shared = 1.0 if own is None else ALSO_SHARE if others else 0.0
        if own is not None:
            targets[row, own] = 1.0 - shared
        for other in others:
            targets[row, other] += shared / len(others)
    return targets * (1 - smoothing) + smoothing / len(classes), worth


def danger_targets(lines: Sequence[Line]) -> np.ndarray:
    """Returns which of `DANGER_CLASSES` are right for each line, float32 (n, classes) of 0 and 1: both forms of a
    danger of no stated form."""
    allowed = np.zeros((len(lines), len(DANGER_CLASSES)), np.float32)
    for row, line in enumerate(lines):
        for name in _danger_names(line):
            allowed[row, DANGER_CLASSES.index(name)] = 1.0
    return allowed


def _danger_names(line: Line) -> list[str]:
    if line.level in (NONE, DISTRESS):
        return [line.level]
    forms = (EXPLICIT, INDIRECT) if line.level == UNKNOWN else (line.level,)
    return [f"{line.kind}:{form}" for form in forms]
