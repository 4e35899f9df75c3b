"""Danger phrases: the file can be used, every group and counter-phrase is shown to work by its own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from clinicchat.content.topics import DANGERS
from clinicchat.content.yaml_file import ContentError, Node
from clinicchat.danger.phrase_automaton import Automaton
from clinicchat.danger.phrase_file import FOLDER, file_of
from clinicchat.danger.phrases import DangerPhrases
from clinicchat.publish.check.findings import Finding, error, short, warning
from clinicchat.publish.check.kept import code_stamp, stamp
from clinicchat.publish.check.pasted import is_new
from clinicchat.publish.check.project import LANGUAGE, PHRASES, QUESTIONS, Project, Question
from clinicchat.publish.check.registry import check

MAX_GROUPS = 40
MAX_FALSE_ALARMS = 3
"""Harmless phrasings that a new danger phrase may alarm on before it is refused."""
Read = tuple[DangerPhrases | None, str]


@dataclass(frozen=True)
class _Files:
    """What the files of danger phrases hold: the same texts are the same phrases, whichever folder they stand in."""

    texts: tuple[str, ...]
    folder: Path = field(compare=False)


@lru_cache(maxsize=8)
def _read(files: _Files) -> Read:
    """Returns the phrases of *files*, or the message of what is wrong."""
    try:
        return DangerPhrases.load(files.folder), ""
    except ContentError as fault:
        return None, str(fault)


def _texts(project: Project) -> tuple[str, ...]:
    return tuple("\n".join(project.document(name).lines) for name in PHRASES)


def _phrases(project: Project) -> Read:
    return _read(_Files(_texts(project), project.root / "data" / FOLDER))


def _of(project: Project, danger: str) -> Node:
    """Returns the phrases of *danger*, a map of `groups` and `not`."""
    return project.top(home(danger)).get(danger)


def home(danger: str) -> str:
    """Returns the file with the phrases of *danger*."""
    return f"data/{FOLDER}/{file_of(danger)}"


def _groups(project: Project) -> Iterator[tuple[str, Node]]:
    for topic in DANGERS:
        for group in _of(project, topic).get("groups").entries:
            yield topic, group


@check("The danger phrases can be used", *PHRASES)
def phrases_can_be_used(project: Project) -> Iterator[Finding]:
    message = _phrases(project)[1]
    file = next((name for name in PHRASES if message.startswith(f"{name}: ")), "")
    if not file:  # nothing is wrong, or a file does not fit its model, as another check tells
        return
    message = message.removeprefix(f"{file}: ")
    where, _, problem = message.rpartition(": ") if ": " in message else (file, "", message)
    if problem[:1].islower():  # "is missing", "must be a list": the place is its subject
        problem = f"`{where.rpartition(': ')[2]}` {problem}"
    what, _, cure = problem.partition(". ")
    cure = cure or "Write the phrase as the top of language.yml shows."
    yield error(file, _line(project, file, where), where, f"{what.rstrip('.')}.", cure)


def _line(project: Project, file: str, where: str) -> int:
    """Returns the line that holds the phrase, group or danger that *where* names last."""
    quoted = re.findall(r'"(.+)"', where)
    for part in [*quoted, *reversed(where.split(": "))]:
        for number, line in enumerate(project.document(file).lines, start=1):
            if part and part in line and not line.startswith("#"):
                return number
    return 1


@check("Every group of danger phrases is found by its own examples", *PHRASES)
def groups_are_found(project: Project) -> Iterator[Finding]:
    found = _phrases(project)[0]
    if found is None:
        return
    for topic, group in _groups(project):
        name = group.get("name").text
        examples = group.get("examples")
        key = f"{topic} > {name} > examples"
        if len(examples.texts) < 2:
            what = f"The group has {len(examples.texts)} examples: nothing shows that its phrases work."
            line = examples.line if examples else group.line
            yield error(home(topic), line, key, what, "Add two messages in your own words.")
        for node in examples.entries:
            if node.text and not _sees(found, topic, name, node.text):
                alarm = found.find(node.text)
                seen = f"“{alarm.group}” sees it instead" if alarm else "no phrase sees it"
                what = f"The example “{short(node.text)}” is not seen by this group; {seen}."
                cure = "Add a phrase for it, or move the example to the group that sees it."
                yield error(home(topic), node.line, key, what, cure)


def _sees(found: DangerPhrases, topic: str, name: str, text: str) -> bool:
    """Whether the group sees *text*, also when a more urgent one sees it first."""
    rest = found
    for _ in range(MAX_GROUPS):
        alarm = rest.find(text)
        if alarm is None or (alarm.group, alarm.topic) == (name, topic):
            return alarm is not None
        rest = rest.without(alarm.group)
    return False


@check("Every counter-phrase hides a harmless sentence that would alarm", *PHRASES)
def counters_are_needed(project: Project) -> Iterator[Finding]:
    found = _phrases(project)[0]
    if found is None:
        return
    listed = [(LANGUAGE, "not", node) for node in project.top(LANGUAGE).get("not").entries]
    listed += [(home(t), f"{t} > not", node) for t in DANGERS for node in _of(project, t).get("not").entries]
    listed += [
        (home(t), f"{t} > {g.get('name').text} > not", node)
        for t, g in _groups(project)
        for node in g.get("not").entries
    ]
    for file, key, node in listed:
        phrase, example = node.get("phrase").text, node.get("example").text
        if not phrase or not example:
            continue
        if alarm := found.find(example):
            what = f"“{short(example)}” alarms in spite of the counter-phrase (by “{alarm.group}”)."
            yield error(file, node.get("example").line, key, what, "Widen the counter-phrase, or mend the example.")
        elif not found.without(phrase).find(example):
            what = f"“{short(example)}” would not alarm anyway, so it does not show what the counter-phrase is for."
            cure = "Write an example that alarms without it, or delete the counter-phrase."
            yield error(file, node.get("example").line, key, what, cure)


@check("No harmless question sets off a danger phrase", *PHRASES, *QUESTIONS)
def no_false_alarm(project: Project) -> Iterator[Finding]:
    found = _phrases(project)[0]
    if found is None:
        return
    alarms = _alarms(project, found)
    for question in _harmless(project):
        if seen := alarms[question.text]:
            topic, group, words = seen
            what = f"“{short(question.text)}” ({question.topic}) is taken for {topic}: “{group}” sees “{words}”."
            cure = f"If it is harmless, add a counter-phrase there in {home(topic)}; if not, move it to {topic}."
            told = error if "/" in question.topic and is_new(project, question.text) else warning
            yield told(question.file, question.line, question.topic, what, cure)


@check("No danger phrase sees what people write who are in no danger", *PHRASES, *QUESTIONS)
def no_phrase_is_too_wide(project: Project) -> Iterator[Finding]:
    """A phrase that came since the live release and alarms on many phrasings is refused with what it alarms on."""
    found = _phrases(project)[0]
    if found is None or project.before is None:
        return
    before = _phrases(project.before)[0]
    old = {node.text for _, group in _groups(project.before) for node in group.get("phrases").entries}
    for danger, group in _groups(project):
        new = [node for node in group.get("phrases").entries if node.text not in old]
        if not new:
            continue
        alarms = _alarms(project, found)
        hits = [q for q in _harmless(project) if (a := alarms[q.text]) and a[1] == group.get("name").text]
        hits = [q for q in hits if before is None or not before.find(q.text)]
        if len(hits) > MAX_FALSE_ALARMS:
            listed = ", ".join(f"“{short(q.text)}”" for q in hits[:3])
            what = f"“{short(new[0].text)}” is too wide: {len(hits)} harmless questions would get a card: {listed}."
            cure = "Write the words around it that make it dangerous, such as “help me i am dying”."
            yield error(home(danger), new[0].line, f"{danger} > {group.get('name').text}", what, cure)


def _harmless(project: Project) -> list[Question]:
    return [q for q in project.questions if not q.topic.startswith("safety/")]


def _alarms(project: Project, found: DangerPhrases) -> dict[str, Any]:
    """Returns what each harmless question sets off: danger, group and words, or nothing."""
    of, texts = stamp(code_stamp(), *_texts(project)), (q.text for q in _harmless(project))
    return project.kept.results("alarms", of, texts, lambda new: {text: _alarm(found, text) for text in new})


def _alarm(found: DangerPhrases, text: str) -> tuple[str, str, str] | None:
    words = found.spelling.words(text)
    alarm = next(found.find_in(words), None) if _may_alarm(found.automaton, words) else None
    return (alarm.topic, alarm.group, alarm.words) if alarm else None


def _may_alarm(phrases: Automaton, words: Sequence[str]) -> bool:
    """Whether some phrase has all its words in *words*, in any order: a tenth of the work of looking for it.

    The steps of a phrase are neighbouring bits. Where all are set, one added to the first is carried past the last.
    """
    there = phrases.optional
    for word in set(words):
        there |= phrases.mask(word)
    return bool((there ^ phrases.first ^ (there + phrases.first)) & (phrases.last << 1))


@check("No ordinary word is taken for a misspelled word of danger", *PHRASES)
def no_real_word_is_corrected(project: Project) -> Iterator[Finding]:
    found = _phrases(project)[0]
    if found is None:
        return
    keywords = set(project.top(LANGUAGE).get("keywords").text.split())
    top = project.top(LANGUAGE).get("keywords")
    for word in sorted(_reviewed_words(project)):
        read = found.spelling.words(word)
        taken = [w for w in read if len(w) > 1]
        if len(taken) == 1 and taken[0] in keywords and taken[0] != word and len(word) > 3:
            what = f"The ordinary word “{word}” is taken for “{taken[0]}”."
            yield warning(LANGUAGE, top.line, "keywords", what, f"Add {word} to `real_words`.")


def _reviewed_words(project: Project) -> set[str]:
    """The words of everything that staff have written and checked: spelled right, and ordinary."""
    shown = (s.text.casefold() for s in project.shown if s.language == "en")
    return {word for text in shown for word in re.findall(r"[a-z]+", re.sub(r"['’]", "", text))}
