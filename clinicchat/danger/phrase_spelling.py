"""The words of a message as the danger phrases spell them: k i l l, k1ll, killl, killmyself and kil become kill."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinicchat.danger.phrase_automaton import Automaton
from clinicchat.danger.phrase_language import BREAK, NUMBERS, PAUSE
from clinicchat.danger.phrase_model import PhraseLanguage
from clinicchat.danger.phrase_words import (
    AFTER_WILL,
    AFTER_WOULD,
    CLITICS,
    CONTRACTIONS,
    DRAWN_OUT,
    LEET,
    SHORT_FORMS,
    SHORT_PARTS,
    SPELLED_OUT,
    TOKEN,
    fold,
    simple_words,
)
from clinicchat.text.reading import TEXT_SPEAK
from clinicchat.text.spelling import mended

MAX_WORD = 60
"""Longer strings without a space are not corrected or cut."""


class Spelling:
    """Reads the words of a message as the phrases spell them.

    *known* says whether some phrase has a place for a word; *keywords* are the words whose misspellings count, except
    *real_words*, which look like one; *spellings* are other ways to write a word or two.
    """

    def __init__(self, automaton: Automaton, language: PhraseLanguage) -> None:
        self.automaton = automaton
        self.keywords = [w for w in words_in(language.keywords) if len(w) > 4]
        self.known = frozenset(self.keywords)
        self.short_keywords = {_squeezed(w): w for w in words_in(language.keywords)}
        self.real_words = frozenset(words_in(language.real_words))
        self.parts = {w for w in automaton.words if len(w) > 2 and w.islower()} | SHORT_PARTS
        self.key_parts = set(words_in(language.keywords))
        self.longest_part = max(map(len, self.parts))
        self.resolve = lru_cache(maxsize=16384)(self._resolve)

    def words(self, text: str) -> list[str]:
        """Returns the words of *text*; sentence ends are ".", commas ","; begins and ends with one "."."""
        text = fold(text)
        for pattern, spoken in SHORT_FORMS:
            text = pattern.sub(spoken, text)
        text = SPELLED_OUT.sub(self._joined, text)
        found = [BREAK]
        tokens = [t for t in TOKEN.findall(text) if not t.startswith("..")]
        for token, after in pairwise([*tokens, ""]):
            found += self._spoken(token, after)
        return _with_pairs([*found, BREAK], self.known)

    def _spoken(self, token: str, after: str) -> list[str]:
        if token in ".?!;\n":
            return [BREAK]
        if token == PAUSE:
            return [PAUSE]
        if token in ("ill", "hell", "shell") and after in AFTER_WILL:
            return [token[:-2], "will"]
        if token in ("id", "hed", "shed", "wed") and after in AFTER_WOULD:
            return [token[:-1], "would"]
        stem, *rest = token.split("'")  # "i'd've" has two, and "i'm@home" something else behind one
        return [*self.resolve(stem), *(w for part in rest for w in self._clitic(part))]

    def _clitic(self, part: str) -> Sequence[str]:
        return [CLITICS[part]] if part in CLITICS else self.resolve(part)

    def _resolve(self, token: str) -> tuple[str, ...]:
        plain = simple_words(token)
        if len(token) > MAX_WORD or len(plain) != 1 or plain[0] in NUMBERS or self._settled(plain[0]):
            return tuple(plain)
        return tuple(self._written_otherwise(plain[0]) or plain)

    def _settled(self, word: str) -> bool:
        return word in self.real_words or word in self.automaton.words

    def _written_otherwise(self, word: str) -> list[str] | None:
        if not word.isalpha():
            return self._undisguised(word)
        if self.automaton.knows(word) and not DRAWN_OUT.search(word):  # as "suicid*", which "suicidel" fits as well
            return self._keyword(word)
        return self._undoubled(word) or self._corrected(word) or self._cut(word)

    def _undisguised(self, word: str) -> list[str] | None:
        """k1ll, $uicide, d!e, su*cide."""
        if "*" in word or "#" in word:
            hidden = re.compile(re.sub(r"[*#]+", ".+", word) if re.fullmatch(r"[a-z]+[*#]+[a-z]+", word) else "(?!)")
            return next(
                ([w] for w in self.short_keywords.values() if hidden.fullmatch(w) and len(w) == len(word)),
                None,
            )
        for letters in (word.translate(LEET), word.replace("1", "l").translate(LEET)):
            if letters.isalpha() and (found := self._read_letters(letters)):
                return found
        parts = re.findall(r"\d+|[a-z]+", word)
        return [w for part in parts for w in simple_words(part)] if len(parts) > 1 else None

    def _read_letters(self, letters: str) -> list[str] | None:
        if len(letters) > MAX_WORD:
            return None
        plain = simple_words(letters)
        if len(plain) != 1 or self.automaton.knows(plain[0]):  # "omg" stands for no word at all
            return plain
        return self._written_otherwise(letters) if len(letters) > 3 else None

    def _undoubled(self, word: str) -> list[str] | None:
        """Killl, diie: the same letters with other doublings."""
        squeezed = _squeezed(word)
        if DRAWN_OUT.search(word):
            for once in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word), squeezed):
                if self.automaton.knows(once) or once in CONTRACTIONS or once in TEXT_SPEAK:
                    return simple_words(once)
        keyword = self.short_keywords.get(squeezed)
        return [keyword] if keyword else None

    def _corrected(self, word: str) -> list[str] | None:
        """Suicidel, ovredose: a keyword within one edit of 5 letters, two of 8; else the likeliest word that a phrase
        has a place for."""
        if len(word) < 4:
            return None
        return self._keyword(word) or ([likeliest] if self.automaton.knows(likeliest := mended(word)) else None)

    def _keyword(self, word: str) -> list[str] | None:
        found = process.extract(word, self.keywords, scorer=OSA.distance, score_cutoff=2, limit=4)
        if not found:
            return None
        keyword, distance = min(
            ((str(k), int(d)) for k, d, _ in found), key=lambda f: (f[1], abs(len(f[0]) - len(word)))
        )
        close = distance <= (2 if len(keyword) >= 8 else 1)
        same_start = word[0] == keyword[0] or word[:2] == keyword[1::-1]
        return [keyword] if close and same_start else None

    def _joined(self, match: re.Match[str]) -> str:
        """K i l l, k.i.l.l, w a n t  t o  d i e: single letters, put together when that makes words."""
        found = []
        for piece in re.split(r"\s{2,}", match.group()):
            letters = re.sub(r"[\s.\-_*/]", "", piece)
            words = [letters] if self.automaton.knows(letters) else self._read_letters(letters) or self._cut(letters)
            found.append(" ".join(words) if words else piece)
        whole = re.sub(r"[\s.\-_*/]", "", match.group())
        return " ".join(found) if found[0] != match.group() else " ".join(self._cut(whole) or [match.group()])

    def _cut(self, word: str) -> list[str] | None:
        """Killmyself, iwanttodie: cut where every part is a word of the phrases, into as few as possible."""
        if not 5 <= len(word) <= MAX_WORD:
            return None
        best: list[list[str] | None] = [[]]
        for end in range(1, len(word) + 1):
            ways = [
                [*before, word[start:end]]
                for start in range(max(0, end - self.longest_part), end)
                if (before := best[start]) is not None and word[start:end] in self.parts
            ]
            best.append(min(ways, key=len, default=None))
        cut = best[-1]
        if not cut or not self.key_parts & set(cut):
            return None
        return [w for part in cut for w in simple_words(part)]


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _with_pairs(words: list[str], known: Set[str]) -> list[str]:
    """Joins "my self", "over dose" to the keyword they make."""
    found: list[str] = []
    for word in words:
        if found and len(word) > 1 and found[-1] + word in known:
            found[-1] += word
        else:
            found.append(word)
    return found


def words_in(value: object) -> list[str]:
    """Returns the words of a text or of a list of texts, as data/safety/phrases/ has either."""
    return str(value or "").split() if not isinstance(value, list) else [w for v in value for w in str(v).split()]
