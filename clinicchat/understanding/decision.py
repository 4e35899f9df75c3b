"""What follows from a ranking of topics: an answer, an offer, doubt. Pure functions.

No Rasa here, so that Rasa's components and the evaluation decide with the same code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clinicchat.content import topics
from clinicchat.text.mentions import Mention
from clinicchat.text.reading import canonical, visible

THRESHOLDS = Path(__file__).parent / "thresholds.json"
OUT_OF_SCOPE = "out_of_scope"
MODEL_SETTINGS: dict[str, object] = {"c": 10.0, "embedding_weight": 2.0, "iterations": 30}
"""How the topic model is trained unless config.yml says otherwise."""
RANKING_LENGTH = 10
MAX_CANDIDATES, MAX_BESIDE = 3, 2
BESIDE_OUTSIDE = 0.1
"""The least share of a topic that is offered where the most probable is that the message is out of scope."""

MASHED = re.compile(
    r"([a-z])\1{2,}|[a-z]*(?:asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|zxcv|xcvb|cvbn|vbnm)[a-z]*|[^aeiouyhm\W\d_]{6,}"
)
"""Keys hit without sense: one letter over and over, four keys in a row, six consonants and nothing else."""
Ranking = Sequence[tuple[str, float]]
"""Topics with their probabilities, the most probable first."""


@dataclass(frozen=True)
class Decision:
    """The topic that stands (`nlu_fallback` when doubtful), its confidence, and the topics worth offering: instead of
    an answer, or beside it."""

    topic: str
    confidence: float
    candidates: list[str] = field(default_factory=list)
    part: str = ""
    """The part of `topic` that answers, without the topic; nothing for the topic's overview."""
    parts: list[str] = field(default_factory=list)
    """The labels of the parts worth a button, the likeliest first."""
    named: tuple[Mention, ...] = ()
    """What the text names, whose lines stand above the answer."""
    doubtful: bool = False
    """Whether a part that goes on with the last answer, or that answer again, is not sure to be what is asked."""
    stopping: bool = False
    """Whether it is about stopping or tapering a medicine."""


def thresholds() -> dict[str, float]:
    """Returns what `python -m evaluation.thresholds` chose: `answer`, `service`, `offer`, `beside`
    (probabilities), `card`, `help`, `phrase` (log-odds)."""
    chosen: dict[str, float] = json.loads(THRESHOLDS.read_text(encoding="utf-8"))["chosen"]
    return chosen


def decide(ranking: Ranking, limits: Mapping[str, float], readable: bool = True) -> Decision:
    """Returns what a text is about, from the probabilities of all topics and the limits: `answer`, `offer`, `beside`,
    and `service` for service intents.

    >>> limits = {"answer": 0.5, "offer": 0.2, "beside": 0.1}
    >>> decide([("faq/legal_status", 0.8), ("faq/access", 0.1)], limits).candidates
    ['faq/access']
    >>> decide([("faq/legal_status", 0.4), ("faq/access", 0.3)], limits).candidates
    ['faq/legal_status', 'faq/access']
    """
    topic, confidence = ranking[0]
    if not readable:
        return Decision(topics.FALLBACK, 1.0)  # only signs: any guess would be noise
    if confidence < limits[_limit(topic, limits)]:
        return Decision(topics.FALLBACK, 1.0 - confidence, _near(ranking, limits["offer"], MAX_CANDIDATES))
    if topic == OUT_OF_SCOPE:
        return Decision(topic, confidence, _near(ranking[1:], BESIDE_OUTSIDE, MAX_BESIDE))
    return Decision(
        topic, confidence, _near(ranking[1:], limits["beside"], MAX_BESIDE) if topics.is_answered(topic) else []
    )


def _limit(topic: str, limits: Mapping[str, float]) -> str:
    """Which limit *topic* must reach: a greeting taken wrongly does less harm than a wrong answer."""
    return "answer" if topics.is_answered(topic) or topic == OUT_OF_SCOPE or "service" not in limits else "service"


def readable(text: str) -> bool:
    """Whether *text* holds a word that understanding can read: not only signs, or keys hit without sense.

    >>> readable("is it legal"), readable("qqqq"), readable("???"), readable("👍")
    (True, False, False, True)
    """
    words = visible(text).lower().split()
    if words and all(MASHED.fullmatch(word) for word in words):
        return False
    return bool(re.search(r"\w", canonical(text)[0]))


def _near(ranking: Ranking, least: float, most: int) -> list[str]:
    """Returns up to *most* topics that are worth offering: those that have an answer, and searches."""
    near = [topic for topic, share in ranking[: MAX_CANDIDATES + 1] if share >= least]
    return [t for t in near if topics.is_answered(t) or t.startswith("find_")][:most]
