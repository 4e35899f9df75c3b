"""Questions: enough of them, varied, each in one topic, plain text, none that the evaluation holds back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from clinicchat.content import yaml_file
from clinicchat.content.topics import part_of, whole
from clinicchat.publish.check.findings import Finding, error, short, warning
from clinicchat.publish.check.project import QUESTIONS, Project, Question
from clinicchat.publish.check.registry import check

OUT_OF_SCOPE = "out_of_scope"
"""The one intent that has a file for each kind."""
NOTE = re.compile(r"[ \t]{2,}#[ \t]")
BRACKETS = re.compile(r"\[[^\]]*\]\s*[({]|\{\s*\"")


def plain(text: str) -> str:
    """Returns the words alone, in small letters.

    >>> plain("Is it LEGAL, in the U.S.?")
    'is it legal in the us'
    """
    return _plain(text)


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    text = re.sub(r"['’`.]", "", text.casefold())
    return " ".join(re.findall(r"[^\W_]+|[^\w\s,;:!?()\"“”-]+", text))


def least_of(project: Project, topic: str) -> int:
    """Returns how many questions *topic* needs."""
    least: dict[str, int] = project.house_rules["least_questions"]
    if part_of(topic):
        return least["part"]
    return least.get(topic) or least.get(topic.partition("/")[0]) or least["service"]


@check("Every topic has enough questions", *QUESTIONS)
def enough_questions(project: Project) -> Iterator[Finding]:
    asked = Counter(question.topic for question in project.questions)
    of_parts = Counter(whole(question.topic) for question in project.questions if part_of(question.topic))
    for topic in project.asked:
        least, count = least_of(project, topic), asked[topic] + of_parts[topic]
        if 0 < count < least:
            what = f"{topic} has {count} questions; it needs {least}."
            cure = f"Add {least - count} more, as visitors type them: short and long, with slang and mistakes."
            yield error(*project.place_of(topic), topic, what, cure)


@check("The questions of a topic differ", *QUESTIONS)
def questions_differ(project: Project) -> Iterator[Finding]:
    limits = project.house_rules["uniform"]
    for topic, questions in project.asked.items():
        if len(questions) < limits["from"]:
            continue
        texts = [plain(q.text) for q in questions]
        first = Counter(text.split()[0] for text in texts if text)
        word, times = first.most_common(1)[0] if first else ("", 0)
        if len(first) / len(texts) < limits["least_first_words"] or times / len(texts) > limits["most_same_first_word"]:
            begin = f"{times} of {len(texts)} begin with “{word}”, {len(first)} first words in all"
            what = f"The questions are too alike: {begin}."
            cure = "Put other ways to ask in their place: a statement, one word, a long story, another beginning."
            yield warning(*project.place_of(topic), topic, what, cure)


@check("No question is listed twice", *QUESTIONS)
def no_question_twice(project: Project) -> Iterator[Finding]:
    seen: dict[str, Question] = {}
    for question in project.questions:
        first = seen.setdefault(plain(question.text) or question.text, question)
        if first is question:
            continue
        if first.topic == question.topic:
            what = f"“{short(question.text)}” is listed twice (first in {first.file}, line {first.line})."
            yield warning(
                question.file, question.line, question.topic, what, "Delete one of the two, or ask it in other words."
            )
        else:
            what = f"“{short(question.text)}” is a question of {first.topic} too ({first.file}, line {first.line})."
            yield error(question.file, question.line, question.topic, what, "Keep it in the one topic that answers it.")


@check("A topic is listed once, and its questions are lines that begin with a dash", *QUESTIONS)
def questions_are_lines(project: Project) -> Iterator[Finding]:
    first: dict[str, tuple[str, int]] = {}
    for file, entry in project.intents:
        topic = entry.get("intent").text
        if topic in first and not (topic == OUT_OF_SCOPE and first[topic][0] != file):
            what = f"{topic} is listed a second time (first in {first[topic][0]}, line {first[topic][1]})."
            yield error(file, entry.line, topic, what, "Put all its questions under the first one.")
        first.setdefault(topic, (file, entry.line))
        examples = entry.get("examples")
        for number, line in enumerate(examples.text.splitlines(), start=1):
            if line.strip() and not line.startswith("- "):
                what = f"“{short(line)}” does not begin with a dash and a space, so it is not a question."
                yield error(
                    file, examples.line + number, topic, what, 'Write "    - " before it, as on the other lines.'
                )
            elif NOTE.search(line):
                what = f"“{short(line)}” holds a note behind a #, which would be taken for what visitors type."
                yield error(file, examples.line + number, topic, what, "Delete the note.")
            elif line.strip() == "-":
                yield error(
                    file,
                    examples.line + number,
                    topic,
                    "There is a dash without words.",
                    "Write the question, or delete the line.",
                )


@check("Questions hold no brackets of the old kind", *QUESTIONS)
def no_brackets(project: Project) -> Iterator[Finding]:
    for question in project.questions:
        if BRACKETS.search(question.text):
            what = (
                f"“{short(question.text)}” holds brackets that mark a word for Rasa; this chat finds places by itself."
            )
            yield error(
                question.file,
                question.line,
                question.topic,
                what,
                "Write the words as a visitor would type them, without brackets.",
            )


@check("No held-out phrasing is a training question", *QUESTIONS)
def nothing_held_out(project: Project) -> Iterator[Finding]:
    held = _held_out(project)
    for question in project.questions:
        if place := held.get(plain(question.text)):
            what = (
                f"“{short(question.text)}” is held back for testing in {place}; trained on it, the test proves nothing."
            )
            yield error(question.file, question.line, question.topic, what, "Delete it here, or ask it in other words.")


def _held_out(project: Project) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((project.root / "evaluation").rglob("*.yml")):
        for _, node in yaml_file.read(path).top.walk():
            for line in node.text.splitlines():
                text = plain(line.strip().removeprefix("- "))
                if len(text.split()) >= 3:
                    found.setdefault(text, path.relative_to(project.root).as_posix())
    return found
