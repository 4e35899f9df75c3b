"""What a message names, and what it is about when nothing else is clear: "lexipro" is about that medicine.

A question about stopping or tapering a medicine is never out of scope: whoever asks it must read not to stop alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from clinicchat.content import named_things, topics
from clinicchat.content.named_things import CONDITIONS, COUNTRIES, KINDS, MEDICINES, STATES
from clinicchat.content.topics import whole
from clinicchat.text import mentions
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision, Ranking

LIKELY = 0.05
"""The share of a topic from which it is asked about what is named, rather than the table's own topic."""
DOUBTFUL = 0.75
"""The share of "out of scope" below which the name of a medicine outweighs it."""
OF_A_PERSON = (MEDICINES, CONDITIONS)
ASKS = re.compile(
    r"[?]|\b(?:how|what'?s|what|why|where|when|who|which|vs)\b|^\W*(?:do|does|is|are|can|could|should)\b", re.IGNORECASE
)
"""Words of a question of its own: what is out of scope then stays so."""
DESK = re.compile(r"\b(?:refill|prescription|appointment|test|result|recall|battery|coupon)s?\b", re.IGNORECASE)
LAW = re.compile(r"\b(?:(?:il)?legal\w*|lawful|law|allowed|arrest\w*|banned|jail|prison)\b", re.IGNORECASE)
OF_A_PLACE = (STATES, COUNTRIES)
SAYS = re.compile(
    r"^\W*(?:(?:and|also|but|so|well|yes|no|um+|ok)\W+)*(?:i|i['’]?m|i['’]?ve|he|she|he['’]?s|she['’]?s|they|we|my|his|her|our|"
    r"mom|mum|dad|had|got|have|has|diagnosed|on|taking)\b",
    re.IGNORECASE,
)
"""How somebody says what they have or take: "my mom has diabetes and she's 63"."""
CLOSES = re.compile(
    r"^\W*(?:$|,|\.|and\b|from\b|since\b|the\b|twice\b|once\b|daily\b|every\b|for years\b)", re.IGNORECASE
)
"""What follows a name that a message begins with, when it only says that somebody has it: "tbi from the crash"."""


def with_named(decision: Decision, ranking: Ranking, text: str) -> Decision:
    """Returns *decision* with what *text* names; where no topic stands, with the topic that the name is about."""
    found = mentions.find(text)
    stopping = mentions.asks_to_stop(text, found)
    named = replace(decision, named=found, stopping=stopping)
    kind = MEDICINES if stopping else next((k for k in KINDS if any(m.kind == k for m in found)), "")
    if not kind or not _decides(decision.topic, dict(ranking).get(OUT_OF_SCOPE, 0.0), text, found, kind, stopping):
        return named
    return about(named, ranking, kind)


def about(decision: Decision, ranking: Ranking, kind: str = "") -> Decision:
    """Returns *decision* with the topic that its name of *kind* (default: of the first table) is about."""
    kind = kind or next((k for k in KINDS if any(m.kind == k for m in decision.named)), "")
    if not kind:
        return decision
    table = named_things.current()[kind]
    faq = [(t, share) for t, share in ranking if topics.group(t) == topics.FAQ and share >= LIKELY]
    likely = [topic for topic, _ in faq if topic in table.beside]
    return replace(decision, topic=(likely or [table.answered_by])[0], candidates=[])


def among(decision: Decision, topic: str, shares: Mapping[str, float]) -> dict[str, float]:
    """Returns the labels of *shares* that may answer what *decision* names: all of its topic where the name decided
    that (*topic* is what stood before), else those of topics that the name's line stands beside; all, if it stands
    nowhere."""
    if decision.topic != topic:
        own = {label: share for label, share in shares.items() if whole(label) == decision.topic}
        return {label: share / sum(own.values()) for label, share in own.items()}
    tables = named_things.current()
    beside = {t for m in decision.named if topic in tables[m.kind].beside for t in tables[m.kind].beside}
    return {label: share for label, share in shares.items() if not beside or whole(label) in beside}


def _decides(
    topic: str, outside: float, text: str, found: tuple[mentions.Mention, ...], kind: str, stopping: bool
) -> bool:
    """Whether a name decides what the message is about, when understanding found *topic*, and *outside* is the share of
    "out of scope"."""
    if topic == topics.FALLBACK or (topic == OUT_OF_SCOPE and stopping):
        return True
    if topic != OUT_OF_SCOPE or DESK.search(text):
        return False
    if len(text.split()) == sum(len(m.said.split()) for m in found) or (kind == MEDICINES and outside < DOUBTFUL):
        return True
    if kind in OF_A_PLACE and outside < DOUBTFUL and LAW.search(text):
        return True
    if kind not in OF_A_PERSON or ASKS.search(text):
        return False
    first = found[0].said
    begins = text.lower().startswith(first.lower()) and CLOSES.match(text[len(first) :])
    return bool(SAYS.match(text) or begins)
