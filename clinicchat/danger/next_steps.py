"""What is said next in a danger ("he threw up", "i'm on hold"): data/safety/next_steps/, by the words that ask for it.

    steps = next_steps.current()
    steps.found("he threw up twice")        # ["threw_up"]
    steps["threw_up"].dangers               # {"safety/overdose", "safety/medical_emergency"}

Phrases are in the language of the danger phrases (data/safety/phrases/language.yml). What no phrase finds is read by a
model that learned from phrasings: clinicchat/understanding/replies.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinicchat.content import serving, topics
from clinicchat.content.cards import FOLDER, NEXT_STEPS
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load
from clinicchat.content.step_models import Effect, NextSteps
from clinicchat.content.yaml_file import ContentError, label
from clinicchat.danger.phrase_automaton import Automaton
from clinicchat.danger.phrase_file import SHARED
from clinicchat.danger.phrase_language import PhraseError, Steps, read_phrase
from clinicchat.danger.phrase_model import PhraseLanguage
from clinicchat.danger.phrase_spelling import Spelling, words_in
from clinicchat.danger.phrase_words import simple_words
from clinicchat.danger.standing import Standing, speaks_of_another

PHRASES = "phrases"
RECHECK_SECONDS = 2.0
CALM = (
    "kind_words", "better", "better_crisis", "better_harm", "better_abuse", "why_this", "denial", "means_away",
    "means_with_helper", "put_down", "help_here", "help_here_crisis",
)  # fmt: skip
"""Steps that answer no question about help: somebody is thanked, is better, or has helpers there."""


@dataclass(frozen=True)
class NextStep:
    """One step: the dangers in which it is said, what it does to how danger stands, and phrasings of it."""

    name: str
    dangers: frozenset[str]
    effect: Effect
    like: tuple[str, ...]
    instead_of: frozenset[str] = frozenset()
    own_danger: bool = False
    by_text: bool = False
    of_another: str = ""
    of_harm: str = ""

    def in_place(self, standing: Standing, text: str) -> str:
        """Returns the step that is said in its place as danger stands, to a visitor who wrote *text*."""
        other = self.of_another if standing.other and speaks_of_another(text) else ""
        return (self.of_harm if standing.danger == topics.HARM else "") or other or self.name

    @property
    def plain(self) -> bool:
        """Whether its phrases are so plain that they count before others, and no model doubts them."""
        return bool(self.instead_of)


class AllSteps(Mapping[str, NextStep]):
    """All steps by name, in the order of the files."""

    def __init__(self, folder: Path) -> None:
        """Reads data/safety/ at *folder*. Raises `ContentError` naming file, step, phrase and cure."""
        language = load(folder / PHRASES / SHARED, PhraseLanguage)
        self._steps: dict[str, NextStep] = {}
        self._sequences: list[Steps] = []
        self._owners: list[str] = []
        for stem in NEXT_STEPS:
            path = folder / f"{stem}.yml"
            for name, step in load(path, NextSteps).steps.items():
                if name in self._steps:
                    raise ContentError(f"{label(path)}: steps: {name}: is in another file too. Rename one of them.")
                dangers = frozenset(f"{topics.SAFETY}/{danger}" for danger in step.for_)
                over = frozenset(step.instead_of)
                self._steps[name] = NextStep(
                    name,
                    dangers,
                    step.effect,
                    tuple(step.like),
                    over,
                    step.own_danger,
                    step.by_text,
                    step.of_another,
                    step.of_harm,
                )
                for phrase in step.phrases:
                    self._add(phrase, name, language, path)
        self._check_names(folder)
        self._automaton = Automaton(self._sequences, words_in(language.fillers))
        self._spelling = Spelling(self._automaton, language)

    def _add(self, phrase: str, name: str, language: PhraseLanguage, path: Path) -> None:
        try:
            found = read_phrase(phrase, language.lists, simple_words)
        except PhraseError as error:
            raise ContentError(f'{label(path)}: steps: {name}: "{phrase}": {error}') from None
        self._sequences += found
        self._owners += [name] * len(found)

    def _check_names(self, folder: Path) -> None:
        for name, step in self._steps.items():
            instead = {"of_another": {step.of_another} - {""}, "of_harm": {step.of_harm} - {""}}
            for key, named in {"instead_of": step.instead_of, **instead}.items():
                if unknown := sorted(named - self._steps.keys()):
                    raise ContentError(
                        f"{label(folder / 'next_steps')}: steps: {name}: {key}: `{unknown[0]}` is no step. "
                        "Correct the name."
                    )

    def __getitem__(self, name: str) -> NextStep:
        return self._steps[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)

    def found(self, text: str) -> list[str]:
        """Returns the names of the steps whose phrases stand in *text*, in the order of the files."""
        hit = {self._owners[h.sequence] for h in self._automaton.run(self._spelling.words(text))}
        return [name for name in self._steps if name in hit]


def counted(names: Iterable[str], danger: str, other: bool, steps: Mapping[str, NextStep]) -> list[NextStep]:
    """Returns those of the steps called *names* that count where *danger* stands, which is another person's or not:
    less those that one of them takes the place of."""
    found = [steps[name] for name in names if danger in steps[name].dangers]
    found = [step for step in found if not (step.own_danger and other)]
    hidden = frozenset[str]().union(*(step.instead_of for step in found))
    return [step for step in found if step.name not in hidden]


def first_of(names: Iterable[str], danger: str, other: bool, steps: Mapping[str, NextStep]) -> str:
    """Returns the step that follows a card at once, in place of its question: what plainly makes it graver ("he said
    goodbye and won't pick up"), or that somebody cannot speak; nothing where no phrase tells of that."""
    own = counted(names, danger, other, steps)
    return next((step.name for step in own if step.by_text or (step.effect == "rises" and step.plain)), "")


_kept = LastGood(
    AllSteps,
    names=lambda steps: [f"data/{FOLDER}/next_steps: {name}" for name in steps],
    files=lambda folder: [folder / PHRASES / SHARED, *(folder / f"{stem}.yml" for stem in NEXT_STEPS)],
    recheck=RECHECK_SECONDS,
)


def current() -> AllSteps:
    """Returns the steps of data/safety/next_steps/, re-read when a file changes; a broken edit keeps the last good."""
    return _kept.current(serving.data() / FOLDER)
