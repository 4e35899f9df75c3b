"""What a correction means: "no, i meant the price", "not babies. teenagers". Without what it takes back.

corrected(understanding, reading, before, "the price")      # as `reading`, about the price
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinicchat.content import topics
from clinicchat.content.names import Intent
from clinicchat.text import corrections
from clinicchat.understanding.label_shares import InContext, shares

if TYPE_CHECKING:
    from clinicchat.understanding.context import Before
    from clinicchat.understanding.reading import Reading, Understanding

SEARCHES = ("find_provider", "find_trial")
LEAST = 1e-4
TAKEN_BACK, SAME_TOPIC = 0.05, 0.5
"""What is left of the share of a topic or part that a correction takes back, and of what no correction means; and of
the other parts of that topic."""
FEW = 2
"""Words of a correction that only change a word of the question before it: "no, in canada"."""
LIKELY_SEARCH = 0.05
"""The share of a search from which "a study, not a therapist" asks for it."""
NEVER_MEANT = frozenset(
    "feedback_negative feedback_positive affirm deny unsure tell_me_more more_results thanks greet goodbye".split()
)


def corrected(understanding: Understanding, reading: Reading, before: Before, meant: str) -> Reading:
    """Returns what is meant instead: *meant* alone and with the question before it, less what is taken back."""
    (alone,) = understanding.read([meant])
    ((together, fits),) = understanding.glance([f"{before.text} {meant}".strip()])
    joint, search = dict(together), corrections.other_search(reading.text)
    few = len(meant.split()) <= FEW
    power, leans = (0.25, 0.8) if few else (0.5, 0.5)
    kept = {
        topic: max(share, LEAST) ** power * max(joint.get(topic, 0.0), LEAST) * _left(topic, before, few)
        for topic, share in alone.ranking
    }
    if kept.get(search, 0.0) >= LIKELY_SEARCH * sum(kept.values()):
        kept = {topic: share if topic == search else 0.0 for topic, share in kept.items()}
    whole = sum(kept.values())
    ranking = sorted(((t, float(s / whole)) for t, s in kept.items()), key=lambda pair: -pair[1])
    labels = shares(alone.fits, ranking, InContext(fits, ranking, "", leans))
    if not few:  # "of mdma i mean" may mean the same again
        left = {label: share * _left_of_label(label, before) for label, share in labels.items()}
        whole = sum(left.values()) or 1.0
        labels = {label: share / whole for label, share in left.items()}
    return replace(reading, ranking=ranking, near=alone.near, labels=labels, fits=alone.fits, corrects=True)


def _left(topic: str, before: Before, few: bool) -> float:
    """Returns what is left of the share of *topic*; after an answer "stop the trial" cancels no search, and a word or
    two ("australia sorry") begin none."""
    answered = bool(before.label) and before.now not in SEARCHES
    no_service = answered and (topic == Intent.CANCEL or (few and topic == Intent.INFORM_PLACE))
    return TAKEN_BACK if no_service or topic in NEVER_MEANT or topic in (before.topic, before.now) else 1.0


def _left_of_label(label: str, before: Before) -> float:
    """Returns what is left of the share of *label*."""
    if label == before.label:
        return TAKEN_BACK
    return SAME_TOPIC if topics.whole(label) == before.topic else 1.0
