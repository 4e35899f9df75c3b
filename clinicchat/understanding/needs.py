"""Which help line a message asks for, learned from requests by several writers (data/safety/replies/, `numbers`).

    asked(vector)       # "poison": for "the 1-800 for swallowing stuff"; "" where no number is asked for

The rules of `clinicchat.places.help_lines` go first. `python -m evaluation.replies` fits it, and writes needs.npz.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from clinicchat.content.names import Intent
from clinicchat.places import help_line_words
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.linear_reader import LinearReader

WEIGHTS = Path(__file__).parent / "needs.npz"
NONE = "none"
OTHER_NUMBERS = (Intent.TALK_TO_HUMAN, Intent.INFORM_PLACE, Intent.SPANISH)
"""Topics of a message that may only look like asking for a help line's number."""
KINDS = ("poison", "abuse", "veterans", "youth", "deaf", "drug_treatment")
"""Needs that only some lines are for."""
ASKS = 0.3
"""The share of all needs together from which a number is asked for."""

SURE, VERY_SURE = 0.6, 0.85
"""The shares from which it is asked for whatever else a message may be: a step after a card, a person to talk to; the
latter where a number is asked for that is for no kind."""


@cache
def model() -> LinearReader:
    """Returns the fitted model. Raises `OSError` or `ValueError` when its file is missing or broken."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return LinearReader.restore(stored)


def likeliest(reader: LinearReader, vector: Floats) -> tuple[str, float]:
    """Returns the likeliest need of a message of this *vector*, and the share of all needs together."""
    told = reader.shares(vector)
    none = told.pop(NONE)
    return max(told, key=lambda name: told[name]), 1 - none


def asked(vector: Floats | None, least: float = ASKS) -> str:
    """Returns the need of a message that asks for a number by a share of *least*, "" of another, or of one without an
    embedding."""
    if vector is None:
        return ""
    need, share = likeliest(model(), vector)
    return need if share >= least else ""


def asks_for_line(topic: str, text: str, vector: Floats | None) -> bool:
    """Whether *text*, which is taken for *topic*, asks for a help line; in place of a person, where that is sure."""
    if help_line_words.asks_about_one(text):
        return False
    if topic == Intent.TALK_TO_HUMAN:
        number = help_line_words.asks_for_any(text) and bool(asked(vector, VERY_SURE))
        return number or asked(vector, SURE) in KINDS
    return topic not in OTHER_NUMBERS and bool(asked(vector))
