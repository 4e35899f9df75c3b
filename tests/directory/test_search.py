"""The two searches: clinic's list first, bounded in time, no error ever leaves them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clinicchat.directory.search import Found, FoundTrials, find_providers, find_trials
from clinicchat.directory.settings import Settings
from clinicchat.places.places import Place, find_place
from tests.directory.test_clinic_list import FULL
from workbench.fake_registry import FakeRegistry
from workbench.fake_registry.misbehave import MODES

Options = Callable[..., Settings]
HARMLESS = {
    "limited-once",
    "broken-once",
    "slow",
    "redirect-here",
    "cookie",
    "nulls",
    "wrong-types",
    "hostile",
}
SPOILED = ("wrong-types", "hostile")
"""Thousands of entries: a second each."""
FAILING = sorted(set(MODES) - HARMLESS)


def place(text: str = "austin, tx") -> Place:
    found = find_place(text)
    assert isinstance(found, Place)
    return found


def test_the_clinics_own_list_comes_first(options: Options, tmp_path: Path) -> None:
    (tmp_path / "providers.yml").write_text("providers:" + FULL)
    found = find_providers(place(), options(), limit=3)
    assert [one.source for one in found.providers] == ["clinic_list", "npi", "npi", "npi"]


@pytest.mark.parametrize("mode", FAILING)
def test_whatever_the_registry_does_the_clinics_list_is_there_in_time(
    options: Options, tmp_path: Path, mode: str
) -> None:
    (tmp_path / "providers.yml").write_text("providers:" + FULL)
    started = time.monotonic()
    found = find_providers(place(), options(mode, budget=0.4), limit=3)
    assert time.monotonic() - started < 1.2
    assert ([one.name for one in found.providers], found.failed) == (["Example Person"], ("npi",))


@pytest.mark.parametrize("mode", FAILING)
def test_whatever_the_registry_does_a_trial_search_ends_in_time(options: Options, mode: str) -> None:
    started = time.monotonic()
    assert find_trials(place(), options(mode, budget=0.4)) == FoundTrials(failed=("trials",))
    assert time.monotonic() - started < 1.2


@pytest.mark.parametrize(
    "mode",
    [
        *sorted(HARMLESS - {"slow", *SPOILED}),
        *(pytest.param(mode, marks=pytest.mark.thorough) for mode in SPOILED),
    ],
)
def test_a_registry_that_recovers_or_is_only_untidy_is_used(options: Options, mode: str) -> None:
    assert find_providers(place("boise, id"), options(mode, budget=6), limit=2).providers


def test_a_second_search_is_answered_from_the_disk(options: Options) -> None:
    settings = options()
    fresh, again = (find_providers(place(), settings, limit=3) for _ in range(2))
    assert (fresh.from_cache, again.from_cache) == (False, True)
    assert fresh.providers == again.providers


def test_trials_are_answered_from_the_disk_for_another_place_too(options: Options) -> None:
    settings = options()
    find_trials(place("boston"), settings)
    assert find_trials(place("denver"), settings).from_cache


def test_a_source_switched_off_is_not_asked_and_not_failed(registry: FakeRegistry, options: Options) -> None:
    before = len(registry.asked)
    settings = options(npi_on=False, trials_on=False)
    assert find_providers(place(), settings) == Found()
    assert find_trials(place(), settings) == FoundTrials()
    assert len(registry.asked) == before


def test_a_broken_list_is_named_and_the_registry_still_asked(options: Options, tmp_path: Path) -> None:
    (tmp_path / "providers.yml").write_text("providers: 3")
    found = find_providers(place(), options(), limit=2)
    assert (len(found.providers), found.failed) == (2, ("clinic_list",))


def test_no_one_found_is_no_failure(options: Options) -> None:
    assert find_providers(place("guam"), options()) == Found()


def test_near_trials_are_flagged(options: Options) -> None:
    assert find_trials(place("boston"), options()).any_near
    assert not find_trials(place("honolulu, hi"), options()).any_near


def test_the_log_holds_source_and_kind_but_not_the_place(options: Options, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="clinicchat"):
        find_providers(place(), options("errors"))
    assert "npi: Rejected 05" in caplog.text
    assert "ustin" not in caplog.text.lower().replace("debug", "")


def test_searches_at_the_same_time_do_not_wait_for_each_other(options: Options) -> None:
    settings = options("slow", budget=4.0)
    towns = [place(text) for text in ("austin, tx", "chicago", "seattle", "denver", "miami, fl", "boise, id")]
    started = time.monotonic()
    with ThreadPoolExecutor(len(towns)) as pool:
        found = list(pool.map(lambda town: find_providers(town, settings, limit=3), towns))
    assert all(len(one.providers) == 3 for one in found)
    assert time.monotonic() - started < 2.0  # one after the other they would take 3
