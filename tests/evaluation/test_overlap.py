"""No phrasing that judges is, or nearly is, one that was learned."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby

import pytest
from rapidfuzz import fuzz, process

from clinicchat.content import phrasings
from evaluation import datasets, real

NEAR = 92
MIN_NEAR, MIN_EXACT = 4, 3
"""Words; shorter ones ("thanks", "hi there") are everybody's."""
FILES = {
    "development.yml": lambda: [x.text for x in datasets.lines("development")],
    "heldout.yml": lambda: [x.text for x in datasets.lines("heldout")],
    "safety-development.yml": lambda: datasets.safety("development").texts,
    "safety-heldout.yml": lambda: datasets.safety("heldout").texts,
    **{
        f"real/{name}.jsonl": lambda name=name: [m.text for m in real.messages(name)]
        for name in (*real.JUDGING, *real.CHOOSING)
    },
    "real/conversation.json": lambda: list(said(real.fragments())),
    "refusals.yml": lambda: [turn for refusal in datasets.refusals() for turn in refusal.turns],
}


def said(parts: dict[str, list]) -> Iterator[str]:
    """Gives what visitors say in conversation.json; the last entry of a follow-up is what is wanted, not said."""
    for name, entries in parts.items():
        for entry in entries:
            yield from [entry] if isinstance(entry, str) else entry if name == "searches" else entry[:-1]


def longer(texts: list[str], words: int) -> list[str]:
    return [t for t in texts if len(t.split()) >= words]


def near(own: list[str], learned: list[str]) -> list[tuple[str, str]]:
    """Returns the pairs of normalised texts that are the same or nearly so.

    Texts are compared with those of about their length: others cannot be as near, and comparing all takes minutes.
    """
    known = set(learned)
    found = [(t, t) for t in longer(own, MIN_EXACT) if t in known]
    theirs = sorted({t for t in known if len(t.split()) >= MIN_NEAR}, key=len)
    lengths, most = [len(t) for t in theirs], (200 - NEAR) / NEAR
    for length, group in groupby(sorted(longer(own, MIN_NEAR), key=len), key=len):
        mine, alike = list(group), theirs[bisect_left(lengths, length / most) : bisect_right(lengths, length * most)]
        similarity = process.cdist(mine, alike, scorer=fuzz.ratio, score_cutoff=NEAR)
        found += [(mine[i], alike[j]) for i, j in zip(*similarity.nonzero(), strict=True)]
    return found


@pytest.fixture(scope="module")
def learned() -> list[str]:
    """Returns the phrasings of data/. The titles of parts are learned too, but copied from nowhere: a button is called
    what people ask, as a few lines of the sets happen to be."""
    return [datasets.normal(x.text) for x in phrasings.read_all()]


@pytest.mark.parametrize("file", list(FILES))
def test_no_line_stands_in_the_training_data(file, learned):
    found = near([datasets.normal(t) for t in FILES[file]()], learned)
    told = "\n".join(f"  evaluation/{file}: {a!r}\n  data/: {b!r}" for a, b in found)
    assert not found, f"Remove the line from the phrasings of data/, where it was copied to:\n{told}"


def test_a_copy_with_another_sign_and_a_typo_is_found():
    learned = ["how much does a session cost in ohio"]
    assert near([datasets.normal("How much does a sesion cost, in Ohio??")], learned)
    assert near(["is it legal"], ["is it legal"])


def test_short_greetings_are_everybodys():
    assert not near(["hi there"], ["hi there"])
