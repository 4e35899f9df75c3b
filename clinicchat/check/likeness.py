"""Questions of different topics that are nearly the same: by letters always, by meaning with --near or from its cache."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from clinicchat.check.findings import Finding, short, warning
from clinicchat.check.project import NLU, Project, Question
from clinicchat.check.questions import plain
from clinicchat.check.registry import check

CACHE = "var/check/embeddings.npz"
BLOCK = 256
MOST_NEW = 60
"""Questions that are embedded without being asked to (about a second); more need --near."""
Pair = tuple[int, int, float]


@check("No question is nearly one of another topic, by its letters", NLU)
def nothing_near_by_letters(project: Project) -> Iterator[Finding]:
    limits = project.house_rules["near"]
    questions = project.questions
    texts = tuple(plain(q.text) for q in questions)
    for one, other, score in near_by_letters(texts, limits["letters"], limits["least_letters"]):
        yield from _pair(questions[one], questions[other], f"{score:.0f} % the same letters")


@lru_cache(maxsize=4)
def near_by_letters(texts: tuple[str, ...], least: float, least_letters: int) -> tuple[Pair, ...]:
    """Returns the pairs of *texts* that are alike but not equal, words in any order."""
    ordered = sorted(((" ".join(sorted(t.split())), i) for i, t in enumerate(texts) if len(t) >= least_letters), key=lambda p: len(p[0]))
    words = [text for text, _ in ordered]
    found: list[Pair] = []
    for start in range(0, len(words), BLOCK):
        block = words[start : start + BLOCK]
        longest = len(block[-1]) * (200 - least) / least  # a longer text cannot reach `least`
        stop = start
        while stop < len(words) and len(words[stop]) <= longest:
            stop += 1
        scores = process.cdist(block, words[start:stop], scorer=fuzz.ratio, score_cutoff=least, workers=1)
        for row, column in zip(*scores.nonzero(), strict=True):
            if start + row < start + column and scores[row, column] < 100:
                one, other = sorted((ordered[start + row][1], ordered[start + column][1]))
                found.append((one, other, float(scores[row, column])))
    return tuple(sorted(found))


def _pair(one: Question, other: Question, how: str) -> Iterator[Finding]:
    if one.topic != other.topic and plain(one.text) != plain(other.text):
        what = f"“{short(other.text)}” ({other.topic}) is nearly “{short(one.text)}” ({one.topic}, line {one.line}): {how}."
        cure = "Keep the one whose topic answers it better, or word them so that the difference shows."
        yield warning(NLU, other.line, other.topic, what, cure)


@check("No question is nearly one of another topic, by its meaning", NLU)
def nothing_near_by_meaning(project: Project) -> Iterator[Finding]:
    path = project.root / CACHE
    if not project.near and not path.is_file():
        return
    questions = project.questions
    vectors = _embedded(path, [plain(q.text) for q in questions], project.near)
    if vectors is None:
        return
    least: float = project.house_rules["near"]["meaning"]
    for start in range(0, len(questions), 1024):
        scores = vectors[start : start + 1024] @ vectors.T
        for row, column in zip(*(scores >= least).nonzero(), strict=True):
            if start + row < column:
                yield from _pair(questions[start + row], questions[column], f"{scores[row, column]:.0%} the same meaning")


def _embedded(path: Path, texts: list[str], all_of_them: bool) -> Any:
    """Returns one embedding for each text, from the cache where it has them; None if too many are new."""
    import numpy as np

    known: dict[str, Any] = {}
    if path.is_file():
        with np.load(path) as kept:
            known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    keys = [hashlib.sha256(t.encode()).hexdigest()[:16] for t in texts]
    new = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
    if new:
        if len(new) > MOST_NEW and not all_of_them:
            return None
        from clinicchat.nlu.sentences import SentenceModel

        made = SentenceModel(verify=False).embed(list(new.values())).astype(np.float16)
        known.update(zip(new, made, strict=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        used = dict.fromkeys(keys)
        np.savez(path, keys=np.array(list(used)), vectors=np.array([known[k] for k in used]))
    return np.array([known[k] for k in keys], dtype=np.float32)
