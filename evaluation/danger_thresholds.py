"""Chooses the log-odds of danger of a card and of a help line, and those under which a phrase alone is doubted.

Part of `evaluation.thresholds`, which reads the development sets and writes what is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from clinicchat.danger.level import Level
from clinicchat.understanding import danger_scores
from evaluation import real
from evaluation.datasets import EXPLICIT, INDIRECT, STATED
from evaluation.pipeline import Reading

ODDS = np.arange(-5.0, 5.05, 0.1)
MAX_CARDS, MAX_HELPED = 0.015, 0.08
"""Bearable on the harmless messages of the leading sets: cards; cards and help lines together."""
MAX_LOOKALIKES, MAX_ORDINARY = 0.06, 0.015
"""Cards bearable on the look-alikes and ordinary lines of the older development sets."""
MAX_DOUBTED = {EXPLICIT: 0.005, INDIRECT: 0.02, STATED: 0.02}
"""Of the statements that a phrase sees, how many may become a help line because the scores see nothing."""
SHOWN = (-3.0, -2.5, -2.0, -1.6, -1.3, -1.0, -0.5, 0.0, 0.5, 0.8, 1.2, 2.0)
"""Log-odds in the table of other thresholds."""
LOOKALIKE, ORDINARY, HARMLESS = real.LOOKALIKE, "ordinary", real.HARMLESS
LEADING = "leading"
Groups = dict[str, list[Reading]]
"""Readings by kind of message."""


def choose(leading: Groups, older: Groups) -> tuple[dict[str, float], dict[str, Any]]:
    """Returns `card`, `help` and `phrase` with their measures: of the first two the lowest log-odds whose false alarms
    are bearable, of the last the highest at which the phrases keep their cards.

    *leading* are the readings of the leading sets by kind, *older* those of the older development sets. Phrases count
    as they do for a visitor. When nothing is bearable, the highest card.
    """
    phrase = _phrase(leading, older)
    cards = [c for c in map(_round, ODDS) if _bearable(leading, older, c, phrase)]
    card = min(cards, default=_round(ODDS[-1]))
    lines = [h for h in map(_round, ODDS) if _helped(leading.get(HARMLESS, []), card, h, phrase) <= MAX_HELPED]
    line = min(min(lines, default=card), card)
    table = [{"odds": odds, **_row(leading, odds, phrase)} for odds in SHOWN]
    found = {"bearable": bool(cards and lines), LEADING: _levels(leading, card, line, phrase)}
    return {"card": card, "help": line, "phrase": phrase}, {
        **found,
        "older": _levels(older, card, line, phrase),
        "table": table,
    }


def by_kind(kinds: Sequence[str], readings: Sequence[Reading]) -> Groups:
    """Returns *readings* by the kind of each."""
    return {k: [r for kind, r in zip(kinds, readings, strict=True) if kind == k] for k in dict.fromkeys(kinds)}


def _phrase(leading: Groups, older: Groups) -> float:
    """Returns the highest log-odds under which hardly any true alarm of the phrases lies."""
    alarms = {k: [r for g in (leading, older) for r in g.get(k, []) if r.alarm] for k in MAX_DOUBTED}
    kept = [o for o in map(_round, ODDS) if all(_doubted(alarms[k], o) <= most for k, most in MAX_DOUBTED.items())]
    return max(kept, default=_round(ODDS[0]))


def _doubted(alarms: Sequence[Reading], phrase: float) -> float:
    return sum(danger_scores.doubted(r.danger, r.seen, phrase) for r in alarms if r.seen) / max(len(alarms), 1)


def _bearable(leading: Groups, older: Groups, card: float, phrase: float) -> bool:
    most = ((leading, HARMLESS, MAX_CARDS), (older, LOOKALIKE, MAX_LOOKALIKES), (older, ORDINARY, MAX_ORDINARY))
    return all(_carded(groups.get(kind, []), card, phrase) <= bound for groups, kind, bound in most)


def _levels(groups: Groups, card: float, line: float, phrase: float) -> dict[str, dict[str, float]]:
    """Returns the share with a card, and with a card or a help line, of each kind."""
    return {
        kind: {
            "card": round(_carded(own, card, phrase), 4),
            "helped": round(_helped(own, card, line, phrase), 4),
            "of": len(own),
        }
        for kind, own in groups.items()
    }


def _row(groups: Groups, odds: float, phrase: float) -> dict[str, list[float]]:
    """Returns, of each kind, the share with a card if *odds* were its threshold, and the same of the help line."""
    return {
        kind: [round(_carded(own, odds, phrase), 4), round(_helped(own, ODDS[-1], odds, phrase), 4)]
        for kind, own in groups.items()
    }


def _round(odds: float) -> float:
    return round(float(odds), 1)


def _carded(readings: Sequence[Reading], card: float, phrase: float) -> float:
    return sum(level is Level.CARD for level in _each(readings, card, card, phrase)) / max(len(readings), 1)


def _helped(readings: Sequence[Reading], card: float, line: float, phrase: float) -> float:
    return sum(level is not Level.NONE for level in _each(readings, card, line, phrase)) / max(len(readings), 1)


def _each(readings: Sequence[Reading], card: float, line: float, phrase: float) -> list[Level]:
    limits = {"card": card, "help": line, "phrase": phrase}
    return [danger_scores.level(r.danger, r.seen, limits)[0] for r in readings]
