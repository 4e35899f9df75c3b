"""A visitor's sentence as words that places can be looked for in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place_words import AFTER_PLACE, FILLER, LOOSE_BEFORE, PLACE_BEFORE, POLITE

MAX_NAME_WORDS = 5
MAX_LOOSE_WORDS = 3  # with more left over, the sentence is about something else

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_WORD = re.compile(r"[^\W_]+")
_SAINT = re.compile(r"\b(st|ft|mt|ste)\.(?=\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """One word: folded key, whether in capitals amid small letters, whether a pause precedes it."""

    key: str
    capitals: bool
    pause: bool


class Sentence:
    """The words of a text, in order; spans are (start, end) indexes, end exclusive."""

    def __init__(self, text: str) -> None:
        """Accepts any text."""
        text = unicodedata.normalize("NFKC", text)
        text = re.sub(r"['’‘]", "", _SAINT.sub(r"\1 ", _DOTTED.sub(lambda m: m[0].replace(".", ""), text)))
        shouted = text.isupper() and len(text.strip()) > 2
        self.words: list[Word] = []
        end = 0
        for match in _WORD.finditer(text):
            key = fold(match[0])
            pause = bool(re.search(r"[^\s\-]| - ", text[end : match.start()]))
            end = match.end()
            if key:
                self.words.append(Word(key, match[0].isupper() and not shouted, pause))

    def __len__(self) -> int:
        """Number of words."""
        return len(self.words)

    def key(self, start: int, end: int) -> str:
        """The gazetteer key of a span, "" when a pause stands inside it."""
        if any(word.pause for word in self.words[start + 1 : end]):
            return ""
        return fold(" ".join(word.key for word in self.words[start:end]))

    def spans(self) -> list[tuple[int, int]]:
        """Every span of 1 to 5 words, longest first, then from the left."""
        count = len(self.words)
        sizes = range(min(MAX_NAME_WORDS, count), 0, -1)
        return [(start, start + size) for size in sizes for start in range(count - size + 1)]

    def before(self, start: int) -> int:
        """How surely a place follows: 2 after "in" or "near", 1 after "from" or "to", 0 otherwise."""
        while start > 0 and self.words[start - 1].key in POLITE and not self.words[start].pause:
            start -= 1
        if start == 0 or self.words[start].pause:
            return 0
        word = self.words[start - 1].key
        return 2 if word in PLACE_BEFORE else 1 if word in LOOSE_BEFORE else 0

    def ends_clause(self, end: int) -> bool:
        """Whether the sentence, a clause or the place's part of it ends here."""
        return end == len(self.words) or self.words[end].pause or self.words[end].key in FILLER

    def is_all(self, start: int, end: int) -> bool:
        """Whether nothing but polite words stands around the span."""
        return all(word.key in POLITE for word in self.words[:start] + self.words[end:])

    def ends_firmly(self, end: int) -> bool:
        """Whether nothing, a pause or a "please" follows a span that ends here."""
        return end == len(self.words) or self.words[end].pause or self.words[end].key in AFTER_PLACE

    def phrase_until(self, end: int) -> tuple[str, bool]:
        """The words right before `end` that could name a city, and whether they must ("in ...", a comma).

        >>> Sentence("therapist in xyzzy ville, texas").phrase_until(4)
        ('xyzzy ville', True)
        """
        start = end
        while start > 0 and self.words[start - 1].key not in FILLER and (start == end or not self.words[start].pause):
            start -= 1
        if start == end or end - start > MAX_NAME_WORDS:
            return "", False
        sure = self.words[end].pause or self.before(start) == 2 or start == 0
        return " ".join(word.key for word in self.words[start:end]), sure

    def place_phrase(self) -> tuple[str, bool]:
        """The words that stand where a place would, and whether "in" or nothing at all stands before them.

        >>> Sentence("find me a therapist in xyzzy ville please").place_phrase()
        ('xyzzy ville', True)
        """
        starts = [i for i in range(1, len(self)) if self.before(i) == 2 and self.words[i].key not in FILLER]
        if starts:
            end = start = starts[-1]
            while end == start or (end < len(self) and not self.ends_clause(end)):
                end += 1
            return " ".join(word.key for word in self.words[start:end][:MAX_NAME_WORDS]), True
        left = [word.key for word in self.words if word.key not in FILLER]
        if not left or len(left) > MAX_LOOSE_WORDS:
            return "", False
        return " ".join(left), all(word.key in left or word.key in POLITE for word in self.words)
