"""Questions of different topics that have nearly the same letters; topics that ask one question over and over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from clinicchat.publish.check.findings import Finding, short, warning
from clinicchat.publish.check.kept import Pair, stamp
from clinicchat.publish.check.project import QUESTIONS, Project, Question
from clinicchat.publish.check.questions import plain
from clinicchat.publish.check.registry import check

BLOCK = 256
WORKERS = 2


@check("No question is nearly one of another topic, by its letters", *QUESTIONS)
def nothing_near_by_letters(project: Project) -> Iterator[Finding]:
    for one, other, score in _alike(project):
        yield from near(one, other, f"{score:.0f} % the same letters")


def near(one: Question, other: Question, how: str) -> Iterator[Finding]:
    """Yields the finding that *one* and *other* are alike, if they are two questions of two topics."""
    if one.topic != other.topic and plain(one.text) != plain(other.text):
        like = f"“{short(one.text)}” ({one.topic}, {one.file}, line {one.line})"
        what = f"“{short(other.text)}” ({other.topic}) is nearly {like}: {how}."
        cure = "Keep the one whose topic answers it better, or word them so that the difference shows."
        yield warning(other.file, other.line, other.topic, what, cure)


def _alike(project: Project) -> list[tuple[Question, Question, float]]:
    """Returns the pairs of questions that have nearly the same letters, words in any order."""
    if "alike" not in project.noted:
        limits, questions = project.house_rules["near"], project.questions
        least = limits["letters"]
        places: dict[str, list[int]] = {}
        for place, question in enumerate(questions):
            if len(plain(question.text)) >= limits["least_letters"]:
                places.setdefault(" ".join(sorted(plain(question.text).split())), []).append(place)
        pairs = project.kept.pairs("letters", stamp(least), places, lambda new, all_: near_by_letters(new, all_, least))
        found = {(min(i, j), max(i, j), score) for a, b, score in pairs for i in places[a] for j in places[b]}
        project.noted["alike"] = [(questions[i], questions[j], score) for i, j, score in sorted(found)]
    alike: list[tuple[Question, Question, float]] = project.noted["alike"]
    return alike


def near_by_letters(new: Sequence[str], everything: Sequence[str], least: float) -> list[Pair]:
    """Returns the pairs of a *new* text and one of *everything* that are *least* per cent alike or more, not equal.

    >>> near_by_letters(["does it help"], ["does it help", "dose it help", "no"], 80)[0][:2]
    ('does it help', 'dose it help')
    """
    rows, columns = sorted(new, key=len), sorted(everything, key=len)
    lengths = [len(text) for text in columns]
    reach = (200 - least) / least  # a text that is longer by more cannot be `least` alike
    all_new = len(rows) == len(columns)  # then a pair is found from its shorter text
    found: dict[tuple[str, str], float] = {}
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        begin = bisect_left(lengths, len(block[0]) / (1 if all_new else reach))
        end = bisect_right(lengths, len(block[-1]) * reach)
        scores = process.cdist(block, columns[begin:end], scorer=fuzz.ratio, score_cutoff=least, workers=WORKERS)
        for row, column in zip(*scores.nonzero(), strict=True):
            one, other = sorted((block[row], columns[begin + column]))
            if one != other:
                found[one, other] = fuzz.ratio(one, other)
    return [(one, other, score) for (one, other), score in found.items()]


@check("The questions of a topic are not one question in other letters", *QUESTIONS)
def questions_are_not_copies(project: Project) -> Iterator[Finding]:
    copies: dict[str, dict[Question, Question]] = {}
    for one, other, _ in _alike(project):
        if one.topic == other.topic:
            copies.setdefault(one.topic, {})[other] = one
    for topic, found in copies.items():
        share = len(found) / len(project.asked[topic])
        if share > project.house_rules["near"]["most_copies"]:
            other, one = next(iter(found.items()))
            example = f"“{short(other.text)}” and “{short(one.text)}”"
            what = (
                f"{len(found)} of {len(project.asked[topic])} questions are nearly copies of others, such as {example}."
            )
            cure = "Keep one of each, and add others that are asked differently."
            yield warning(other.file, other.line, topic, what, cure)
