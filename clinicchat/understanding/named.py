"""What a message names, and what it is about when nothing else is clear: "lexipro" is about that medicine.

A question about stopping or tapering a medicine is never out of scope: whoever asks it must read not to stop alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from clinicchat.content import named_things, topics
from clinicchat.content.marks import is_marked
from clinicchat.content.named_things import CONDITIONS, COUNTRIES, KINDS, MEDICINES, STATES
from clinicchat.content.names import Intent, Mark
from clinicchat.content.topics import whole
from clinicchat.text import mentions, statements
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision, Ranking

LIKELY = 0.05
"""The share of a topic from which it is asked about what is named, rather than the table's own topic."""
DOUBTFUL = 0.75
"""The share of "out of scope" below which the name of a medicine outweighs it."""
OURS = 0.6
"""The share of the topics which answer that they need together, in `as_ours`, for a name to outweigh "out of scope"."""
OF_A_PERSON = (MEDICINES, CONDITIONS)
OF_A_PLACE = (STATES, COUNTRIES)
SEARCHED = frozenset({"US", "UK", "CA"})
"""Countries that a search knows: their name alone begins one."""
BESIDE_MDMA = {MEDICINES: "zoloft and mdma", CONDITIONS: "bipolar and mdma", COUNTRIES: "mdma in germany"}
"""What stands for a name in `as_ours`: one that phrasings often hold, with what this chat is about."""
EVERYDAY = frozenset({"caffeine", "alcohol", "nicotine", "minor"})
"""Things that stand in talk of every kind."""
ASKS = re.compile(
    r"\b(?:how|what'?s|what|why|where|when|who|which|vs)\b|^\W*(?:do|does|did|is|are|am|can|could|should|would|will|wat)\b",
    re.IGNORECASE,
)
"""Words of a question of its own: what is out of scope then stays so."""
SHORT = 4
"""Words up to which a question mark alone asks nothing else: "latuda anyone?"."""
ELSEWHERE = re.compile(
    r"\b(?:refill|prescription|appointment|test|result|recall|battery|coupon|pharmac(?:y|ies|ist)|authorization|repeat|"
    r"side effect|symptom|withdrawal|dose|dosage|picture|stor(?:y|ies)|essay|exam|class|course|school|poster|nclex|"
    r"nursing|training|diet|recipe|stretche?|suppl(?:y|ies)|rating|dog|cat|weight (?:loss|gain))s?\b|"
    r"\b(?:missed|upset\w*|giv\w+ me|mak(?:es|ing) me|for (?:a |my )?(?:kids?|baby|child))\b",
    re.IGNORECASE,
)
"""The desk of a clinic, homework, animals, complaints about a medicine itself."""
NOT_SO = r"\b(?:not|no|isn['’]?t|never had|don['’]?t have)(?: an?| my)?"
"""How somebody says that they do not have what they name."""
LAW = re.compile(r"\b(?:(?:il)?legal\w*|lawful|law|allowed|arrest\w*|banned|jail|prison)\b", re.IGNORECASE)
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


def as_ours(text: str) -> str:
    """Returns *text* as if it were surely about this chat's matter, its names with MDMA beside (`BESIDE_MDMA`); nothing
    where it names nothing. How it reads then tells a bare "emsam patch" from "emsam refill please"."""
    found = [m for m in mentions.find(text) if m.kind in BESIDE_MDMA and m.thing not in EVERYDAY]
    turned = text
    for said in dict.fromkeys(m.said for m in found):
        kind = next(m.kind for m in found if m.said == said)
        turned = re.sub(rf"\b{re.escape(said)}\b", BESIDE_MDMA[kind], turned, flags=re.IGNORECASE)
    return turned if found else ""


def with_named(decision: Decision, ranking: Ranking, text: str, ours: Ranking = (), first: bool = True) -> Decision:
    """Returns *decision* with what *text* names; where no topic stands, with the topic that the name is about.

    *ours*: the ranking of `as_ours(text)`, none where nothing was named; *first*: whether nothing was said before, so
    that a country alone is no answer to "where?".
    """
    found = mentions.find(text)
    stopping = mentions.asks_to_stop(text, found)
    named = replace(decision, named=found, stopping=stopping)
    kind = MEDICINES if stopping else next((k for k in KINDS if any(m.kind == k for m in found)), "")
    if kind == COUNTRIES and first and decision.topic == Intent.INFORM_PLACE and not SAYS.match(text):
        return about(named, ranking, kind) if all(m.thing not in SEARCHED for m in found) else named
    if (
        not kind
        or _denies(text, found, kind)
        or not _decides(decision.topic, _Shares.of(ranking, ours, kind), text, found, kind, stopping)
    ):
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


class _Shares(NamedTuple):
    """The share of "out of scope", and that of the topics beside which the name's line stands, when read as ours."""

    outside: float
    ours: float

    @classmethod
    def of(cls, ranking: Ranking, ours: Ranking, kind: str) -> _Shares:
        beside = named_things.current()[kind].beside
        return cls(dict(ranking).get(OUT_OF_SCOPE, 0.0), sum(share for topic, share in ours if topic in beside))


def _decides(
    topic: str, shares: _Shares, text: str, found: tuple[mentions.Mention, ...], kind: str, stopping: bool
) -> bool:
    """Whether a name decides what the message is about, when understanding found *topic*."""
    if topic == topics.FALLBACK or (topic == OUT_OF_SCOPE and stopping):
        return True
    begins = _begins(text, found)
    says = begins or bool(SAYS.match(text))
    if is_marked(topic, Mark.CONDITION):
        return kind == CONDITIONS and says and not ASKS.search(text) and not statements.asks(text)
    if topic != OUT_OF_SCOPE or ELSEWHERE.search(text):
        return False
    words = len(text.split())
    if words == sum(len(m.said.split()) for m in found):
        return True
    of_kind = [m for m in found if m.kind == kind and m.thing not in EVERYDAY]
    if not of_kind:
        return False
    if kind in OF_A_PLACE and shares.outside < DOUBTFUL and LAW.search(text):
        return True
    if kind == COUNTRIES:
        return shares.ours >= OURS and (shares.outside < DOUBTFUL or begins)
    if kind == MEDICINES and shares.outside < DOUBTFUL:
        return True
    if kind not in OF_A_PERSON or ASKS.search(text) or ("?" in text and words > SHORT):
        return False
    return shares.ours >= OURS or says


def _denies(text: str, found: tuple[mentions.Mention, ...], kind: str) -> bool:
    """Whether *text* says of all that it names of *kind* that it is not so: "not PTSD, no"."""
    said = [rf"{NOT_SO} {re.escape(m.said)}\b" for m in found if m.kind == kind]
    return bool(said) and all(re.search(one, text, re.IGNORECASE) for one in said)


def _begins(text: str, found: tuple[mentions.Mention, ...]) -> bool:
    """Whether *text* begins with a name and only goes on to say that somebody has or takes it."""
    first = found[0].said if found else ""
    return bool(first and text.lower().startswith(first.lower()) and CLOSES.match(text[len(first) :]))
