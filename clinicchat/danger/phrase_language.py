"""The small language of data/safety/phrases/.

A phrase becomes *sequences* of steps; a step is a set of words, maybe optional, maybe after a gap. What looks for them
in a message is phrase_automaton.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

GAP = 5
"""How many words `...` may stand for."""
MAX_SEQUENCES = 4000
BREAK, PAUSE = ".", ","
"""What a sentence's end and a comma become; both may be skipped, START and END ask for them."""
SPECIAL = {"START": frozenset({BREAK, PAUSE}), "END": frozenset({BREAK}), "WORD": frozenset({"WORD"})}
FEVER = "FEVER"
NUMBERS = {"NUMBER": frozenset({"NUMBER", FEVER}), "YEAR": frozenset({"YEAR"}), FEVER: frozenset({FEVER})}
"""What a phrase may ask for: any number, a year, or the number of a body far too hot."""
PIECE = re.compile(r"\.\.\.|[()\[\]|]|\{\w+\}|[A-Z]+|[^\W_A-Z]+\*?|\s+|.")

Expand = Callable[[str], list[str]]


class PhraseError(ValueError):
    """A phrase cannot be read; the text says why and what to write instead."""


@dataclass(frozen=True)
class Step:
    """One place of a sequence: which words fit, whether it may be missing, whether other words may stand before it."""

    words: frozenset[str]
    optional: bool = False
    gap: bool = False


Steps = tuple[Step, ...]
_GAP = Step(frozenset(), gap=True)


def read_phrase(phrase: str, lists: Mapping[str, Sequence[str]], expand: Expand) -> list[Steps]:
    """Returns the sequences that *phrase* stands for; *expand* spells a word the way messages are spelled.

    >>> [[sorted(s.words) for s in one] for one in read_phrase("(kill|hurt) [all of] us", {}, lambda w: [w])]
    [[['hurt', 'kill'], ['all'], ['of'], ['us']], [['hurt', 'kill'], ['us']]]
    """
    read = _Reader(phrase, lists, expand).read()
    found = list(dict.fromkeys(one for steps in read for one in _settled(_without_tail(steps))))
    if not found or any(not steps or all(s.optional for s in steps) for steps in found):
        raise PhraseError("it has no word that must be there. Write at least one word outside of [ ].")
    return found


def _without_tail(steps: Steps) -> Steps:
    """Drops optional steps at the end: they change nothing about whether a phrase is there."""
    while steps and steps[-1].optional:
        steps = steps[:-1]
    return steps


def _settled(steps: Steps) -> list[Steps]:
    """Writes out an optional step beside a gap, there and not there; others the automaton skips by itself."""
    for i, step in enumerate(steps[:-1]):
        after = steps[i + 1]
        if step.optional and (step.gap or after.gap):
            there = (*steps[:i], replace(step, optional=False), *steps[i + 1 :])
            gone = (*steps[:i], replace(after, gap=bool(i) and (step.gap or after.gap)), *steps[i + 2 :])
            return [*_settled(there), *_settled(gone)]
    return [steps]


class _Reader:
    def __init__(
        self, phrase: str, lists: Mapping[str, Sequence[str]], expand: Expand, inside: tuple[str, ...] = ()
    ) -> None:
        self.pieces = [p for p in PIECE.findall(phrase) if not p.isspace()]
        self.lists, self.expand, self.inside = lists, expand, inside
        self.at = 0

    def read(self) -> list[Steps]:
        found = self._alternatives(None)
        if self.at < len(self.pieces):
            raise PhraseError(
                f"`{self.pieces[self.at]}` has no partner. Write one `(` for each `)` and one `[` for each `]`."
            )
        return found

    def _alternatives(self, closing: str | None) -> list[Steps]:
        found = self._row()
        while self._peek() == "|":
            self.at += 1
            found += self._row()
        if closing:
            if self._peek() != closing:
                raise PhraseError(f"`{closing}` is missing. Close every bracket that you open.")
            self.at += 1
        return _merge(found)

    def _row(self) -> list[Steps]:
        rows: list[list[Steps]] = []
        gap = False
        while (piece := self._peek()) is not None and piece not in ("|", ")", "]"):
            self.at += 1
            if piece == "...":
                if gap:  # two in a row: any word between two gaps
                    rows.append([(_GAP, Step(SPECIAL["WORD"], optional=True))])
                gap = True
                continue
            rows.append([(_GAP, *steps) for steps in self._item(piece)] if gap else self._item(piece))
            gap = False
        if gap:
            raise PhraseError("it ends in `...`. Write a word after it, or leave it out.")
        count = 1
        for row in rows:
            count *= len(row)
        if count > MAX_SEQUENCES:
            raise PhraseError(f"it stands for {count} sentences. Split it into shorter phrases.")
        return [_join(s for steps in chosen for s in steps) for chosen in product(*rows)] if rows else []

    def _item(self, piece: str) -> list[Steps]:
        if piece == "(":
            return self._alternatives(")")
        if piece == "[":
            inner = self._alternatives("]")
            if len(inner) == 1 and len(inner[0]) == 1:
                return [(replace(inner[0][0], optional=True),)]
            return [*inner, ()]
        if piece.startswith("{"):
            return self._named(piece[1:-1])
        if piece in SPECIAL:
            return [(Step(SPECIAL[piece]),)]
        if piece in NUMBERS:
            return [(Step(NUMBERS[piece]),)]
        if piece.endswith("*") and len(piece) > 2:
            return [(Step(frozenset({piece})),)]
        if piece.isalnum() and piece == piece.lower():
            return [tuple(Step(frozenset({w})) for w in self.expand(piece))]
        raise PhraseError(
            f"`{piece}` means nothing here. Use small letters without apostrophes, ( | ), [ ], ..., *, {{list}}, "
            "or START, END, NUMBER, FEVER, YEAR, WORD."
        )

    def _named(self, name: str) -> list[Steps]:
        if name not in self.lists:
            raise PhraseError(f"there is no list `{name}`. Add it under `lists:`, or correct the name.")
        if name in self.inside:
            raise PhraseError(f"the list `{name}` names itself. Take {{{name}}} out of it.")
        found: list[Steps] = []
        for entry in self.lists[name]:
            found += _Reader(str(entry), self.lists, self.expand, (*self.inside, name)).read()
        return _merge(found)

    def _peek(self) -> str | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None


def _join(steps: Iterable[Step]) -> Steps:
    """Hands the mark of a gap on to the step that follows it."""
    found: list[Step] = []
    gap = False
    for step in steps:
        if step is _GAP:
            gap = True
            continue
        found.append(replace(step, gap=True) if gap else step)
        gap = False
    return tuple(found)


def _merge(rows: list[Steps]) -> list[Steps]:
    """Puts alternatives of one plain word each into one step; keeps the order of the others, without doubles."""
    plain = [r[0] for r in rows if len(r) == 1 and not r[0].optional and not r[0].gap]
    rest = [r for r in rows if not (len(r) == 1 and not r[0].optional and not r[0].gap)]
    merged = [(Step(frozenset().union(*(s.words for s in plain))),)] if plain else []
    return list(dict.fromkeys(merged + rest))
