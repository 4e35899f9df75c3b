"""The NPI Registry's entries become providers, or are dropped one by one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clinicchat.directory import npi
from clinicchat.directory.client import Client
from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.errors import DirectoryError, Rejected
from clinicchat.directory.npi_entry import provider, taxonomies
from clinicchat.directory.provider import Provider
from clinicchat.places.places import Place, find_place
from tests.directory.conftest import make_client
from workbench.fake_registry import FakeRegistry
from workbench.fake_registry.people import CITIES, TAXONOMIES, entry

SAMPLE = entry(42, CITIES[1], TAXONOMIES[4], 0)


def place(text: str) -> Place:
    found = find_place(text)
    assert isinstance(found, Place)
    return found


@pytest.fixture
def search(registry: FakeRegistry, tmp_path: Path) -> Callable[..., npi.Listing]:
    def run(text: str, limit: int = 25, mode: str = "", seconds: float = 8.0) -> npi.Listing:
        client: Client = make_client(tmp_path, Clock())
        return npi.search(place(text), limit, client, registry.npi_url(mode), Deadline(client.clock, seconds))

    return run


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sample with one field changed: `changed("basic.status", "D")`."""
    found: Any = copy.deepcopy(SAMPLE)
    inner = found
    *way, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
    for key in way:
        inner = inner[key]
    inner[last] = value
    return found


def test_an_entry_is_read_in_full() -> None:
    assert provider(SAMPLE) == Provider(
        source="npi",
        kind="person",
        name="Jane Q Sample III",
        profession="Clinical social worker",
        credentials="LCSW",
        address=("142 Example St",),
        city="Chicago",
        state="IL",
        zip="60601",
        phone="312-555-0142",
        npi="1000000042",
        updated=date(2010, 4, 25),
    )


def test_an_organisation_is_told_from_a_person() -> None:
    found = provider(entry(7, CITIES[0], TAXONOMIES[9], 0))
    assert found
    assert (found.kind, found.name) == ("organisation", "Invented Center for Examples 7 LLC")


def test_the_practice_address_is_taken_wherever_it_stands() -> None:
    found = provider(SAMPLE | {"addresses": list(reversed(SAMPLE["addresses"]))})
    assert found
    assert found.address == ("142 Example St",)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("basic.status", "D"),
        ("basic.status", None),
        ("basic.last_name", "--"),
        ("number", "123"),
        ("number", 1000000042),
        ("enumeration_type", "NPI-3"),
        ("taxonomies.0.code", "1223G0001X"),
        ("taxonomies", []),
        ("addresses.1.address_purpose", "MAILING"),
        ("addresses.1.country_code", "CA"),
        ("addresses", None),
        ("basic", []),
    ],
)
def test_an_entry_that_may_not_be_shown_is_dropped(path: str, value: Any) -> None:
    assert provider(changed(path, value)) is None


@pytest.mark.parametrize(
    "path",
    ["basic.credential", "basic.last_updated", "addresses.1.telephone_number", "addresses.1.postal_code"],
)
def test_a_missing_detail_does_not_drop_the_entry(path: str) -> None:
    assert provider(changed(path, None))


def test_the_primary_profession_is_the_one_shown() -> None:
    both = [{"code": "103T00000X", "primary": False}, {"code": "106H00000X", "primary": True}]
    found = provider(SAMPLE | {"taxonomies": both})
    assert found
    assert found.profession == "Marriage and family therapist"


def test_another_profession_beside_one_we_show_is_passed_over() -> None:
    both = [{"code": "1223G0001X", "primary": True}, {"code": "103T00000X", "primary": False}]
    found = provider(SAMPLE | {"taxonomies": both})
    assert found
    assert found.profession == "Psychologist"


def test_every_code_of_the_facts_has_a_label() -> None:
    assert len(taxonomies().codes) == 16


@pytest.mark.parametrize("text", ["78701", "austin, tx", "texas", "portland, me", "springfield, mo"])
def test_providers_are_found_by_zip_city_and_state(search: Callable[..., npi.Listing], text: str) -> None:
    listing = search(text, limit=5)
    assert len(listing.providers) == 5
    assert {one.state for one in listing.providers} == {place(text).state}


def test_only_the_professions_we_show_are_found(search: Callable[..., npi.Listing]) -> None:
    shown = set(taxonomies().codes.values())
    assert {one.profession for one in search("boise, id").providers} <= shown


def test_everyone_comes_once(search: Callable[..., npi.Listing]) -> None:
    numbers = [one.npi for one in search("austin, tx", limit=500).providers]
    assert len(numbers) == len(set(numbers))


def test_more_than_one_page_is_read_when_more_are_wanted(search: Callable[..., npi.Listing]) -> None:
    found = [one for one in search("austin, tx", limit=500).providers if one.profession == "Clinical psychologist"]
    assert len(found) == 62


def test_deactivated_entries_and_practices_elsewhere_do_not_show(search: Callable[..., npi.Listing]) -> None:
    names = " ".join(one.name for one in search("austin, tx", limit=500).providers)
    assert "Deactivated" not in names
    assert "Mailonly" not in names


def test_a_small_town_is_given_the_area_around_it(search: Callable[..., npi.Listing]) -> None:
    assert {one.city for one in search("manhattan, ny", limit=5).providers} == {"New York"}


def test_people_and_organisations_are_both_found(search: Callable[..., npi.Listing]) -> None:
    assert {one.kind for one in search("boise, id").providers} == {"person", "organisation"}


def test_the_order_is_zip_then_city_then_newest_then_name() -> None:
    def one(name: str, zip_code: str, city: str, day: date | None) -> Provider:
        return Provider("npi", "person", name, "Psychologist", city=city, state="TX", zip=zip_code, updated=day)

    new, old = date(2026, 1, 1), date(2020, 1, 1)
    ranked = [
        one("a", "78701", "Austin", new),
        one("b", "78701", "Austin", old),
        one("c", "78701", "Austin", old),
        one("d", "78701", "Austin", None),
        one("e", "78704", "Austin", new),
        one("f", "78799", "Elsewhere", new),
    ]
    assert npi.nearest_first(ranked[::-1], place("78701")) == ranked


def test_only_the_place_and_the_profession_are_asked_for(
    registry: FakeRegistry, search: Callable[..., npi.Listing]
) -> None:
    before = len(registry.asked)
    search("denver, co", limit=5)
    for path, _ in registry.asked[before:]:
        query = parse_qs(urlsplit(path).query)
        assert set(query) <= {
            *(
                "version",
                "country_code",
                "taxonomy_description",
                "city",
                "state",
                "postal_code",
                "limit",
                "skip",
            )
        }


def test_no_query_is_one_the_registry_rejects(search: Callable[..., npi.Listing]) -> None:
    for text in ("78701", "austin, tx", "texas", "guam"):
        assert search(text, limit=300).complete


def test_a_place_with_no_one_is_an_empty_list_not_an_error(search: Callable[..., npi.Listing]) -> None:
    assert search("guam").providers == []


SPOILED = ("wrong-types", "hostile")  # thousands of entries: a second each


@pytest.mark.parametrize("mode", ["nulls", *(pytest.param(m, marks=pytest.mark.thorough) for m in SPOILED)])
def test_bad_entries_are_dropped_and_the_good_ones_kept(search: Callable[..., npi.Listing], mode: str) -> None:
    assert "Invented" in " ".join(one.name for one in search("boise, id", limit=3, mode=mode).providers)


def test_errors_with_status_200_are_errors(search: Callable[..., npi.Listing]) -> None:
    with pytest.raises(Rejected):
        search("austin, tx", mode="errors")


def test_when_every_query_failed_the_wider_area_is_not_asked(
    registry: FakeRegistry, search: Callable[..., npi.Listing]
) -> None:
    before = len(registry.asked)
    with pytest.raises(DirectoryError):
        search("austin, tx", mode="html")
    assert len(registry.asked) - before == len(taxonomies().ask)
