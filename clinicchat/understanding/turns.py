"""Which short turn a message is, after what came before: "how far is that" after results, "really?" after an answer.

    found(reading, Before("faq/results_duration", "how long", "faq/results_duration"))      # "doubt"

A few words that are close to a phrasing of data/turns.yml are that turn, unless they show danger.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

from clinicchat.content import topics, turns
from clinicchat.content.turns import ShortTurn
from clinicchat.text.reading import canonical
from clinicchat.understanding import encoders
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.context import Before
from clinicchat.understanding.corrected import SEARCHES
from clinicchat.understanding.reading import Reading

MAX_WORDS = 9
"""A longer message says what it means by itself."""
LIMIT = Path(__file__).parent / "turn_limit.json"
DANGER = -1.0
"""Log-odds of any danger above which no message is a short turn."""


def read_phrasings() -> None:
    """Embeds the phrasings of the turns that are served, so that no visitor's message waits for it. Raises
    `ContentError` for a broken file."""
    _vectors(tuple(phrasing for _, phrasing in _said()))


def found(reading: Reading, before: Before) -> str:
    """Returns the name of the turn that *reading* is after *before*; nothing when it is none."""
    if not reading.readable or reading.seen or reading.vector is None or topics.is_danger(before.now):
        return ""
    if len(reading.text.split()) > MAX_WORDS:
        return ""
    told, said = turns.current(), _said()
    shares = _vectors(tuple(phrasing for _, phrasing in said)) @ reading.vector
    near = [(float(shares[i]), name) for i, (name, _) in enumerate(said) if may_follow(told[name], before)]
    close, name = max(near, default=(0.0, ""))
    doubtful = reading.danger.help > DANGER and not (name and told[name].beside_danger)
    return name if close >= limit() and not doubtful else ""


@cache
def limit() -> float:
    """Returns the cosine to a phrasing from which a message is that turn (evaluation/short_turns.py)."""
    return float(json.loads(LIMIT.read_text(encoding="utf-8"))["close"])


def _said() -> list[tuple[str, str]]:
    """Returns each phrasing of the turns that are served, after the name of its turn."""
    return [(name, phrasing) for name, turn in turns.current().items() for phrasing in turn.like]


@lru_cache(maxsize=2)  # two releases may be served at a time, while one takes over
def _vectors(phrasings: tuple[str, ...]) -> Floats:
    return encoders.light().embed([canonical(phrasing)[0] for phrasing in phrasings])


def topic_of(name: str, before: Before) -> str:
    """Returns what the turn *name* counts as after *before*."""
    topic = turns.current()[name].topic
    return before.now if topic == turns.SEARCH else topic


def may_follow(turn: ShortTurn, before: Before) -> bool:
    """Whether *turn* may come after *before*."""
    if turn.after == "search":
        return before.now in SEARCHES
    if turn.after == "answer":
        return bool(before.label) and before.now not in SEARCHES
    return True
