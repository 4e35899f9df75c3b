"""What a known name stands for: one place, several of that name, or a place abroad."""

from __future__ import annotations

from clinicchat.places.gazetteer import Foreign, Gazetteer, Town
from clinicchat.places.place import Abroad, Ambiguous, Place
from clinicchat.places.place_words import COUNTRY_NAMES, NICKNAMES, STATE_NAMES

# Measured on the 308 US names that several cities of 15,000 share: Portland OR is 9.8 times Portland ME and
# must ask; the first above 10 are Lexington KY, Riverside CA and Long Beach CA, which people mean.
CLEAR_RATIO = 10
# Lima and Moscow are over 100 times their US namesakes; Paris (86), Melbourne (58) and Dublin (17) ask.
ABROAD_RATIO = 100
SMALL_TOWN = 5_000  # stands for a population below 15,000, which the gazetteer does not give
ABROAD_MIN_POPULATION = 100_000
STATE_NAMESAKE = 500_000  # a city as well known as the state of its name: New York, Washington


def town_place(town: Town, zip_code: str = "") -> Place:
    """A town as a place, or one ZIP code of it."""
    label = f"{town.name}, {town.state} {zip_code}".rstrip()
    return Place(town.name, town.state, zip_code, town.latitude, town.longitude, label, town.zip[:3])


def state_place(names: Gazetteer, code: str) -> Place:
    """A whole state; "New York State" and "Washington State" where the bare name would be a city too."""
    name = names.states[code]
    namesakes = names.towns(name.lower())
    label = f"{name} State" if namesakes and namesakes[0].population >= STATE_NAMESAKE else name
    return Place("", code, "", *names.state_centre(code), label)


def abroad(names: Gazetteer, found: Foreign) -> Abroad:
    """A country or a city abroad as the visitor's place."""
    return Abroad(found.country_code, names.country_names[found.country_code], found.name)


def foreign_of(names: Gazetteer, key: str) -> Foreign | None:
    """The country, part of a country or large city abroad of that key."""
    if key in COUNTRY_NAMES:
        code = COUNTRY_NAMES[key]
        return next(country for country in names.countries.values() if country.country_code == code)
    return names.countries.get(key) or names.foreign.get(key)


def resolve(names: Gazetteer, key: str) -> Place | Ambiguous | Abroad | None:
    """What a key means by itself; None for an unknown key."""
    if key == "la":  # Los Angeles as often as Louisiana
        city = town_place(names.towns("los angeles", "CA")[0])
        return Ambiguous(key, (city, state_place(names, "LA")))
    if key in NICKNAMES:
        return town_place(names.towns(*NICKNAMES[key])[0])
    code = STATE_NAMES.get(key) or names.state_by_key.get(key) or (key.upper() if len(key) == 2 else "")
    if code in names.states:
        return _state_or_city(names, key, code)
    return _city(names, key)


def _state_or_city(names: Gazetteer, key: str, code: str) -> Place | Ambiguous:
    cities = names.towns(key)
    if key not in names.state_by_key or not cities or cities[0].population < STATE_NAMESAKE:
        return state_place(names, code)
    city = town_place(cities[0])
    return city if city.state == code else Ambiguous(key, (state_place(names, code), city))


def _city(names: Gazetteer, key: str) -> Place | Ambiguous | Abroad | None:
    towns, foreign = names.towns(key), foreign_of(names, key)
    top = towns[0].population if towns else 0
    if foreign and (not towns or foreign.population >= ABROAD_RATIO * max(top, SMALL_TOWN)):
        return abroad(names, foreign)
    candidates: list[Place | Abroad] = [
        town_place(town) for town in towns if town.population * CLEAR_RATIO > top or not top
    ]
    if foreign and foreign.population > max(top, ABROAD_MIN_POPULATION):
        candidates.insert(0, abroad(names, foreign))
    if len(candidates) > 1:
        return Ambiguous(key, tuple(candidates))
    found = candidates[0] if candidates else None
    return found if isinstance(found, Place) else None
