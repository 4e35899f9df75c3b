"""Which medicines, conditions, therapies, states and countries of data/named/ a text names, also misspelled.

    find("can i be on zolof and do this")     # (Mention("medicines", "sertraline", "zolof"),)

A name counts as written, without its spaces and hyphens; one slip of the fingers is mended (two in a long name), but a
word that is spelled right is never taken for another, unless it is a medicine's name of another country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinicchat.content import named_things
from clinicchat.content.named_things import KINDS, MEDICINES, STATES, Named
from clinicchat.text.lexicon import MEDICINE_WORDS, NAMES, OTHER_DRUGS, names_in
from clinicchat.text.reading import visible
from clinicchat.text.spelling import is_common, is_word

WORD = re.compile(r"[^\W_]+(?:['’.+-][^\W_]+)*", re.UNICODE)
MAX_WORDS = 5
MIN_MENDED, LONG = 5, 8
"""Letters from which a name may hold one slip, and those that it must have more of to hold two."""
MAX_SLIPS = 2
MIN_IN_A_NAME = 3
"""Letters of each word in a name of several that is misspelled."""
MIN_UNKNOWN = 6
"""Letters of a medicine that no table has."""
STOPPING = re.compile(
    r"\b(?:stop|stopp?ing|stopped|quit|quitting|taper\w*|wean\w*|wash.?out|(?:come|came|coming) off|"
    r"(?:get|getting|got|go|going) off|off of|"
    r"cold turkey|skip\w*|discontinu\w*|withdraw\w*|cut(?:ting)? (?:back|down)|pause|"
    r"hold off|how long before)\b",
    re.IGNORECASE,
)
MEDS = re.compile(
    r"\b(?:meds?|medicines?|medications?|prescriptions?|pills?|tablets?|anti.?depress?ants?|lexis?|patch)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """A thing of the table *kind*, and how the text calls it; `thing` is empty for a medicine that no table has."""

    kind: str
    thing: str
    said: str


Aliases = dict[str, list[tuple[str, str, int]]]
"""A name without spaces, to the things that are called so (the table, the thing, the words of the name)."""


def find(text: str) -> tuple[Mention, ...]:
    """Returns what *text* names, in its order; the same name may stand for a thing in two tables."""
    return _find(text, _Tables.of(named_things.current()))


def asks_to_stop(text: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether *text* is about stopping or tapering a medicine, named or not."""
    return bool(STOPPING.search(text)) and (any(m.kind == MEDICINES for m in mentions) or bool(MEDS.search(text)))


class _Tables:
    """The names of one reading of data/named/."""

    _last: tuple[Mapping[str, Named], _Tables] | None = None

    def __init__(self, tables: Mapping[str, Named]) -> None:
        self.aliases: Aliases = {}
        for kind in KINDS:
            for thing, entry in tables[kind].things.items():
                for name in entry.called:
                    words = WORD.findall(name.lower())
                    self.aliases.setdefault(_compact(name), []).append((kind, thing, len(words)))
        self.by_letter: dict[str, list[str]] = {}
        for alias in self.aliases:
            if len(alias) >= MIN_MENDED:
                self.by_letter.setdefault(alias[0], []).append(alias)

    @classmethod
    def of(cls, tables: Mapping[str, Named]) -> _Tables:
        """Returns the names of *tables*, made once for each reading of the files."""
        if cls._last is None or cls._last[0] is not tables:
            cls._last = tables, cls(tables)
            _near.cache_clear()
        return cls._last[1]


def _find(text: str, tables: _Tables) -> tuple[Mention, ...]:
    words = WORD.findall(visible(text))
    found: dict[tuple[str, str], Mention] = {}
    place = 0
    while place < len(words):
        taken = 1
        for size in range(min(MAX_WORDS, len(words) - place), 0, -1):
            said = words[place : place + size]
            if hits := _named(said, tables):
                taken = size
                for kind, thing in hits:
                    found.setdefault((kind, thing), Mention(kind, thing, " ".join(said)))
                break
        else:
            if _unknown_medicine(words[place].lower()):
                found.setdefault((MEDICINES, words[place].lower()), Mention(MEDICINES, "", words[place]))
        place += taken
    return tuple(_without_namesakes(found.values()))


def _named(said: list[str], tables: _Tables) -> list[tuple[str, str]]:
    """Returns the things that the words *said* are a name of."""
    gram = _compact(" ".join(said))
    strange = [word for word in said if len(word) >= MIN_IN_A_NAME and not is_word(word.lower())]
    for form in (gram, gram.removesuffix("s")):
        if hits := [(k, t) for k, t, n in tables.aliases.get(form, ()) if n == len(said) or len(said) == 1 or strange]:
            return hits
    short = len(said) > 1 and min(map(len, said)) < MIN_IN_A_NAME
    foreign = len(said) == 1 and _unknown_medicine(gram)
    if not (strange or foreign) or short or len(gram) < MIN_MENDED or any(w.lower() in NAMES for w in said):
        return []
    alias = _near(gram, tables, 1 if foreign else MAX_SLIPS)
    parted = len(gram) > LONG and OSA.distance(gram, alias) <= 1
    meant = tables.aliases[alias] if alias else []
    return [(k, t) for k, t, n in meant if (n == len(said) or (n == 1 and parted)) and (strange or k == MEDICINES)]


@lru_cache(maxsize=2048)
def _near(gram: str, tables: _Tables, most: int) -> str:
    """Returns the name that *gram* was meant to be with at most *most* slips, or nothing."""
    among = tables.by_letter.get(gram[0], [])
    slips = min(most, MAX_SLIPS if len(gram) > LONG else 1)
    best = process.extractOne(gram, among, scorer=OSA.distance, score_cutoff=slips)
    return str(best[0]) if best else ""


def _unknown_medicine(word: str) -> bool:
    """Whether *word* is a medicine's name of the word list that is no everyday word, no other drug, and in no table."""
    known = word in names_in("medicines") or word.removesuffix("s") in names_in("medicines")
    other = word in OTHER_DRUGS or word in MEDICINE_WORDS or word in NAMES
    return known and len(word) >= MIN_UNKNOWN and not other and not is_common(word)


def _without_namesakes(found: object) -> Iterator[Mention]:
    """Leaves out the country where a state is called the same."""
    mentions: list[Mention] = list(found)  # type: ignore[call-overload]
    states = {m.said.lower() for m in mentions if m.kind == STATES}
    yield from (m for m in mentions if m.kind == STATES or m.said.lower() not in states)


def _compact(words: str) -> str:
    return re.sub(r"[^a-z0-9à-ÿ]", "", words.lower().replace("'s ", "s "))
