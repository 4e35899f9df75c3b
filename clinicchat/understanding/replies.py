"""What a reply after a card is and which step answers it, by a small linear model over both encoders' numbers.

    told = after_card("k bye", reading, "goodbye")     # what Rasa's message carries, read by `Heard.of`
    told["means"]["safety/suicide"]["shares"]           # {"harmless": 0.9, …}

`python -m evaluation.replies` fits it from data/safety/replies/ and the steps' phrasings (`like`), and writes
replies.npz. It sees what phrases saw too, so that it learns how far to believe each kind of them. Where the heavy
encoder did not read the reply, weights over the light one's numbers alone stand in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from clinicchat.content import topics
from clinicchat.danger import next_steps
from clinicchat.danger.meaning import Meaning, Meant
from clinicchat.danger.next_steps import CALM, NextStep
from clinicchat.places import countries, help_line_words
from clinicchat.understanding import danger_scores, needs
from clinicchat.understanding.arrays import Booleans, Floats
from clinicchat.understanding.danger_scores import probabilities
from clinicchat.understanding.encoders import DIMENSIONS
from clinicchat.understanding.reading import Reading
from clinicchat.understanding.reply_neighbours import ReplyNeighbours

WEIGHTS = Path(__file__).parent / "replies.npz"
KINDS = tuple(Meant)
DANGERS = topics.DANGERS
MAY_GROW = 0.1
"""The share of danger that grows under which a question is answered by no step that sounds the alarm."""
WORSE = "worse"
"""The step for whatever gets worse."""
WHY = "why_this"
"""The step that says how a card is taken back: what is calm gets it for its phrases alone, as talk about the body is
near it."""
NEAR = 4.0
"""What similarity to learned replies weighs among the features."""
SURE_STEP = 0.15
"""The share of a step, among those of a danger, from which it answers a question about help: a wrong one leads away. Of
a thousand questions of left-out writers 859 got theirs and 141 a wrong one; from .15 on 844 and 124, from .2 on 814 and
97, from .3 on 752 and 72."""
ASKING = frozenset(
    ("cannot_talk", "cannot_call", "whom_to_tell", "they_ask", "they_ask_crisis", "poison_line", "no_phone")
)
"""Steps beside whose phrases a learned request for a number is one: "911 is on the way" asks for nothing."""
EPSILON = 1e-6
"""The smallest probability of a danger class that tells."""
PHRASE_BONUS = 1.0
"""What a phrase of a step adds to the step's score."""


@dataclass(frozen=True)
class Said:
    """What is known of a reply before it is read: the reading, the steps whose phrases stand in it, and whether it
    plainly asks for a number."""

    reading: Reading
    steps: Sequence[str]
    number: bool

    @classmethod
    def of(cls, text: str, reading: Reading) -> Said:
        """Returns what is known of *text*."""
        return cls(reading, next_steps.current().found(text), help_line_words.asks(text))


@dataclass(frozen=True)
class Weights:
    """Weights of the kinds (5, features) and of the steps (steps, numbers), with their biases."""

    kinds: Floats
    kinds_bias: Floats
    steps: Floats
    steps_bias: Floats


@dataclass(frozen=True)
class Model:
    """Weights for what the light encoder alone has read and for what both have, the steps' names, and the replies that
    they were learned from."""

    light: Weights
    both: Weights
    names: Sequence[str]
    near: ReplyNeighbours

    def read(self, said: Said, danger: str, steps: Mapping[str, NextStep]) -> Meaning:
        """Returns what *said* means where *danger* stands."""
        return self.means(said, (danger,), steps)[danger]

    def means(self, said: Said, dangers: Sequence[str], steps: Mapping[str, NextStep]) -> dict[str, Meaning]:
        """Returns what *said* means where each of *dangers* stands."""
        vector = said.reading.vector
        if vector is None:
            return {danger: Meaning() for danger in dangers}
        own = self.light if said.reading.second is None else self.both
        cosines, told = self.near.cosines(vector), own.steps @ numbers(said.reading) + own.steps_bias
        scores = {
            name: float(score) + PHRASE_BONUS * (name in said.steps)
            for name, score in zip(self.names, told, strict=True)
            if name in steps
        }
        rows = {danger: features(said, danger, steps, self.near, cosines) for danger in dangers}
        kinds = {danger: own.kinds @ row + own.kinds_bias for danger, row in rows.items()}
        return {danger: _meaning(said, danger, steps, probabilities(kinds[danger]), scores) for danger in dangers}


def _meaning(
    said: Said, danger: str, steps: Mapping[str, NextStep], shares: Floats, scores: Mapping[str, float]
) -> Meaning:
    """Returns the meaning of *said* by the *shares* of its kinds (5,) and the *scores* of the steps."""
    own = {
        name: score
        for name, score in scores.items()
        if danger in steps[name].dangers and steps[name].effect != "lowers"
    }
    grows = shares[KINDS.index(Meant.WORSENING)] >= MAY_GROW

    def best(names: Sequence[str]) -> str:
        return max(names, key=lambda name: own[name], default="")

    calm = best([name for name in own if name in CALM])
    asked = [name for name in own if name not in CALM or name == WHY]
    step = best([name for name in asked if grows or _asks(steps[name], said)])
    return Meaning(
        {kind: round(float(share), 3) for kind, share in zip(KINDS, shares, strict=True)},
        step if step in said.steps or _share(own, step) >= SURE_STEP else "",
        _rises(best([name for name in own if name not in CALM]), steps, own),
        calm if calm != WHY or WHY in said.steps else "",
    )


def _share(scores: Mapping[str, float], name: str) -> float:
    """Returns how likely *name* is among all *scores*; 0 without a name."""
    return 1.0 / sum(math.exp(score - scores[name]) for score in scores.values()) if name else 0.0


def _rises(best: str, steps: Mapping[str, NextStep], own: Mapping[str, float]) -> str:
    """Returns *best*, the step that fits best of all, where it tells of danger that grows; else the general one."""
    if best and steps[best].effect == "rises":
        return best
    return WORSE if WORSE in own else ""


def _asks(step: NextStep, said: Said) -> bool:
    return step.effect != "rises" or step.name in said.steps


def features(
    said: Said,
    danger: str,
    steps: Mapping[str, NextStep],
    near: ReplyNeighbours,
    cosines: Floats,
    counted: Booleans | None = None,
) -> Floats:
    """Returns what the kind is told from, float32: the embedding, alone and for this *danger*, the scores, what phrases
    saw, how like it is to learned replies of each kind (its *cosines* to those *counted*), and the same of what the
    heavy encoder says, where it was asked. Raises `ValueError` when *said* has no embedding."""
    reading = said.reading
    if reading.vector is None:
        raise ValueError("a reply without an embedding has no features")
    at = np.array([danger == one for one in DANGERS], dtype=np.float32)
    own = [steps[name] for name in said.steps if name in steps and danger in steps[name].dangers]
    seen = [
        any(step.effect == "rises" for step in own),
        any(step.effect == "lowers" for step in own),
        any(step.name in CALM for step in own),
        any(step.effect is None and step.name not in CALM for step in own),
        reading.seen is not None,
        reading.seen is not None and reading.seen.live,
        said.number,
    ]
    ranking = dict(reading.danger.ranking)
    scores = [reading.danger.card / 8, reading.danger.help / 8, *(ranking.get(one, 0.0) for one in DANGERS)]
    parts = [2 * reading.vector, 0.5 * at, np.array(scores), 0.5 * np.array(seen), np.outer(at, reading.vector).ravel()]
    parts.append(NEAR * near.similarity(cosines, danger, counted, len(KINDS)))
    if reading.second is not None:
        told, vector = _apart(reading.second)
        parts += [2 * vector, np.outer(at, vector).ravel(), told, np.log(np.maximum(told, EPSILON)) / 8]
    found: Floats = np.concatenate(parts).astype(np.float32)
    return found


def numbers(reading: Reading) -> Floats:
    """Returns what the step is told from: the embedding, with the heavy encoder's vector where it was asked. Raises
    `ValueError` when *reading* has no embedding."""
    if reading.vector is None:
        raise ValueError("a reply without an embedding has no numbers")
    return reading.vector if reading.second is None else np.concatenate([reading.vector, _apart(reading.second)[1]])


def _apart(second: Floats) -> tuple[Floats, Floats]:
    """Returns the probabilities of the danger classes and the vector, of what the heavy encoder says."""
    return probabilities(second[:-DIMENSIONS]), second[-DIMENSIONS:]


@cache
def model() -> Model:
    """Returns the fitted model. Raises `OSError` or `ValueError` when its file is missing or broken."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        light, both = (
            Weights(*(stored[f"{whose}_{field.name}"].astype(np.float32) for field in fields(Weights)))
            for whose in ("light", "both")
        )
        points, kinds, dangers = (stored[name] for name in ("points", "point_kinds", "point_dangers"))
        near = ReplyNeighbours(stored["basis"].astype(np.float32), points.astype(np.float32), kinds, dangers)
        return Model(light, both, [str(name) for name in stored["names"]], near)


def after_card(text: str, reading: Reading, beneath: str, reader: Model | None = None) -> dict[str, object]:
    """Returns what a turn needs to know where danger stands already, as `Heard.of` reads it (danger/reaction.py);
    *reader* takes the place of the fitted model."""
    said, alarm, steps = Said.of(text, reading), reading.seen, next_steps.current()
    means = (reader or model()).means(said, DANGERS, steps) if reading.readable else {}
    vector = None if help_line_words.of_clinic(text) else reading.vector
    surely = ASKING.issuperset(said.steps) and bool(needs.asked(vector, needs.SURE))
    return {
        "beneath": beneath,
        "alarm": danger_scores.named(reading.danger, alarm) if alarm else "",
        "live": alarm is not None and alarm.live,
        "country": countries.card_country(countries.lived_in(text) or countries.mentioned(text)) or "",
        "number": said.number or help_line_words.asks_for_any(text) or surely,
        "need": needs.asked(vector),
        "steps": list(said.steps),
        "means": {danger: asdict(meaning) for danger, meaning in means.items()},
    }
