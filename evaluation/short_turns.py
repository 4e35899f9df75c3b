"""Chooses how close words must be to a phrasing of data/turns.yml to be that turn: `python -m evaluation.short_turns`.

Each phrasing is looked for among the others, as words that nobody wrote down yet; and the short messages of the sets
that choose (`real.CHOOSING`, `conversation.CHOOSING`) are put after an answer and after a search, where they must not
be taken for a turn that does not serve them. Writes turn_limit.json beside `clinicchat.understanding.turns`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from clinicchat.content import topics, turns
from clinicchat.text.reading import canonical
from clinicchat.understanding import encoders
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.context import Before
from clinicchat.understanding.turns import LIMIT, MAX_WORDS, may_follow, topic_of
from evaluation import conversation, real

LIMITS = np.arange(0.60, 0.93, 0.01)
WRONG = 20.0
"""What a message that is wrongly taken for a turn costs beside a turn that is not seen: such messages are many more."""
AFTER = (
    Before("faq/ptsd_evidence", "does it work", "faq/ptsd_evidence"),
    Before("faq/cost_insurance", "find a therapist near tampa", "find_provider"),
)


class Case(NamedTuple):
    """A short message: the turn that is nearest, how near it is, and whether that turn serves its writer."""

    close: float
    serves: bool
    is_turn: bool
    """A phrasing of a turn, not a message of a set."""


def cases() -> list[Case]:
    """Returns every phrasing, looked for among the others, and every short message of the sets that choose."""
    told = turns.current()
    said = [(name, phrasing) for name, turn in told.items() for phrasing in turn.like]
    known = _rows([phrasing for _, phrasing in said])
    names = [name for name, _ in said]
    shares = known @ known.T - 2 * np.eye(len(said), dtype=np.float32)
    found = []
    for place, row in enumerate(shares):
        before = AFTER[told[names[place]].after == turns.SEARCH]
        close, name = _nearest(row, names, before)
        found.append(Case(close, name == names[place], is_turn=True))
    texts, served = zip(*_others(), strict=True)
    for row, good in zip(_rows(texts) @ known.T, served, strict=True):
        for before in AFTER:
            close, name = _nearest(row, names, before)
            found.append(Case(close, topic_of(name, before) in good, is_turn=False))
    return found


def _nearest(row: Floats, names: Sequence[str], before: Before) -> tuple[float, str]:
    told = turns.current()
    return max((float(share), name) for share, name in zip(row, names, strict=True) if may_follow(told[name], before))


def _others() -> Iterator[tuple[str, frozenset[str]]]:
    """Yields the short messages of the sets that choose, with the topics that serve."""
    for name in real.CHOOSING:
        yield from ((m.text, m.good) for m in real.messages(name) if _short(m.text) and not topics.is_danger(m.topic))
    for writer in conversation.CHOOSING:
        for row in conversation.rows(writer, "pairs"):
            if _short(row["then"]):
                yield row["then"], frozenset(row["topics"])


def _short(text: str) -> bool:
    return len(text.split()) <= MAX_WORDS


def _rows(texts: Sequence[str]) -> Floats:
    return encoders.light().embed([canonical(text)[0] for text in texts])


def measured(found: Sequence[Case], limit: float) -> dict[str, float]:
    """Returns what *limit* brings: of the turns those seen, and of the other messages those wrongly taken for one."""
    said, others = [c for c in found if c.is_turn], [c for c in found if not c.is_turn]
    seen = sum(c.close >= limit and c.serves for c in said) / len(said)
    wrong = sum(c.close >= limit and not c.serves for c in others) / len(others)
    return {"seen": round(seen, 3), "wrong": round(wrong, 4)}


def choose(found: Sequence[Case]) -> float:
    """Returns the limit with most turns seen, less `WRONG` times the messages wrongly taken; of equals the highest."""

    def worth(limit: float) -> float:
        told = measured(found, limit)
        return told["seen"] - WRONG * told["wrong"]

    return round(float(max(LIMITS, key=lambda limit: (round(worth(limit), 4), limit))), 2)


def main() -> None:
    """Chooses, writes the file and prints it with the other limits."""
    found = cases()
    close = choose(found)
    made: dict[str, Any] = {"close": close, "from": {"cases": len(found), **measured(found, close)}}
    LIMIT.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(made), *(f"{limit:.2f} {measured(found, limit)}" for limit in LIMITS), sep="\n")


if __name__ == "__main__":
    main()
