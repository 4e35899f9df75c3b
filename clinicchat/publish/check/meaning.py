"""Questions of different topics that nearly mean the same to the sentence encoder.

The embeddings are the shipped ones and those that training keeps (clinicchat.understanding.embedding_file).
When many are missing (a minute's work), this is only looked at when asked to (`--near`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from clinicchat.publish.check.findings import Finding
from clinicchat.publish.check.kept import Pair, code_stamp, stamp
from clinicchat.publish.check.project import QUESTIONS, Project, Question
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.similarity import near
from clinicchat.text.reading import canonical
from clinicchat.understanding import embedding_file
from clinicchat.understanding.arrays import Floats

MAX_NEW = 120
"""Questions that are embedded without being asked to (a second or two); more need --near, or a training."""
BLOCK = 1024
AXES = 96
SLACK = 1e-3
"""What rounding may take from a rough product."""


@check("No question is nearly one of another topic, by its meaning", *QUESTIONS)
def nothing_near_by_meaning(project: Project) -> Iterator[Finding]:
    cache = project.var / embedding_file.CACHE.name
    worded = [q for q in project.questions if re.search(r"[^\W_]", q.text)]  # to the encoder all emoji are the same
    read = project.kept.results(
        "canonical", code_stamp(), (q.text for q in worded), lambda new: {t: canonical(t)[0] for t in new}
    )
    first: dict[str, Question] = {}
    for question in worded:
        first.setdefault(read[question.text], question)
    least = project.house_rules["near"]["meaning"]

    def compare(new: list[str], everything: list[str]) -> list[Pair] | None:
        vectors = _vectors({text: first[text].text for text in everything}, cache, project.near)
        return None if vectors is None else near_by_meaning(new, everything, vectors, least)

    told: set[Question] = set()
    pairs = project.kept.pairs("meaning", stamp(embedding_file.encoder_id(), code_stamp(), least), first, compare)
    for one, other, score in sorted(pairs, key=lambda pair: (-pair[2], pair)):
        earlier, later = sorted((first[one], first[other]), key=lambda q: (q.file, q.line))
        if later not in told:  # one that is like many is told with its nearest
            for finding in near(earlier, later, f"{score:.0%} the same meaning"):
                told.add(later)
                yield finding


def _vectors(texts: dict[str, str], cache: Path, at_any_cost: bool) -> dict[str, Floats] | None:
    """Returns the embedding of each of *texts* (canonical: as written); None when too many are missing."""
    keys, there = {text: embedding_file.key(text) for text in texts}, embedding_file.known_keys(cache)
    if len(set(keys.values()) - there) > MAX_NEW and not at_any_cost:
        return None
    known = embedding_file.known(cache)
    found = {text: known[key] for text, key in keys.items() if key in known}
    missing = [text for text in texts if text not in found]
    if missing:
        from clinicchat.understanding.embeddings import Embeddings

        made = Embeddings(cache).of([texts[text] for text in missing])
        found.update(zip(missing, made, strict=True))
    return found


def near_by_meaning(
    new: Sequence[str], everything: Sequence[str], vectors: dict[str, Floats], least: float
) -> list[Pair]:
    """Returns the pairs of a *new* text and one of *everything* whose *vectors* are at least *least* alike."""
    there = set(new)
    order = [*new, *(text for text in everything if text not in there)]
    matrix = np.array([vectors[text] for text in order], dtype=np.float32)
    rough = _rough(matrix) if len(new) > BLOCK else matrix
    found: list[Pair] = []
    for start in range(0, len(new), BLOCK):  # in blocks, for a table of all pairs takes 400 MB
        rows = rough[start : min(start + BLOCK, len(new))]
        may_be = (rows @ rough[start:].T >= least - SLACK).nonzero()  # what stands before was a row already
        for row, column in zip(*(places + start for places in may_be), strict=True):
            if row < column and (score := float(matrix[row] @ matrix[column])) >= least:
                found.append((order[row], order[column], score))
    return found


def _rough(matrix: Floats) -> Floats:
    """Returns shorter rows (AXES + 1 numbers) whose products are nowhere smaller than those of the rows of *matrix*.

    They are the rows along the axes on which all of them differ most, and the length of what is left: the product of
    two rests is at most that of their lengths. A third of the work for 34,000 questions, and no pair is lost.
    """
    _, axes = np.linalg.eigh((matrix.T @ matrix).astype(np.float64))
    along = matrix @ axes[:, -AXES:].astype(np.float32)
    left = np.maximum(0, (matrix**2).sum(axis=1) - (along**2).sum(axis=1))
    return np.hstack([along, np.sqrt(left)[:, None]])
