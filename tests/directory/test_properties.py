"""Whatever JSON a registry sends, its reader returns a list or raises a `DirectoryError`."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinicchat.directory import npi, trials
from clinicchat.directory.errors import DirectoryError
from clinicchat.directory.npi_entry import provider
from clinicchat.directory.trial_entry import trial
from clinicchat.places.place import Place
from workbench.fake_registry.misbehave import paths, with_value
from workbench.fake_registry.people import CITIES, TAXONOMIES, entry
from workbench.fake_registry.studies import studies

PLACE = Place("Austin", "TX", "", 30.27, -97.74, "Austin, TX", "787")
ENTRY = entry(1, CITIES[0], TAXONOMIES[2], 1)
STUDY = studies()[0]
MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
top_level = st.dictionaries(
    st.sampled_from(["results", "Errors", "studies", "nextPageToken", "x"]), json_values, max_size=4
)


@given(json_values | top_level)
@MANY
def test_any_json_is_checked_or_refused(data: Any) -> None:
    for check, key in ((npi.check, "results"), (trials.check, "studies")):
        try:
            check(data)
        except DirectoryError:
            continue
        assert isinstance(data[key], list)


@given(st.sampled_from(list(paths(ENTRY))), json_values)
@MANY
def test_any_field_of_an_entry_may_hold_anything(path: tuple[Any, ...], value: Any) -> None:
    found = provider(with_value(ENTRY, path, value))
    assert found is None or (found.name and found.npi.isdecimal() and len(found.name) < 400)


@given(st.sampled_from(list(paths(STUDY))), json_values)
@MANY
def test_any_field_of_a_study_may_hold_anything(path: tuple[Any, ...], value: Any) -> None:
    found = trial(with_value(STUDY, path, value), PLACE)
    assert found is None or found.url.startswith("https://clinicaltrials.gov/study/NCT")


@given(st.lists(json_values, max_size=5))
@MANY
def test_a_list_of_anything_is_a_list_of_trials(found: list[Any]) -> None:
    assert trials.nearest([*found, STUDY], PLACE)[-1].nct_id == "NCT90000001"
