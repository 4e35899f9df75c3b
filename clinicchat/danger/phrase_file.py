"""data/safety/phrases/ as groups, counter-phrases and sequences; every fault is one error with its place and cure.

language.yml holds what all dangers share (how to write a phrase, lists, key words, counter-phrases for all), and each
danger has a file of its own (suicide.yml: `safety/suicide:`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clinicchat.content import topics
from clinicchat.content.loader import load
from clinicchat.content.yaml_file import ContentError
from clinicchat.danger.phrase_language import PhraseError, Steps, read_phrase
from clinicchat.danger.phrase_model import CounterPhrase, PhraseGroup, PhraseLanguage, phrase_model, phrases_of
from clinicchat.danger.phrase_words import simple_words

FOLDER = "safety/phrases"
SHARED = "language.yml"
FILES = (SHARED, *(f"{danger.removeprefix('safety/')}.yml" for danger in topics.DANGERS))
EVERYWHERE = ""


def file_of(key: str) -> str:
    """Returns the name of the file in which *key* stands: a danger has its own.

    >>> file_of("safety/suicide"), file_of("lists")
    ('suicide.yml', 'language.yml')
    """
    return f"{key.removeprefix('safety/')}.yml" if key in topics.DANGERS else SHARED


def shown(name: str) -> str:
    """Returns how messages name the file *name*."""
    return f"data/{FOLDER}/{name}"


@dataclass(frozen=True)
class Counter:
    """A counter-phrase: the words it covers do not count."""

    phrase: str
    example: str
    topic: str = EVERYWHERE
    group: str = EVERYWHERE


@dataclass(frozen=True)
class Doubt:
    """Words under which scores alone, without a phrase, give no card of *topic*, but the help line."""

    phrase: str
    topic: str


@dataclass(frozen=True)
class Group:
    """A named set of phrases of one danger. With `together`, one of each list must stand in the message.

    `no_drug`: signs of an overdose that name no drug. `live`: means, a plan or an attempt, which no denial lowers.
    """

    topic: str
    name: str
    phrases: tuple[str, ...]
    together: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    language: str = "en"
    no_drug: bool = False
    live: bool = False

    @property
    def urgency(self) -> tuple[int, bool]:
        """Sorts groups, the most urgent first: an overdose that names no drug comes after a medical emergency."""
        topic = topics.MEDICAL if self.no_drug else self.topic
        return topics.DANGERS.index(topic), self.no_drug


@dataclass(frozen=True)
class Part:
    """Whose sequence it is: a group's `phrases` or `together`, a counter, or a doubt."""

    owner: Group | Counter | Doubt
    together: bool = False


class PhraseFiles:
    """What the files hold: groups, counter-phrases, and whose each sequence is.

    Raises `ContentError` for any fault.
    """

    def __init__(self, folder: Path) -> None:
        self.language = load(folder / SHARED, PhraseLanguage)
        self.groups: list[Group] = []
        self.counters: list[Counter] = []
        self.doubts: list[CounterPhrase] = []
        self.sequences: list[Steps] = []
        self.parts: list[Part] = []
        self._add_counters(self.language.not_, "not", EVERYWHERE, EVERYWHERE)
        for topic in topics.DANGERS:
            found = phrases_of(load(folder / file_of(topic), phrase_model(topic)))
            self._add_counters(found.not_, topic, topic, EVERYWHERE)
            self.doubts += found.doubts
            for entry in found.doubts:
                self._add(entry.phrase, Part(Doubt(entry.phrase, topic)), f"{topic}: doubts")
            for group in found.groups:
                self._add_group(topic, group)
        self.groups.sort(key=lambda group: group.urgency)
        if not self.groups:
            raise self._error(topics.SUICIDE, "there is no group. Add one with `name`, `phrases` and `examples`.")

    def _error(self, where: str, problem: str) -> ContentError:
        return ContentError(f"{shown(file_of(where.partition(': ')[0]))}: {where}: {problem}")

    def _add_group(self, topic: str, entry: PhraseGroup) -> None:
        where = f"{topic}: {entry.name}"
        if any(g.name == entry.name for g in self.groups):
            raise self._error(where, "is listed twice. Give each group its own name.")
        group = Group(
            topic,
            entry.name,
            tuple(entry.phrases),
            tuple(entry.together),
            tuple(entry.examples),
            entry.language,
            entry.no_drug,
            entry.live,
        )
        self.groups.append(group)
        for phrase in group.phrases:
            self._add(phrase, Part(group), where)
        for phrase in group.together:
            self._add(phrase, Part(group, together=True), where)
        self._add_counters(entry.not_, f"{where}: not", topic, entry.name)

    def _add_counters(self, entries: Sequence[CounterPhrase], where: str, topic: str, group: str) -> None:
        for entry in entries:
            counter = Counter(entry.phrase, entry.example, topic, group)
            self.counters.append(counter)
            self._add(counter.phrase, Part(counter), where)

    def _add(self, phrase: str, part: Part, where: str) -> None:
        try:
            found = read_phrase(phrase, self.language.lists, simple_words)
        except PhraseError as error:
            raise self._error(f'{where}: "{phrase}"', str(error)) from None
        self.sequences += found
        self.parts += [part] * len(found)
