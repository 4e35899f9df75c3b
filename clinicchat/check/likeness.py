"""Questions of different topics that are nearly the same: by letters; by meaning with --near or from its cache."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

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
    ordered = sorted(
        ((" ".join(sorted(t.split())), i) for i, t in enumerate(texts) if len(t) >= least_letters),
        key=lambda p: len(p[0]),
    )
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


@check("The questions of a topic are not one question in other letters", NLU)
def questions_are_not_copies(project: Project) -> Iterator[Finding]:
    limits, questions = project.house_rules["near"], project.questions
    texts = tuple(plain(q.text) for q in questions)
    copies: dict[str, dict[int, int]] = {}
    for one, other, _ in near_by_letters(texts, limits["letters"], limits["least_letters"]):
        if questions[one].topic == questions[other].topic:
            copies.setdefault(questions[one].topic, {})[other] = one
    for topic, found in copies.items():
        share = len(found) / len(project.asked[topic])
        if share > limits["most_copies"]:
            other, one = next(iter(found.items()))
            example = f"“{short(questions[other].text)}” and “{short(questions[one].text)}”"
            what = (
                f"{len(found)} of {len(project.asked[topic])} questions are nearly copies of others, such as {example}."
            )
            cure = "Keep one of each, and add others that are asked differently."
            yield warning(NLU, questions[other].line, topic, what, cure)


def _pair(one: Question, other: Question, how: str) -> Iterator[Finding]:
    if one.topic != other.topic and plain(one.text) != plain(other.text):
        near = f"“{short(one.text)}” ({one.topic}, line {one.line})"
        what = f"“{short(other.text)}” ({other.topic}) is nearly {near}: {how}."
        cure = "Keep the one whose topic answers it better, or word them so that the difference shows."
        yield warning(NLU, other.line, other.topic, what, cure)


@check("No question is nearly one of another topic, by its meaning", NLU)
def nothing_near_by_meaning(project: Project) -> Iterator[Finding]:
    path = project.root / CACHE
    if not project.near and not path.is_file():
        return
    first: dict[str, Question] = {}
    for question in project.questions:
        if re.search(r"[^\W_]", question.text):  # to the encoder all emoji are the same
            first.setdefault(_key(plain(question.text)), question)
    kept = Kept.read(path)
    new = {key: plain(question.text) for key, question in first.items() if key not in kept.vectors}
    if len(new) > MOST_NEW and not project.near:
        return
    if new or len(kept.vectors) > len(first):
        kept.add(new, set(first), project.house_rules["near"]["meaning"])
        kept.write(path)
    for (one, other), score in sorted(kept.pairs.items()):
        if one in first and other in first:
            earlier, later = sorted((first[one], first[other]), key=lambda q: q.line)
            yield from _pair(earlier, later, f"{score:.0%} the same meaning")


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Kept:
    """What was embedded and compared before, by the key of a text."""

    vectors: dict[str, Any]
    pairs: dict[tuple[str, str], float]

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Returns what *path* holds; nothing if it is missing or damaged."""
        import numpy as np

        try:
            with np.load(path) as file:
                vectors = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
                pairs = zip(map(tuple, file["pairs"].tolist()), file["scores"].tolist(), strict=True)
                return cls(vectors, dict(pairs))
        except (OSError, KeyError, ValueError, EOFError, BadZipFile):
            return cls({}, {})

    def add(self, new: dict[str, str], used: set[str], least: float) -> None:
        """Embeds the *new* texts, compares them with all that are *used*, and forgets the rest."""
        import numpy as np

        self.vectors = {key: v for key, v in self.vectors.items() if key in used}
        self.pairs = {pair: score for pair, score in self.pairs.items() if used.issuperset(pair)}
        if not new:
            return
        from clinicchat.nlu.sentences import SentenceModel

        made = SentenceModel(verify=False).embed(list(new.values()))
        self.vectors.update(zip(new, made.astype(np.float16), strict=True))
        keys = list(self.vectors)
        everything = np.array([self.vectors[key] for key in keys], dtype=np.float32)
        for start in range(0, len(made), BLOCK):
            scores = made[start : start + BLOCK] @ everything.T
            for row, column in zip(*(scores >= least).nonzero(), strict=True):
                one, other = sorted((list(new)[start + row], keys[column]))
                if one != other:
                    self.pairs[one, other] = float(scores[row, column])

    def write(self, path: Path) -> None:
        """Keeps it in *path*."""
        import numpy as np

        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            keys=np.array(list(self.vectors)),
            vectors=np.array(list(self.vectors.values())),
            pairs=np.array(list(self.pairs), dtype="U16").reshape(-1, 2),
            scores=np.array(list(self.pairs.values())),
        )
