"""What the well-behaved registries answer to a query: status, content type and body."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from workbench.fake_registry.people import entries
from workbench.fake_registry.studies import studies, with_other_names

Query = dict[str, str]
Answer = tuple[int, str, bytes]

NPI_LIMIT = 200
NPI_MAX_SKIP = 1000
CRITERIA = {
    "number",
    "taxonomy_description",
    "first_name",
    "last_name",
    "organization_name",
    "city",
    "postal_code",
}
WHERE = {
    "NCTId": "identificationModule.nctId",
    "BriefTitle": "identificationModule.briefTitle",
    "OverallStatus": "statusModule.overallStatus",
    "Condition": "conditionsModule.conditions",
    "InterventionName": "armsInterventionsModule.interventions.name",
    "InterventionOtherName": "armsInterventionsModule.interventions.otherNames",
    "MinimumAge": "eligibilityModule.minimumAge",
    "MaximumAge": "eligibilityModule.maximumAge",
    **{
        f"CentralContact{n}": f"contactsLocationsModule.centralContacts.{n.lower()}" for n in ("Name", "Phone", "EMail")
    },
    **{
        f"Location{name}": f"contactsLocationsModule.locations.{name.lower()}"
        for name in ("Facility", "Status", "City", "State", "Zip", "Country")
    },
    "LocationGeoPoint": "contactsLocationsModule.locations.geoPoint",
    **{
        f"LocationContact{name}": f"contactsLocationsModule.locations.contacts.{name.lower()}"
        for name in ("Name", "Phone", "EMail", "Role")
    },
}
"""Each piece that `fields` may name, to the place of its value in a study."""
ENTRIES = entries()
STUDIES = studies()


def json_answer(data: Any) -> Answer:
    """Status 200 with JSON."""
    return 200, "application/json", json.dumps(data).encode()


def text_answer(status: int, words: str) -> Answer:
    """ClinicalTrials.gov sends its errors as plain text."""
    return status, "text/plain", words.encode()


def npi_errors(number: str, field: str, description: str) -> Answer:
    """The NPI Registry sends its errors with status 200."""
    return json_answer({"Errors": [{"description": description, "field": field, "number": number}]})


def npi(query: Query) -> Answer:
    """One page of the NPI Registry; `result_count` is the size of the page, `limit` above 200 is silently
    cut."""
    if query.get("version") != "2.1":
        return npi_errors("17", "version", "Unsupported Version. Supported version: 2.1")
    for key in ("postal_code", "city"):
        if re.fullmatch(r".?\*", query.get(key, "")):
            return npi_errors("03", key, "Wildcard needs at least two leading characters")
    if query.get("enumeration_type", "NPI-1") not in ("NPI-1", "NPI-2"):
        return npi_errors("05", "enumeration_type", "Field contains special character(s) or wrong value")
    if not CRITERIA & set(query):
        field = "state" if "state" in query else "enumeration_type"
        return npi_errors("07", field, f"Field {field} requires additional search criteria")
    limit, skip = query.get("limit", "10"), query.get("skip", "0")
    if not limit.isdecimal() or not skip.isdecimal() or int(skip) > NPI_MAX_SKIP:
        return npi_errors("05", "limit", "Field contains a wrong value")
    found = [one for one in ENTRIES if _matches(one, query)]
    page = found[int(skip) : int(skip) + min(int(limit), NPI_LIMIT)]
    return json_answer({"result_count": len(page), "results": page})


def _matches(entry: dict[str, Any], query: Query) -> bool:
    code = query.get("postal_code", "").rstrip("*")
    wanted = query.get("taxonomy_description", "").lower()
    return (
        any(wanted in taxonomy["desc"].lower() for taxonomy in entry["taxonomies"])
        and any(address["postal_code"].startswith(code) for address in entry["addresses"])
        and _equal(entry, query, "city")
        and _equal(entry, query, "state")
        and query.get("enumeration_type", entry["enumeration_type"]) == entry["enumeration_type"]
    )


def _equal(entry: dict[str, Any], query: Query, key: str) -> bool:
    wanted = query.get(key, "").upper()
    return not wanted or any(address[key] == wanted for address in entry["addresses"])


def trials(query: Query) -> Answer:
    """One page of ClinicalTrials.gov; `nextPageToken` is absent on the last page. With `fields`, as the real one, of
    each study only what they name: a field that the program reads and forgot to ask for is missing here too."""
    asked = query["fields"].split(",") if "fields" in query else list(WHERE)
    unknown = [name for name in asked if name not in WHERE]
    size, start = query.get("pageSize", "10"), query.get("pageToken", "0")
    if unknown or not size.isdecimal() or not start.isdecimal():
        return text_answer(400, f"`fields` or a number is wrong: {', '.join(unknown)}")
    status = query.get("filter.overallStatus", "RECRUITING")
    found = [s for s in STUDIES if s["protocolSection"]["statusModule"]["overallStatus"] == status]
    end = int(start) + min(int(size), 1000)
    ways = [("protocolSection", *WHERE[name].split(".")) for name in asked if name in WHERE]
    page: dict[str, Any] = {"studies": [_only(with_other_names(s), ways) for s in found[int(start) : end]]}
    if end < len(found):
        page["nextPageToken"] = str(end)
    return json_answer(page)


def _only(value: Any, ways: Sequence[tuple[str, ...]]) -> Any:
    """Returns of *value* what the *ways* lead to, in each entry of a list; all of it where a way ends."""
    if () in ways:
        return value
    if isinstance(value, list):
        return [_only(entry, ways) for entry in value]
    names = {way[0] for way in ways}
    return {k: _only(v, [way[1:] for way in ways if way[0] == k]) for k, v in value.items() if k in names}
