"""Only recruiting MDMA trials with a US site are shown, the nearest first."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clinicchat.directory import trials
from clinicchat.directory.client import Client
from clinicchat.directory.clock import Deadline
from clinicchat.directory.errors import DirectoryError, Rejected
from clinicchat.directory.trial_entry import Contact, Trial, trial
from clinicchat.places.places import Place, find_place
from workbench.fake_registry import FakeRegistry, answers
from workbench.fake_registry.studies import studies, with_other_names

STUDY = studies()[0]


def place(text: str) -> Place:
    found = find_place(text)
    assert isinstance(found, Place)
    return found


def search(registry: FakeRegistry, client: Client, text: str) -> list[Trial]:
    deadline = Deadline(client.clock, 8)
    return trials.search(place(text), 10, client, registry.trials_url(), deadline).trials


def changed(path: str, value: Any) -> dict[str, Any]:
    """The first study with one field of its protocol section changed."""
    found: Any = copy.deepcopy(STUDY)
    inner = found["protocolSection"]
    *way, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
    for key in way:
        inner = inner[key]
    inner[last] = value
    return found


def test_the_registry_is_asked_for_every_field_that_is_read(
    registry: FakeRegistry, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sends only those; a forgotten one would be missing from what is shown."""
    plain = changed("identificationModule.briefTitle", "A study whose title names no drug")
    far = changed("contactsLocationsModule.locations.0.geoPoint", {"lat": 41.9, "lon": -71.3})  # not its town's middle
    for number, one in enumerate((plain, far)):
        one["protocolSection"]["identificationModule"]["nctId"] = f"NCT9100000{number}"
    every = [with_other_names(study) for study in (*studies(), plain, far)]
    monkeypatch.setattr(answers, "STUDIES", every)
    assert search(registry, client, "providence, ri") == trials.nearest(every, place("providence, ri"))


def test_a_study_is_read_in_full() -> None:
    assert trial(STUDY, place("providence, ri")) == Trial(
        nct_id="NCT90000001",
        title="Invented Study of MDMA-Assisted Therapy for PTSD",
        url="https://clinicaltrials.gov/study/NCT90000001",
        facility="Invented University Providence",
        city="Providence",
        state="RI",
        zip="02903",
        status="RECRUITING",
        miles=0.0,
        near=True,
        minimum_age="18 Years",
        maximum_age="75 Years",
        contact=Contact("site", "Sandy Site", "401-555-0100", "site@example.org"),
    )


def test_the_nearest_of_several_sites_is_taken() -> None:
    found = trial(STUDY, place("san diego"))
    assert found
    assert (found.city, found.near) == ("Los Angeles", False)


def test_only_recruiting_mdma_trials_in_the_us_are_shown(registry: FakeRegistry, client: Client) -> None:
    numbers = {one.nct_id[-1] for one in search(registry, client, "boston")}
    assert numbers == {"1", "2", "7", "8"}


def test_the_nearest_comes_first_and_unknown_distance_last(registry: FakeRegistry, client: Client) -> None:
    assert [one.nct_id[-1] for one in search(registry, client, "boston")] == ["7", "1", "2", "8"]


def test_a_site_without_a_point_is_placed_by_its_city(registry: FakeRegistry, client: Client) -> None:
    denver = next(one for one in search(registry, client, "denver") if one.nct_id == "NCT90000002")
    assert denver.miles == pytest.approx(0, abs=5)


def test_far_from_every_site_the_nearest_is_given_and_flagged(registry: FakeRegistry, client: Client) -> None:
    nearest = search(registry, client, "honolulu, hi")[0]
    assert nearest.near is False
    assert nearest.miles
    assert nearest.miles > 2000


def test_in_a_whole_state_its_own_sites_are_near(registry: FakeRegistry, client: Client) -> None:
    assert [one.city for one in search(registry, client, "california") if one.near] == ["Los Angeles"]


def test_every_page_is_read(registry: FakeRegistry, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PAGE", 2)
    assert len(search(registry, client, "boston")) == 4


def test_the_place_is_not_sent(registry: FakeRegistry, client: Client) -> None:
    search(registry, client, "boston")
    assert "oston" not in registry.asked[-1][0]


def test_an_error_as_plain_text_is_the_registrys_own(registry: FakeRegistry, client: Client) -> None:
    with pytest.raises(Rejected) as caught:
        client.get("trials", registry.trials_url(), {"pageSize": "x"}, Deadline(client.clock, 8), trials.check)
    assert caught.value.code == "400"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("identificationModule.nctId", "NCT1"),
        ("identificationModule.nctId", "NCT9000000١"),
        ("identificationModule.briefTitle", None),
        ("statusModule.overallStatus", "COMPLETED"),
        ("contactsLocationsModule.locations", []),
        ("contactsLocationsModule", None),
    ],
)
def test_a_study_that_may_not_be_shown_is_dropped(path: str, value: Any) -> None:
    assert trial(changed(path, value), place("boston")) is None


def test_without_a_contact_at_the_site_the_central_one_is_given() -> None:
    found = trial(changed("contactsLocationsModule.locations.0.contacts", None), place("providence, ri"))
    assert found
    assert found.contact == Contact("central", "Casey Central", "800-555-0100", "central@example.org")


@pytest.mark.parametrize("email", ["a@b", "x@y.z<script>", "javascript:alert(1)@x", None, 7])
def test_what_is_no_email_address_is_left_out(email: object) -> None:
    path = "contactsLocationsModule.locations.0.contacts.1.email"
    found = trial(changed(path, email), place("providence, ri"))
    assert found
    assert found.contact
    assert found.contact.email == ""


@pytest.mark.parametrize(
    "point",
    [
        None,
        {},
        {"lat": "x", "lon": 1},
        {"lat": float("nan"), "lon": 0},
        {"lat": 999, "lon": 0},
        {"lat": True, "lon": 1},
    ],
)
def test_a_point_that_is_none_is_replaced_by_the_citys(point: object) -> None:
    found = trial(changed("contactsLocationsModule.locations.0.geoPoint", point), place("providence, ri"))
    assert found
    assert found.miles == pytest.approx(0, abs=5)


@pytest.mark.parametrize("age", ["adult", "18 Jahre", 18, None, "18 Years<b>"])
def test_an_age_of_another_shape_is_left_out(age: object) -> None:
    found = trial(changed("eligibilityModule.minimumAge", age), place("boston"))
    assert found
    assert found.minimum_age == ""


@pytest.mark.parametrize("mode", ["nulls", "wrong-types", "hostile"])
def test_bad_studies_are_dropped_and_the_good_ones_kept(registry: FakeRegistry, client: Client, mode: str) -> None:
    listing = trials.search(place("boston"), 9, client, registry.trials_url(mode), Deadline(client.clock, 4))
    assert "NCT90000008" in {one.nct_id for one in listing.trials}


@pytest.mark.parametrize("mode", ["html", "cut", "list", "limited-long", "redirect"])
def test_a_registry_out_of_order_is_a_directory_error(registry: FakeRegistry, client: Client, mode: str) -> None:
    with pytest.raises(DirectoryError):
        trials.search(place("boston"), 9, client, registry.trials_url(mode), Deadline(client.clock, 8))
