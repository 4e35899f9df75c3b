"""Whether a message leans on what was answered before, and what it means then: "are they common?", "and for teens?".

    followed(understanding, reading, Before("faq/risks_side_effects", "what are the side effects"))

A message that leans is read together with the title of the last answer; one that stands alone stays as it was read.
A small model (`leaning.json`, fitted by `python -m evaluation.leaning`) tells which, from its words and from what it
means alone and together. A correction ("no, I meant …") is read without what it takes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clinicchat.content import live_words, topics
from clinicchat.content.marks import is_marked
from clinicchat.content.names import Intent, Mark
from clinicchat.text import corrections, mentions
from clinicchat.text.reading import canonical
from clinicchat.understanding.corrected import LEAST, SEARCHES, corrected
from clinicchat.understanding.decision import OUT_OF_SCOPE, Ranking
from clinicchat.understanding.label_shares import InContext, shares
from clinicchat.understanding.wants_care import care_rather

if TYPE_CHECKING:
    from clinicchat.understanding.reading import Reading, Understanding

LEANING = Path(__file__).parent / "leaning.json"
BEGINS = re.compile(
    r"(and|or|but|so|then|also|even|because|what about|how about|what if|like|just|only|for|in|at|with|more|better"
    r"|compared|than|both|all|the|that|those|since|until|till|still|ok (so|and|but))\b"
)
REFERS = re.compile(
    r"\b(it|its|it's|that|that's|this|those|these|they|they're|them|their|he|he's|she|she's|his|her|him|one|ones|then"
    r"|there|both|any|same|other|others|else|too|either|such)\b"
)
POINTS = re.compile(
    r"\b(that|that's|this|those|these|they|they're|them|their|he|she|his|her|him|one|ones|then|there|both|same|other|too)\b"
)
"""Words that point back; "it" may be the therapy itself: "is it legal"."""
IT = re.compile(r"\b(it|its|it's)\b")
NAMES = re.compile(
    r"\b(mdma|therapy|therapists?|trials?|study|studies|ptsd|fda|clinic|sessions?|drug|chat|bot|pills?)\b"
)
ASKS = re.compile(r"(how|why|when|what|who|which|where|really)\b")
SHORT, SHORT_QUESTION, LONG = 3, 4, 20
"""Words: of a fragment, of a bare question; more do not count."""
BY_THEMSELVES = frozenset(
    "greet goodbye thanks bot_identity talk_to_human help_menu help_lines find_provider find_trial cancel".split()
)
"""Service intents that are taken at their word when they are surer than `SURE`."""
GO_ON = frozenset("find_provider find_trial talk_to_human help_lines".split())
"""Services that a few words may go on with: "any women?", "its 1 am tho"."""
OWN_WORDS = frozenset(
    "inform_place more_results cancel affirm deny unsure thanks tell_me_more anger feedback_negative greet goodbye"
    " grief companionship bot_identity spanish".split()
)
"""Services that such words may be themselves."""
MAX_GOING_ON, MAX_PLACE = 8, 2
"""Words that may go on with a service, and that may be the place which it asked for."""
SURE, WHOLE = 0.6, 0.9
"""Probabilities from which a service, and a question without a word that points back, are taken at their word."""
OWN_WORDS_COUNT = 0.5
"""The power of what a message that leans would mean alone (0, .25, .5, 1 find .873, .881, .888, .85 on `dev`)."""
SAID_EARLIER = 0.3
"""What is left of the share of a label that was answered a short time ago, when a message leans."""

OF_THE_COURSE = 0.1
"""What is left of the shares of a course with MDMA after an answer about something else: "how many weeks" after CPT is
about CPT."""


@dataclass(frozen=True)
class Before:
    """What came before a message: the label of the topic or part that was answered last, what was typed before, and
    what the last message was about, a service too."""

    label: str = ""
    text: str = ""
    now: str = ""
    earlier: tuple[str, ...] = ()
    """The labels of what was answered shortly before `label`."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Before:
        """Returns what Rasa's message carries: `told` (labels, the last one first), `before` and `now`."""
        label, *earlier = [str(one) for one in told.get("told") or [""]]
        return cls(label, str(told.get("before") or ""), str(told.get("now") or ""), tuple(earlier))

    @property
    def topic(self) -> str:
        """The topic answered last, nothing before the first."""
        return topics.whole(self.label)


def followed(understanding: Understanding, reading: Reading, before: Before, least: float | None = None) -> Reading:
    """Returns *reading* as it is meant after what came *before*: unchanged where it stands alone.

    *least*: how likely it must lean; None takes the fitted limit.
    """
    if not reading.readable:
        return reading
    reading = care_rather(reading, before.topic)
    if meant := corrections.meant(reading.text):
        return corrected(understanding, reading, before, meant)
    if by_itself(reading.ranking) or _tells_where(reading.ranking, before):
        return reading
    if before.now in GO_ON and (ranking := _going_on(understanding, reading, before)):
        return replace(reading, ranking=ranking, leans=True)
    alone = whole_question(reading, before.topic) or _may_be_place(reading, before) or _after_refusal(reading, before)
    if alone or not topics.is_answered(before.topic):
        return reading
    own = reading.fits, reading.ranking
    if leaning(reading, [(before.topic, 1.0)], before.topic) < (least or limit()):  # whatever it means together
        return replace(reading, labels=shares(*own, InContext(*own, before.label, 0.0)))
    title = live_words.current().title(before.label)
    ((ranking, fits),) = understanding.glance([f"{title} {reading.text}"])
    leans = leaning(reading, ranking, before.topic)
    labels = shares(*own, InContext(fits, ranking, before.label, leans))
    if leans < (least or limit()):
        return replace(reading, labels=labels)
    return replace(reading, ranking=_joined(ranking, reading.ranking), labels=_fresh(labels, before), leans=True)


def _tells_where(ranking: Ranking, before: Before) -> bool:
    """Whether a place is told after a search: its answer, whatever was answered before that."""
    return before.now in SEARCHES and ranking[0][0] == Intent.INFORM_PLACE and ranking[0][1] >= SURE


def _may_be_place(reading: Reading, before: Before) -> bool:
    """Whether a word or two after a search, nothing of a question, may be the place that was asked for."""
    text = canonical(reading.text)[0]
    asks = "?" in text or ASKS.match(text) or BEGINS.match(text) or POINTS.search(text)
    return before.now in SEARCHES and len(text.split()) <= MAX_PLACE and not asks


def _going_on(understanding: Understanding, reading: Reading, before: Before) -> Ranking:
    """Returns the ranking of a few words that go on with a service, read with what asked for it; none when they do
    not."""
    topic, share = reading.ranking[0]
    if len(reading.text.split()) > MAX_GOING_ON or topic in OWN_WORDS or (topics.is_answered(topic) and share >= SURE):
        return []
    ((ranking, _),) = understanding.glance([f"{before.text} {reading.text}"])
    return ranking if ranking[0][0] == before.now and ranking[0][1] >= SURE else []


def whole_question(reading: Reading, last: str) -> bool:
    """Whether *reading* is surely about another topic than the *last*, and no word of it points back."""
    (topic, share), text = reading.ranking[0], canonical(reading.text)[0]
    sure = topics.is_answered(topic) and topic != last and share >= WHOLE
    points = POINTS.search(text) or (is_marked(last, Mark.OTHER_SUBJECT) and IT.search(text))
    return sure and not (BEGINS.match(text) or points)


def _after_refusal(reading: Reading, before: Before) -> bool:
    """Whether a refusal came before and *reading* asks what may be answered about what it names: "and with weed?"."""
    topic, share = reading.ranking[0]
    refused = topics.group(before.topic) == topics.DECLINE
    return refused and topics.group(topic) == topics.FAQ and share >= SURE and bool(mentions.find(reading.text))


def _joined(together: Ranking, alone: Ranking) -> Ranking:
    """Returns what a message that leans is about: read with the last answer, and a little by its own words, for "and
    the price" names another topic than the one before it."""
    own = dict(alone)
    joined = {topic: share * max(own.get(topic, 0.0), LEAST) ** OWN_WORDS_COUNT for topic, share in together}
    whole = sum(joined.values())
    return sorted(((t, s / whole) for t, s in joined.items()), key=lambda pair: -pair[1])


def _fresh(labels: Mapping[str, float], before: Before) -> Mapping[str, float]:
    """Returns the shares of *labels* where those that were answered shortly *before* are less likely: who goes on asks
    for what is new."""
    kept = {label: share * _left(label, before) for label, share in labels.items()}
    whole = sum(kept.values())
    return {label: share / whole for label, share in kept.items()}


def _left(label: str, before: Before) -> float:
    """Returns what is left of the share of *label* when a message leans."""
    if label in before.earlier:
        return SAID_EARLIER
    other = is_marked(label, Mark.COURSE) and is_marked(before.topic, Mark.OTHER_SUBJECT)
    return OF_THE_COURSE if other else 1.0


def leaning(reading: Reading, together: Ranking, last: str) -> float:
    """Returns how likely *reading* leans on the topic answered *last*, from 0 to 1; *together*: its ranking with it."""
    fitted, found = _model(), features(reading, together, last)
    score = fitted["bias"] + sum(fitted["weights"][name] * value for name, value in found.items())
    return float(1 / (1 + np.exp(-score)))


def features(reading: Reading, together: Ranking, last: str) -> dict[str, float]:
    """Returns what the decision is made from, by name."""
    text = canonical(reading.text)[0].replace("?", "").strip()
    words, shares, (top, share) = len(text.split()), dict(reading.ranking), reading.ranking[0]
    near = [(topics.whole(label), cosine) for label, cosine in reading.near.items()]
    return {
        "fragment": float(words <= SHORT),
        "words": min(words, LONG) / 10,
        "begins": float(bool(BEGINS.match(text))),
        "refers": float(bool(REFERS.search(text))),
        "names": float(bool(NAMES.search(text))),
        "asks": float(words <= SHORT_QUESTION and bool(ASKS.match(text))),
        "another": share if topics.is_answered(top) and top != last else 0.0,
        "outside": float(top == OUT_OF_SCOPE),
        "service": share if not topics.is_answered(top) and top != OUT_OF_SCOPE else 0.0,
        "near_last": max((c for t, c in near if t == last), default=0.0),
        "near_other": max((c for t, c in near if t != last), default=0.0),
        "alone": float(np.log(max(shares.get(last, 0.0), LEAST))),
        "together": float(np.log(max(dict(together).get(last, 0.0), LEAST))),
    }


def limit() -> float:
    """Returns from which likelihood on a message leans."""
    return float(_model()["limit"])


def by_itself(ranking: Ranking) -> bool:
    """Whether the best of *ranking* is a service that is taken at its word."""
    return ranking[0][0] in BY_THEMSELVES and ranking[0][1] >= SURE


@cache
def _model() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(LEANING.read_text(encoding="utf-8"))
    return found
