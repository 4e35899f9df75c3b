"""The one pass over a message that looks for all phrases at once.

`Automaton` lays all steps of all sequences side by side as the bits of one integer and moves them together, word by
word (Shift-And, Navarro and Raffinot, Flexible Pattern Matching in Strings, 2002, ch. 4). Its work is words x steps
whatever anybody types: nothing backtracks, so no message can make it slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clinicchat.danger.phrase_language import BREAK, GAP, PAUSE, Step, Steps


@dataclass(frozen=True)
class Hit:
    """Sequence number *sequence* was completed by the word at index *end*."""

    sequence: int
    end: int


class Automaton:
    """All sequences side by side, one bit for each step.

    `steps_run` counts the words moved over, the only thing that its time depends on.
    """

    def __init__(self, sequences: Sequence[Steps], fillers: Iterable[str]) -> None:
        self.sequences = list(sequences)
        self.fillers = frozenset(fillers) | {BREAK, PAUSE}
        self.owner: dict[int, int] = {}
        self.steps_run = 0
        exact: dict[str, list[int]] = {}
        first, optional, gap, at = [], [], [], 0
        for number, steps in enumerate(self.sequences):
            first.append(at)
            for step in steps:
                for word in step.words:
                    exact.setdefault(word, []).append(at)
                optional += [at] if step.optional else []
                gap += [at] if step.gap else []
                at += 1
            self.owner[at - 1] = number
        self.size = at
        self.first, self.last = self._bits(first), self._bits(list(self.owner))
        self.optional, self.gap = self._bits(optional), self._bits(gap)
        self.any_word = self._bits(exact.pop("WORD", []))
        self.prefixes = {w[:-1]: self._bits(p) for w, p in exact.items() if w.endswith("*")}
        self.words = {w: self._bits(p) for w, p in exact.items() if not w.endswith("*")}
        self.begin = self._closed(self.first)
        self._masks: dict[str, int] = {}

    def _closed(self, steps: int) -> int:
        """Adds to *steps* those behind it that may be reached because what lies between is optional."""
        found = steps
        while steps := (steps & self.optional) << 1:
            found |= steps
        return found

    def _bits(self, positions: Sequence[int]) -> int:
        buffer = bytearray(self.size // 8 + 1)
        for p in positions:
            buffer[p >> 3] |= 1 << (p & 7)
        return int.from_bytes(buffer, "little")

    def knows(self, word: str) -> bool:
        """Whether some phrase has a place for *word*. A long tail ("killmyself" for kill*) hides another word."""
        return word in self.words or any(word[:n] in self.prefixes for n in range(max(2, len(word) - 5), len(word) + 1))

    def fits(self, step: Step, word: str) -> bool:
        """Whether *word* may stand in the place of *step*."""
        if word in step.words or ("WORD" in step.words and word not in (BREAK, PAUSE, "")):
            return True
        return any(w.endswith("*") and word.startswith(w[:-1]) for w in step.words)

    def mask(self, word: str) -> int:
        """The steps that *word* fits. An empty word (a hidden one) fits none."""
        if word not in self._masks:
            if len(self._masks) > 5000:
                self._masks.clear()
            found = self.words.get(word, 0)
            for n in range(2, len(word) + 1):
                found |= self.prefixes.get(word[:n], 0)
            self._masks[word] = found | (self.any_word if word not in ("", BREAK, PAUSE) else 0)
        return self._masks[word]

    def run(self, words: Sequence[str]) -> list[Hit]:
        """Returns every place in *words* where a sequence is complete. Fillers may stand between any two words."""
        state, before, hits = 0, [0] * GAP, []
        for index, word in enumerate(words):
            self.steps_run += 1
            recent = state
            for earlier in before:
                recent |= earlier
            reach = self._closed((state << 1) | ((recent << 1) & self.gap)) | self.begin
            now = reach & self.mask(word)
            done = now & self.last
            while done:
                low = done & -done
                hits.append(Hit(self.owner[low.bit_length() - 1], index))
                done ^= low
            if word in self.fillers:
                state |= now
            else:
                before = [state, *before[:-1]]
                state = now
        return hits

    def span(self, hit: Hit, words: Sequence[str]) -> tuple[int, int]:
        """Returns the index of the first and the last word of *hit*, the shortest way it fits."""
        steps = self.sequences[hit.sequence]
        ends = {hit.end: hit.end}
        for number in range(len(steps) - 1, 0, -1):
            ends = self._back(steps, number, ends, words)
        return max(ends, default=hit.end), hit.end

    def _back(self, steps: Steps, number: int, ends: dict[int, int], words: Sequence[str]) -> dict[int, int]:
        step, previous = steps[number], steps[number - 1]
        found: dict[int, int] = {}
        for at in ends:
            left = GAP if step.gap else 0
            place = at - 1
            while place >= 0:
                if self.fits(previous, words[place]):
                    found[place] = place
                if words[place] not in self.fillers:
                    left -= 1
                    if left < 0:
                        break
                place -= 1
        if previous.optional:
            found.update(ends)
        return found
