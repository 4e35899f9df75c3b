"""Settings come from a mapping, then the environment; a mistake names its key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.directory.settings import ENVIRONMENT, Settings, SettingsError, load


def test_without_anything_the_real_services_are_asked() -> None:
    found = load({}, {})
    assert (found.npi_url, found.trials_url) == (
        "https://npiregistry.cms.hhs.gov/api/",
        "https://clinicaltrials.gov/api/v2/studies",
    )
    assert found.budget == 2.5


def test_the_environment_wins_over_the_mapping() -> None:
    found = load({"budget": 1.0}, {"CLINICCHAT_DIRECTORY_BUDGET": "2"})
    assert found.budget == 2.0


@pytest.mark.parametrize(("word", "value"), [("off", False), ("FALSE", False), ("0", False), ("on", True), ("1", True)])
def test_a_source_is_switched_by_a_word(word: str, value: bool) -> None:
    assert load({}, {"CLINICCHAT_NPI": word}).npi_on is value


def test_an_empty_variable_counts_as_unset() -> None:
    assert load({}, {"CLINICCHAT_NPI_URL": ""}) == Settings()


def test_every_setting_has_its_variable() -> None:
    assert set(ENVIRONMENT) == set(Settings.__dataclass_fields__)


def test_folders_become_paths() -> None:
    assert load({"cache_dir": "x/y"}, {}).cache_dir == Path("x/y")


@pytest.mark.parametrize(
    ("values", "environment", "message"),
    [
        ({"npi_urll": "x"}, {}, "npi_urll: unknown key. Known keys: npi_url"),
        ({"npi_url": "http://npiregistry.cms.hhs.gov/"}, {}, "npi_url: .* must start with https://"),
        ({}, {"CLINICCHAT_TRIALS_URL": "ftp://x"}, "CLINICCHAT_TRIALS_URL: .* must start with https://"),
        ({"npi_on": "maybe"}, {}, "npi_on: 'maybe' must be on or off"),
        ({"budget": "fast"}, {}, "budget: 'fast' must be a number of seconds"),
        ({"budget": 0}, {}, "budget: 0 must be"),
        ({"budget": float("nan")}, {}, "budget: nan must be"),
        ({"budget": True}, {}, "budget: True must be"),
        ({"cache_dir": 7}, {}, "cache_dir: 7 must be text"),
    ],
)
def test_a_mistake_is_named(values: dict[str, object], environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load(values, environment)
