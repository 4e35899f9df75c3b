"""Sees danger in a text by the staff's phrases (data/danger.yml), without Rasa and without a model.

    alarm = phrases.current().find("im gonna k1ll mys3lf")
    alarm.topic, alarm.group, alarm.language    # ("safety/suicide", "…", "en")

`Spelling` undoes what people do to words (k i l l, k1ll, killl, killmyself, kil); `phrase_language` holds the phrases
and the one pass that looks for all of them. The web channel asks here before Rasa, the pipeline's last component again.
"""

from __future__ import annotations

import copy
import logging
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinicchat import paths, topics
from clinicchat.nlu.phrase_language import BREAK, PAUSE, Automaton, Hit, PhraseError, Steps, read_phrase
from clinicchat.nlu.text import TEXT_SPEAK

FILE = "danger.yml"
LONGEST = 4000
"""Characters read; the channel allows 1,000."""
RECHECK_SECONDS = 2.0
EVERYWHERE = ""
COUNTERS_END_AT = frozenset({BREAK, "but", "now", "again", "still", "tonight", "today", "right"})
"""No counter-phrase reaches across these: "I tried in 2011 but now I want to die" is danger."""
LONGEST_WORD = 60
"""Longer strings without a space are not corrected or cut."""
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
log = logging.getLogger(__name__)


class DangerFileError(ValueError):
    """data/danger.yml cannot be used; the text names file, group and phrase, and the cure."""


@dataclass(frozen=True)
class Alarm:
    """What was found: the danger, the group of phrases that saw it, the words (as understood), `en` or `es`."""

    topic: str
    group: str
    words: str
    language: str = "en"


@dataclass(frozen=True)
class Counter:
    """A counter-phrase: the words it covers do not count."""

    phrase: str
    example: str
    topic: str = EVERYWHERE
    group: str = EVERYWHERE


@dataclass(frozen=True)
class Group:
    """A named set of phrases of one danger. With `together`, one of each list must stand in the message."""

    topic: str
    name: str
    phrases: tuple[str, ...]
    together: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    language: str = "en"


# -------------------------------------------------------------------------------------------------- words of a message

HIDDEN = {"Cf", "Cs", "Co", "Cn", "Mn", "Me"}
APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ＇′‛ʹˈ", "'"))
LOOKALIKE_LETTERS = str.maketrans("аеорсухіѕкмтнвԁɡαοενικτ", "aeopcyxiskmthbdgaoevikt")
SHORT_FORMS = [
    (re.compile(r"\bo\.?\s?d\.?\s?'\s?(?:e?d)\b|\bo\.d\.e?d\b"), " overdosed "),
    (re.compile(r"\bo\.?d\.?\s?'?\s?ing\b"), " overdosing "),
    (re.compile(r"\bo\.\s?d\b\.?"), " od "),
    (re.compile(r"\bs\.?h\.?\s?'\s?(?:e?d)\b"), " selfharmed "),
    (re.compile(r"\bw/o(?:ut)?\b"), " without "),
    (re.compile(r"\bw/"), " with "),
    (re.compile(r"(?<=n)\s?['\";]\s?t\b"), "t"),
    (re.compile(r"\b(won|don|can|isn|doesn|didn|wouldn|couldn|aren|wasn|haven) t\b"), r"\1t"),
    (re.compile(r"(?<!\b\w )\bi m(?= \w\w)"), "i am"),
    (re.compile(r"\b(want|going|need|ready|wanna|gonna|trying) 2 (?=[a-z])"), r"\1 to "),
    (re.compile(r"(?<=[a-z])'(?=[a-z]{3})"), ""),
    (re.compile(r"(?<=[a-z])\s?['\";]\s?(?=(?:m|s|ll|re|ve|d)\b)"), "'"),
]
CLITICS = {"m": "am", "s": "is", "ll": "will", "re": "are", "ve": "have", "d": "would"}
SPELLED_OUT = re.compile(r"(?<![^\W_])(?:[^\W_]|[$@!](?=[ .\-_*/]))(?:[\s.\-_*/]{1,3}[^\W_]){2,}(?![^\W_])")
TOKEN = re.compile(r"\.{2,}|[.?!;\n]|,|[$@]?[a-z0-9]+(?:[!@$*|#][a-z0-9]+|'(?:m|s|ll|re|ve|d)\b)*")
DRAWN_OUT = re.compile(r"(.)\1\1")
LEET = str.maketrans("013457$@!|", "oieastsaii")
CONTRACTIONS = {
    "im": "i am", "ima": "i am going to", "imma": "i am going to", "ive": "i have", "youre": "you are",
    "hes": "he is", "shes": "she is", "theyre": "they are", "theyve": "they have", "theyll": "they will",
    "weve": "we have", "itll": "it will", "its": "it is", "thats": "that is", "theres": "there is",
    "whats": "what is", "hows": "how is", "whos": "who is", "dont": "do not", "doesnt": "does not",
    "didnt": "did not", "cant": "can not", "cannot": "can not", "wont": "will not", "wouldnt": "would not",
    "couldnt": "could not", "shouldnt": "should not", "isnt": "is not", "arent": "are not", "wasnt": "was not",
    "werent": "were not", "hasnt": "has not", "havent": "have not", "hadnt": "had not", "aint": "is not",
    "gonna": "going to", "gunna": "going to", "gona": "going to", "gna": "going to", "wanna": "want to",
    "wana": "want to", "gotta": "got to", "tryna": "trying to", "shouldve": "should have", "couldve": "could have",
    "wouldve": "would have", "thru": "through",
}  # fmt: skip
AFTER_WILL = {
    "be", "kill", "end", "do", "never", "die", "just", "not", "hurt", "take", "regret", "probably", "soon", "go",
    "have", "jump", "shoot",
}  # fmt: skip
AFTER_WOULD = {"rather", "be", "kill", "die", "do", "end", "like", "prefer", "never", "lose", "hurt", "just"}
"""What makes "ill" and "id" mean "I will" and "I would"."""
SHORT_PARTS = {
    "i", "to", "my", "me", "be", "is", "am", "it", "do", "a", "in", "no", "wanna", "gonna", "dont", "cant", "wont",
    "im",
}  # fmt: skip
"""Short or spoken words that may be part of words written without spaces."""
KEPT = {
    "k",
    "kinda",
    "da",
    "n",
    "ads",
    "def",
    "med",
    "meds",
    "tx",
    "doc",
    "docs",
    "info",
    "msg",
    "prob",
    "til",
    "yo",
}
"""Entries of TEXT_SPEAK that would hide or lengthen words of danger."""


def fold(text: str) -> str:
    """Returns *text* in small plain letters: no marks, hidden characters, full-width or look-alike letters, no emoji.

    >>> fold("Ｋｉ\\u200bｌｌ mysélf 🔪 now")
    'kill myself . now'
    """
    text = unicodedata.normalize("NFKD", text[:LONGEST].translate(APOSTROPHES)).casefold().translate(LOOKALIKE_LETTERS)
    return "".join(_folded(c) for c in text)


def _folded(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() or char == "\n" else (" " if char.isspace() else "")
    category = unicodedata.category(char)
    return "" if category in HIDDEN else "." if category == "So" else " " if category[0] in "ZSPC" else char


def simple_words(token: str) -> list[str]:
    """Returns the words that *token* stands for, contractions and text-speak written out.

    >>> simple_words("dont"), simple_words("tmrw"), simple_words("2011")
    (['do', 'not'], ['tmrw'], ['YEAR'])
    """
    if token.isdigit():
        return ["YEAR" if len(token) == 4 and token[:2] in ("19", "20") else "NUMBER"]
    spoken = token if token in KEPT else TEXT_SPEAK.get(token, token).replace("'", "")
    return [w for part in spoken.split() for w in CONTRACTIONS.get(part, part).split()]


class Spelling:
    """Reads the words of a message as the phrases spell them.

    *known* says whether some phrase has a place for a word; *keywords* are the words whose misspellings count, except
    *real_words*, which look like one; *spellings* are other ways to write a word or two.
    """

    def __init__(self, automaton: Automaton, definition: dict[str, Any]) -> None:
        self.automaton = automaton
        self.keywords = [w for w in _words_in(definition.get("keywords")) if len(w) > 4]
        self.short_keywords = {_squeezed(w): w for w in _words_in(definition.get("keywords"))}
        self.real_words = frozenset(_words_in(definition.get("real_words")))
        self.parts = {w for w in automaton.words if len(w) > 2 and w.islower()} | SHORT_PARTS
        self.key_parts = set(_words_in(definition.get("keywords")))
        self.longest_part = max(map(len, self.parts))
        self.resolve = lru_cache(maxsize=8192)(self._resolve)

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
        return _with_pairs([*found, BREAK], self.keywords)

    def _spoken(self, token: str, after: str) -> list[str]:
        if token in ".?!;\n":
            return [BREAK]
        if token == PAUSE:
            return [PAUSE]
        if token in ("ill", "hell", "shell") and after in AFTER_WILL:
            return [token[:-2], "will"]
        if token in ("id", "hed", "shed", "wed") and after in AFTER_WOULD:
            return [token[:-1], "would"]
        stem, _, clitic = token.partition("'")
        return [*self.resolve(stem), *([CLITICS[clitic]] if clitic else [])]

    def _resolve(self, token: str) -> tuple[str, ...]:
        plain = simple_words(token)
        if len(token) > LONGEST_WORD or len(plain) != 1 or plain[0] in ("NUMBER", "YEAR") or self._settled(plain[0]):
            return tuple(plain)
        return tuple(self._written_otherwise(plain[0]) or plain)

    def _settled(self, word: str) -> bool:
        return word in self.real_words or word in self.automaton.words

    def _written_otherwise(self, word: str) -> list[str] | None:
        if not word.isalpha():
            return self._undisguised(word)
        if self.automaton.knows(word) and not DRAWN_OUT.search(word):  # as "suicid*", which "suicidel" fits as well
            return self._corrected(word)
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
        if len(letters) > LONGEST_WORD:
            return None
        plain = simple_words(letters)
        if len(plain) > 1 or self.automaton.knows(plain[0]):
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
        """Suicidel, ovredose: within one edit of a keyword of 5 letters, two of 8."""
        if len(word) < 4:
            return None
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
        if not 5 <= len(word) <= LONGEST_WORD:
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


def _with_pairs(words: list[str], keywords: Iterable[str]) -> list[str]:
    """Joins "my self", "over dose" to the keyword they make."""
    known = set(keywords)
    found: list[str] = []
    for word in words:
        if found and len(word) > 1 and found[-1] + word in known:
            found[-1] += word
        else:
            found.append(word)
    return found


def _words_in(value: Any) -> list[str]:
    return str(value or "").split() if not isinstance(value, list) else [w for v in value for w in str(v).split()]


# ------------------------------------------------------------------------------------------------------ the phrases


@dataclass(frozen=True)
class _Part:
    """Whose sequence it is: a group's `phrases` or `together`, or a counter."""

    owner: Group | Counter
    together: bool = False


@dataclass
class DangerPhrases:
    """All groups and counter-phrases of a file, ready to look at texts. Make one with `load`."""

    groups: list[Group]
    counters: list[Counter]
    automaton: Automaton
    spelling: Spelling
    parts: list[_Part]
    muted: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def load(cls, path: Path) -> DangerPhrases:
        """Reads *path*. Raises `DangerFileError` that names file, group, phrase and cure."""
        return _Loader(path).phrases()

    def without(self, name: str) -> DangerPhrases:
        """Returns the same phrases less one group (by name) or counter-phrase (by its text): what tests remove."""
        fewer = copy.copy(self)
        fewer.muted = self.muted | {name}
        return fewer

    def find(self, text: str) -> Alarm | None:
        """Returns the most urgent danger in *text*, or None. Never raises; reads the first 4,000 characters."""
        return next(self.find_all(text), None)

    def find_all(self, text: str) -> Iterator[Alarm]:
        """Yields an alarm for each group that *text* sets off, the most urgent danger first."""
        words = self.spelling.words(text)
        hits = self._hits(words)
        for group in self._groups_in(hits):
            hidden = self._hidden(group, hits, words)
            left = ["" if i in hidden else w for i, w in enumerate(words)]
            rest = self._hits(left) if hidden else hits
            if group in self._groups_in(rest):
                yield Alarm(group.topic, group.name, self._words(group, rest, left), group.language)

    def _hits(self, words: Sequence[str]) -> list[tuple[_Part, Hit]]:
        found = [(self.parts[h.sequence], h) for h in self.automaton.run(words)]
        return [(part, hit) for part, hit in found if _name(part.owner) not in self.muted]

    def _groups_in(self, hits: Iterable[tuple[_Part, Hit]]) -> list[Group]:
        """The groups that are complete, in the order of the file."""
        seen = {(id(part.owner), part.together) for part, _ in hits if isinstance(part.owner, Group)}
        return [g for g in self.groups if (id(g), False) in seen and (not g.together or (id(g), True) in seen)]

    def _hidden(self, group: Group, hits: Iterable[tuple[_Part, Hit]], words: Sequence[str]) -> set[int]:
        """The places of the words that counter-phrases for *group* cover."""
        found: set[int] = set()
        for part, hit in hits:
            owner = part.owner
            if (
                isinstance(owner, Counter)
                and owner.topic in (EVERYWHERE, group.topic)
                and owner.group in (EVERYWHERE, group.name)
            ):
                first, last = self.automaton.span(hit, words)
                if not COUNTERS_END_AT & set(words[first + 1 : last]):
                    found.update(i for i in range(first, last + 1) if words[i] not in (BREAK, PAUSE))
        return found

    def _words(self, group: Group, hits: Iterable[tuple[_Part, Hit]], words: Sequence[str]) -> str:
        hit = next(h for part, h in hits if part.owner is group)
        first, last = self.automaton.span(hit, words)
        return " ".join(w for w in words[first : last + 1] if w not in (BREAK, PAUSE))


def _name(owner: Group | Counter) -> str:
    return owner.name if isinstance(owner, Group) else owner.phrase


class _Loader:
    """Reads the file into groups, counters and sequences; every fault becomes one `DangerFileError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.definition = self._read()
        self.lists = {str(k): self._strings(v, f"lists: {k}") for k, v in (self.definition.get("lists") or {}).items()}
        self.groups: list[Group] = []
        self.counters: list[Counter] = []
        self.sequences: list[Steps] = []
        self.parts: list[_Part] = []

    def phrases(self) -> DangerPhrases:
        self._add_counters(self.definition.get("not"), "not", EVERYWHERE, EVERYWHERE)
        for topic in topics.DANGERS:
            entry = self.definition.get(topic)
            if not isinstance(entry, dict):
                raise self._error(topic, "is missing. Add it with its `groups:`.")
            self._add_counters(entry.get("not"), topic, topic, EVERYWHERE)
            for group in entry.get("groups") or []:
                self._add_group(topic, group)
        if not self.groups:
            raise self._error("groups", "there is none. Add a group with `name`, `phrases` and `examples`.")
        automaton = Automaton(self.sequences, _words_in(self.definition.get("fillers")))
        return DangerPhrases(self.groups, self.counters, automaton, Spelling(automaton, self.definition), self.parts)

    def _read(self) -> dict[str, Any]:
        try:
            found = yaml.load(self.path.read_text(encoding="utf-8"), Loader=_YAML)
        except FileNotFoundError:
            raise DangerFileError(
                f"data/{self.path.name} is missing. Put it back: without it nobody in danger is seen."
            ) from None
        except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}" if mark else ""
            raise DangerFileError(
                f"data/{self.path.name}{where}: cannot be read. "
                "Check the spaces at the start of the line, the colons and the quotes."
            ) from error
        if not isinstance(found, dict):
            raise DangerFileError(f"data/{self.path.name}: is empty. Put the dangers and their groups back.")
        return found

    def _error(self, where: str, problem: str) -> DangerFileError:
        return DangerFileError(f"data/{self.path.name}: {where}: {problem}")

    def _strings(self, value: Any, where: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(not isinstance(v, str) for v in value):
            raise self._error(
                where,
                'must be a list of texts, each on a line with "- " before it (numbers and yes/no in quotes).',
            )
        return tuple(value)

    def _add_group(self, topic: str, entry: Any) -> None:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            raise self._error(topic, "a group has no name. Add `name:` with a sentence that says what it sees.")
        if any(g.name == name for g in self.groups):
            raise self._error(f"{topic}: {name}", "is there twice. Give each group its own name.")
        where = f"{topic}: {name}"
        unknown = set(entry) - {"name", "phrases", "together", "examples", "language", "not"}
        if unknown:
            raise self._error(
                where,
                f"`{sorted(unknown)[0]}` is unknown. Use name, phrases, together, examples, language, not.",
            )
        together = self._strings(entry["together"], f"{where}: together") if "together" in entry else ()
        phrases, examples = (self._strings(entry.get(k), f"{where}: {k}") for k in ("phrases", "examples"))
        group = Group(topic, name, phrases, together, examples, str(entry.get("language", "en")))
        self.groups.append(group)
        for phrase in phrases:
            self._add(phrase, _Part(group), where)
        for phrase in together:
            self._add(phrase, _Part(group, together=True), where)
        self._add_counters(entry.get("not"), f"{where}: not", topic, name)

    def _add_counters(self, entries: Any, where: str, topic: str, group: str) -> None:
        for entry in entries or []:
            if not isinstance(entry, dict) or set(entry) != {"phrase", "example"}:
                raise self._error(f"{where}: not", "each counter-phrase needs `phrase:` and `example:`, nothing else.")
            counter = Counter(str(entry["phrase"]), str(entry["example"]), topic, group)
            self.counters.append(counter)
            self._add(counter.phrase, _Part(counter), where)

    def _add(self, phrase: str, part: _Part, where: str) -> None:
        try:
            found = read_phrase(phrase, self.lists, simple_words)
        except PhraseError as error:
            raise self._error(f'{where}: "{phrase}"', str(error)) from None
        self.sequences += found
        self.parts += [part] * len(found)


# ---------------------------------------------------------------------------------------------------- the ones in use


@dataclass
class _InUse:
    phrases: DangerPhrases | None = None
    stamp: int = 0
    path: Path | None = None
    checked: float = 0.0


_in_use = _InUse()


def current() -> DangerPhrases:
    """Returns the phrases of data/danger.yml, re-read when it changes; a broken edit keeps the last good ones.

    Raises `DangerFileError` if there never were good ones.
    """
    path = paths.DATA / FILE
    now = time.monotonic()
    if _in_use.phrases is not None and _in_use.path == path and now - _in_use.checked < RECHECK_SECONDS:
        return _in_use.phrases
    stamp = path.stat().st_mtime_ns if path.is_file() else -1
    if _in_use.phrases is None or _in_use.path != path:
        _in_use.phrases, _in_use.path = DangerPhrases.load(path), path
    elif stamp != _in_use.stamp:
        try:
            _in_use.phrases = DangerPhrases.load(path)
        except DangerFileError as error:
            log.error("%s The last good phrases stay in use.", error)
    _in_use.stamp, _in_use.checked = stamp, now
    return _in_use.phrases
