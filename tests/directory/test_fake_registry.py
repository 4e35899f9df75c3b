"""The fake behaves like the real registries as their pages describe them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.http import HttpClient
from workbench.fake_registry import FakeRegistry


def ask(url: str) -> Any:
    return json.loads(HttpClient(1, 1).get("fake", url, Deadline(Clock(), 2)).body)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("version=2.0&city=AUSTIN", "17"),
        ("version=2.1&state=TX", "07"),
        ("version=2.1&enumeration_type=NPI-1", "07"),
        ("version=2.1&postal_code=7*", "03"),
        ("version=2.1&city=AUSTIN&enumeration_type=NPI-9", "05"),
    ],
)
def test_errors_come_with_status_200(registry: FakeRegistry, query: str, number: str) -> None:
    assert ask(f"{registry.npi_url()}?{query}")["Errors"][0]["number"] == number


def test_a_limit_is_ten_by_default_and_the_count_is_the_page(registry: FakeRegistry) -> None:
    assert ask(f"{registry.npi_url()}?version=2.1&taxonomy_description=psych")["result_count"] == 10


def test_a_limit_over_200_is_silently_cut(registry: FakeRegistry) -> None:
    found = ask(f"{registry.npi_url()}?version=2.1&taxonomy_description=c&limit=1000")
    assert found["result_count"] == 200


def test_no_match_is_an_empty_list(registry: FakeRegistry) -> None:
    assert ask(f"{registry.npi_url()}?version=2.1&city=NOWHERE") == {"result_count": 0, "results": []}


@pytest.mark.parametrize(("path", "status"), [("/api/v2/studies?pageSize=x", 400), ("/api/v2/nothing", 404)])
def test_the_trials_errors_are_plain_text(registry: FakeRegistry, path: str, status: int) -> None:
    reply = HttpClient(1, 1).get("fake", registry.base + path, Deadline(Clock(), 2))
    assert (reply.status, reply.headers["Content-Type"]) == (status, "text/plain")


def test_the_last_page_of_trials_has_no_token(registry: FakeRegistry) -> None:
    first = ask(f"{registry.trials_url()}?pageSize=5")
    last = ask(f"{registry.trials_url()}?pageSize=5&pageToken={first['nextPageToken']}")
    assert "nextPageToken" not in last


def test_of_each_study_only_the_fields_that_are_asked_for_are_sent(registry: FakeRegistry) -> None:
    studies = ask(f"{registry.trials_url()}?fields=NCTId,LocationCity,LocationContactPhone")["studies"]
    first = studies[0]["protocolSection"]
    assert first.keys() == {"identificationModule", "contactsLocationsModule"}
    assert first["identificationModule"] == {"nctId": "NCT90000001"}
    assert first["contactsLocationsModule"]["locations"][0].keys() == {"city", "contacts"}
    assert first["contactsLocationsModule"]["locations"][0]["contacts"][1] == {"phone": "401-555-0100"}
    assert "eligibilityModule" in ask(registry.trials_url())["studies"][0]["protocolSection"], "without fields: all"
