"""Recruiting MDMA trials from ClinicalTrials.gov, API v2, and their site nearest to a place.

A listing is not a recommendation. Parameters and shapes are those of https://clinicaltrials.gov/data-api/api.
A field that `trial_entry.py` reads must stand in `FIELDS`: the registry sends only what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clinicchat.directory.client import Client
from clinicchat.directory.clock import Deadline
from clinicchat.directory.errors import WrongShape
from clinicchat.directory.text import items
from clinicchat.directory.trial_entry import TRIALS, Trial, trial
from clinicchat.places.place import Place

PAGE = 100
MAX_PAGES = 5  # 500 recruiting MDMA studies; there are a few dozen
FIELDS = (
    "NCTId",
    "BriefTitle",
    "OverallStatus",
    "InterventionName",
    "InterventionOtherName",
    "MinimumAge",
    "MaximumAge",
    "CentralContactName",
    "CentralContactPhone",
    "CentralContactEMail",
    "LocationFacility",
    "LocationStatus",
    "LocationCity",
    "LocationState",
    "LocationZip",
    "LocationCountry",
    "LocationGeoPoint",
    "LocationContactName",
    "LocationContactPhone",
    "LocationContactEMail",
    "LocationContactRole",
)


@dataclass(frozen=True)
class TrialListing:
    """Trials, the nearest site first, those of unknown distance last."""

    trials: list[Trial]
    from_cache: bool


def search(place: Place, limit: int, client: Client, url: str, deadline: Deadline) -> TrialListing:
    """The `limit` recruiting MDMA trials with a US site nearest to a place. Raises `DirectoryError`.

    The same query serves every place, so it is cached once; the place itself is not sent.
    """
    studies: list[object] = []
    cached: list[bool] = []
    token = ""
    for _ in range(MAX_PAGES):
        answer = client.get(TRIALS, url, _query(token), deadline, check)
        cached.append(answer.from_cache)
        studies += answer.data["studies"]
        token = answer.data.get("nextPageToken") or ""
        if not isinstance(token, str) or not token:  # absent on the last page
            break
    return TrialListing(nearest(studies, place)[:limit], all(cached))


def nearest(studies: Iterable[object], place: Place) -> list[Trial]:
    """The MDMA trials among the studies, each NCT number once, nearest first."""
    found = {one.nct_id: one for one in (trial(study, place) for study in items(list(studies))) if one}
    return sorted(found.values(), key=lambda one: (one.miles is None, one.miles or 0.0, one.nct_id))


def check(data: object) -> None:
    """Raises `WrongShape` for JSON without a list of studies."""
    if not isinstance(data, dict) or not isinstance(data.get("studies"), list):
        raise WrongShape(TRIALS, "no list of studies")


def _query(token: str) -> dict[str, str]:
    query = {
        "query.intr": "MDMA OR midomafetamine",
        "filter.overallStatus": "RECRUITING",
        "fields": ",".join(FIELDS),
        "pageSize": str(PAGE),
    }
    return query | {"pageToken": token} if token else query
