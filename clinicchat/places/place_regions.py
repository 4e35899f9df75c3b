"""A city named with its state or country: "Austin, TX", "springfield in missouri", "Vancouver, Canada"."""

from __future__ import annotations

from clinicchat.places.gazetteer import Gazetteer
from clinicchat.places.place import Abroad, Place, Unknown
from clinicchat.places.place_names import abroad, foreign_of, town_place
from clinicchat.places.place_text import MAX_NAME_WORDS, Sentence
from clinicchat.places.place_words import COUNTRY_PARTS, NICKNAMES, PARTS_OF_STATES, STATE_NAMES, WORDY_STATES


def state_at(names: Gazetteer, sentence: Sentence, start: int) -> str:
    """The code of the state whose name or abbreviation starts at that word, "" for none."""
    if start >= len(sentence):
        return ""
    if sentence.words[start].key == "in" and (code := _state_name_at(names, sentence, start + 1)):
        return code
    word = sentence.words[start]
    code = word.key.upper()
    if code in names.states:
        sure = word.capitals or word.key not in WORDY_STATES or sentence.ends_firmly(start + 1)
        return code if sure else ""
    return _state_name_at(names, sentence, start)


def _state_name_at(names: Gazetteer, sentence: Sentence, start: int) -> str:
    for end in range(min(start + MAX_NAME_WORDS, len(sentence)), start, -1):
        key = sentence.key(start, end)
        if code := STATE_NAMES.get(key) or names.state_by_key.get(key):
            return code
    return ""


def country_at(names: Gazetteer, sentence: Sentence, start: int) -> str:
    """The ISO code of the country, or part of one, whose name starts at that word, "" for none."""
    for end in range(min(start + MAX_NAME_WORDS, len(sentence)), start, -1):
        key = sentence.key(start, end)
        if key in COUNTRY_PARTS:
            return COUNTRY_PARTS[key]
        found = foreign_of(names, key)
        if found and key not in names.foreign:
            return found.country_code
    return ""


def city_with_region(names: Gazetteer, sentence: Sentence) -> Place | Abroad | None:
    """The longest known city that its own state or country follows."""
    for start, end in sentence.spans():
        key = sentence.key(start, end)
        if not key or (key in PARTS_OF_STATES and not sentence.ends_firmly(end)):
            continue  # there is a West, TX; "west texas" is not it
        if state := state_at(names, sentence, end):
            towns = names.towns(*NICKNAMES.get(key, (key, state)))
            if towns and towns[0].state == state:
                return town_place(towns[0])
        city = names.foreign.get(key)
        if city and city.country_code == country_at(names, sentence, end):
            return abroad(names, city)
    return None


def misspelled_with_region(names: Gazetteer, sentence: Sentence) -> Place | Unknown | None:
    """A misspelled city before a state ("pheonix az"), or the reverse ("springfield ilinois").

    `Unknown` when something that must be a city stands there and no town of that state comes near.
    """
    for end in range(1, len(sentence)):
        phrase, sure = sentence.phrase_until(end)
        if not phrase or phrase in PARTS_OF_STATES:
            continue
        if state := state_at(names, sentence, end):
            if near := names.misspelled(phrase, names.keys_in(state)):
                return town_place(names.towns(near, state)[0])
            if sure and sentence.words[end].key not in WORDY_STATES:
                return Unknown(phrase)
        elif names.towns(phrase) and (near := names.misspelled(sentence.words[end].key, names.state_by_key)):
            towns = names.towns(phrase, names.state_by_key[near])
            if towns:
                return town_place(towns[0])
    return None
