"""Which next step of a danger a message is most like: what no phrase of the step finds, the light encoder may."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clinicchat.danger import next_steps, phrases
from clinicchat.danger.next_steps import NextStep
from clinicchat.places import countries, help_lines
from clinicchat.text.reading import canonical
from clinicchat.understanding import encoders
from clinicchat.understanding.arrays import Floats


class NearestSteps:
    """The phrasings of all steps as vectors of length 1, and whose each is."""

    def __init__(self, steps: Mapping[str, NextStep], light: encoders.Rows) -> None:
        told = [(step, phrasing) for step in steps.values() for phrasing in step.like]
        rows = light.rows([canonical(phrasing)[0] for _, phrasing in told])[:, : encoders.DIMENSIONS]
        self._vectors, self._owners = rows, [step for step, _ in told]

    def near(self, vector: Floats) -> dict[str, tuple[str, float]]:
        """Returns, for each danger, the step that a message of this *vector* (768 numbers) is most like, and how much
        (a cosine)."""
        found: dict[str, tuple[str, float]] = {}
        shares = self._vectors @ vector
        for place in np.argsort(-shares):
            step = self._owners[place]
            for danger in step.dangers - found.keys():
                found[danger] = step.name, round(float(shares[place]), 3)
        return found


_made: dict[int, tuple[object, NearestSteps]] = {}


def nearest() -> NearestSteps:
    """Returns the reader of the steps that are served, made once for them.

    Raises `EncoderFileError`, or `ContentError` for a broken file.
    """
    steps = next_steps.current()
    if (kept := _made.get(id(steps))) is None or kept[0] is not steps:
        for old in list(_made)[:-1]:  # two releases may be served at a time, while one takes over
            del _made[old]
        _made[id(steps)] = kept = steps, NearestSteps(steps, encoders.light())
    return kept[1]


def after_card(text: str, vector: Floats | None, beneath: str, alarm: phrases.Alarm | None) -> dict[str, object]:
    """Returns what a turn needs to know where danger stands already, as `Heard.of` reads it (danger/reaction.py)."""
    return {
        "beneath": beneath,
        "alarm": alarm.topic if alarm else "",
        "live": alarm is not None and alarm.live,
        "country": countries.card_country(countries.lived_in(text) or countries.mentioned(text)) or "",
        "number": help_lines.asks(text),
        "steps": next_steps.current().found(text),
        "near": nearest().near(vector) if vector is not None else {},
    }
