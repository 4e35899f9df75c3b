"""Which place a visitor means, read offline from the gazetteer.

>>> find_place("find me a therapist near austin tx please").label
'Austin, TX'
>>> [place.label for place in find_place("portland").candidates]
['Portland, OR', 'Portland, ME']
>>> find_place("london").label, find_place("london, ky").label
('London, United Kingdom', 'London, KY')
>>> find_place("xyzzyville, texas")
Unknown(name='xyzzyville')
"""

from __future__ import annotations

import re

from clinicchat.places.gazetteer import Gazetteer, gazetteer
from clinicchat.places.place import Abroad, Ambiguous, Place, Unknown
from clinicchat.places.place_names import foreign_of, resolve, town_place
from clinicchat.places.place_regions import city_with_region, misspelled_with_region
from clinicchat.places.place_text import Sentence
from clinicchat.places.place_words import NEVER, NEVER_STATES_ALONE, NICKNAMES, STATE_NAMES, WEAK, WORDY_STATES

__all__ = ["Abroad", "Ambiguous", "Found", "Place", "Unknown", "find_place", "warm"]

Found = Place | Ambiguous | Abroad | Unknown

MAX_LETTERS = 300  # a place stands in the first of them, or is asked for
STRONG_FOREIGN = 500_000  # a city abroad of this size is heard anywhere in a sentence, a smaller one after "in"

_ZIP = re.compile(r"(?<![\w.$£€-])(\d{5})(?:[-‐–\s]?\d{4})?(?![\w%])")
_POSTCODES = (
    (re.compile(r"\b[abceghj-nprstvxy]\d[a-z][ -]?\d[a-z]\d\b", re.IGNORECASE), "CA"),
    (re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}\b", re.IGNORECASE), "GB"),
)


def find_place(text: str) -> Found:
    """The place a text names; never raises for any text, and returns `Unknown("")` where no place is named.

    Tried in turn: a postal code, a city with its state or country, a name standing alone, a misspelled name.
    """
    text = text[:MAX_LETTERS]
    names, sentence = gazetteer(), Sentence(text)
    code = _ZIP.search(text)
    return (
        (_by_zip(names, code[1]) if code else None)
        or _by_postcode(names, text)
        or city_with_region(names, sentence)
        or misspelled_with_region(names, sentence)
        or _by_name(names, sentence)
        or _by_guess(names, sentence, code[1] if code else "")
    )


def warm() -> None:
    """Reads the gazetteer now (1 to 2 seconds) instead of at the first search."""
    gazetteer()


def _by_zip(names: Gazetteer, code: str) -> Place | None:
    town = names.zip_town(code)
    return town_place(town, zip_code=code) if town else None


def _by_postcode(names: Gazetteer, text: str) -> Abroad | None:
    for pattern, country in _POSTCODES:
        if pattern.search(text):
            return Abroad(country, names.country_names[country], names.country_names[country])
    return None


def _by_name(names: Gazetteer, sentence: Sentence) -> Place | Ambiguous | Abroad | None:
    """The name most surely meant as a place: after "in" first, then the longest, then the first."""
    best: tuple[int, int, int, str] | None = None
    for start, end in sentence.spans():
        key = sentence.key(start, end)
        rank = (sentence.before(start), end - start, -start, key)
        if key and (best is None or rank > best) and _is_meant(names, sentence, start, end):
            best = rank
    return resolve(names, best[3]) if best else None


def _is_meant(names: Gazetteer, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a span names a place here, and is not a word that happens to be a place somewhere."""
    key = sentence.key(start, end)
    asked = sentence.is_all(start, end) or (sentence.before(start) == 2 and sentence.ends_clause(end))
    if key == "la":
        return asked or sentence.words[start].capitals
    if key.upper() in names.states:
        return _is_abbreviation(sentence, start, end)
    if key in NEVER:
        return False
    if key in names.state_by_key or key in STATE_NAMES or key in NICKNAMES:
        return True
    towns, foreign = names.towns(key), foreign_of(names, key)
    well_known = bool(towns and towns[0].population) or bool(
        foreign and (key not in names.foreign or foreign.population >= STRONG_FOREIGN)
    )
    return (well_known and key not in WEAK) or (asked and bool(towns or foreign))


def _is_abbreviation(sentence: Sentence, start: int, end: int) -> bool:
    word, after_in = sentence.words[start], sentence.before(start) == 2
    alone = sentence.is_all(start, end)
    if word.key in WORDY_STATES:
        return word.capitals and (after_in or (alone and word.key not in NEVER_STATES_ALONE))
    return word.capitals or alone or after_in


def _by_guess(names: Gazetteer, sentence: Sentence, code: str) -> Found:
    """A misspelled name where a place would stand; else what stood there, unknown."""
    phrase, sure = sentence.place_phrase()
    near = names.misspelled(phrase, names.well_known()) if phrase else ""
    if near and near != phrase:
        return resolve(names, near) or Unknown(phrase)
    spoken = sure and not set(phrase.split()) <= NEVER
    return Unknown(code or (phrase if spoken else ""))
