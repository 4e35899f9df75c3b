"""Licensed professionals from the NPI Registry (NPPES), API v2.1.

An NPI proves no licence and says nothing about MDMA: whoever shows an entry says so and links the state's
board. Parameters and shapes are those of
https://npiregistry.cms.hhs.gov/api-page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clinicchat.directory.client import Answer, Client
from clinicchat.directory.clock import Deadline
from clinicchat.directory.errors import DirectoryError, Rejected, WrongShape
from clinicchat.directory.npi_entry import provider, taxonomies
from clinicchat.directory.provider import NPI, Provider
from clinicchat.directory.text import clean, items
from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place import Place

PAGE = 50  # entries asked for at once; the registry allows 200 and cuts silently above
MAX_SKIP = 1000  # the registry's own limit


@dataclass(frozen=True)
class Listing:
    """Providers in the order of `nearest_first`. `complete` is False where some of the queries failed."""

    providers: list[Provider]
    from_cache: bool
    complete: bool


def search(place: Place, limit: int, client: Client, url: str, deadline: Deadline) -> Listing:
    """Up to `limit` active providers, of the professions in taxonomies.yml, with their practice at a place.

    Asks for the ZIP code, or the city and state; where that gives fewer than `limit`, for the ZIP codes
    around (the first three digits). Raises `DirectoryError` only when nothing at all was found and a query
    failed.
    """
    gathered = _Gathered(place)
    for area in _areas(place):
        _gather(gathered, area, limit, client, url, deadline)
        if len(gathered.found) >= limit or not gathered.cached:  # enough, or every query failed
            break
    if gathered.errors and not gathered.found:
        raise gathered.errors[0]
    ranked = nearest_first(list(gathered.found.values()), place)
    complete = not gathered.errors
    return Listing(ranked[:limit], complete and all(gathered.cached), complete)


def nearest_first(providers: list[Provider], place: Place) -> list[Provider]:
    """The stated order: the same ZIP code, then the same city, then around; within each the newest entry
    first.

    Entries of one day by name. No one can pay or ask for a better rank.
    """

    def rank(one: Provider) -> tuple[bool, bool, int, str, str]:
        age = -one.updated.toordinal() if one.updated else 0
        other_city = fold(one.city) != fold(place.city)
        return (not place.zip or one.zip != place.zip, other_city, age, one.name, one.npi)

    return sorted(providers, key=rank)


def check(data: object) -> None:
    """Raises `Rejected` for the registry's own errors, which come with status 200, `WrongShape` for other
    JSON."""
    if isinstance(data, dict) and data.get("Errors"):
        error = next(iter(items(data["Errors"])), {})
        raise Rejected(NPI, clean(error.get("description"), 200), clean(error.get("number"), 8))
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise WrongShape(NPI, "no list of results")


@dataclass
class _Gathered:
    """What the queries of one search have brought so far; each NPI number once."""

    place: Place
    found: dict[str, Provider] = field(default_factory=dict)
    errors: list[DirectoryError] = field(default_factory=list)
    cached: list[bool] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        self.cached.append(answer.from_cache)
        for one in filter(None, map(provider, items(answer.data["results"]))):
            if self._is_here(one):
                self.found.setdefault(one.npi, one)

    def _is_here(self, one: Provider) -> bool:
        """The registry also finds by mailing address; only where the practice is counts."""
        place = self.place
        if one.state != place.state:
            return False
        same_city = bool(place.city) and fold(one.city) == fold(place.city)
        return not place.zip3 or same_city or one.zip.startswith(place.zip3)


def _areas(place: Place) -> Iterator[dict[str, str]]:
    """The queries' places, from narrow to wide. The registry rejects a state without a further criterion."""
    if place.zip:
        yield {"postal_code": place.zip}
    elif place.city:
        yield {"city": place.city, "state": place.state}
    else:
        yield {"state": place.state}
    if place.zip3:
        yield {"postal_code": f"{place.zip3}*", "state": place.state}


def _gather(
    gathered: _Gathered, area: dict[str, str], limit: int, client: Client, url: str, deadline: Deadline
) -> None:
    """One page of every profession at once, then the next page of those that were full, until it is
    enough."""
    terms, skip = taxonomies().ask, 0
    while terms and skip <= MAX_SKIP and len(gathered.found) < limit:
        full = []
        queries = [_query(area, term, skip) for term in terms]
        for term, answer in zip(terms, client.get_all(NPI, url, queries, deadline, check), strict=True):
            if isinstance(answer, DirectoryError):
                gathered.errors.append(answer)
                continue
            gathered.add(answer)
            if len(answer.data["results"]) >= PAGE:  # result_count is the size of this page, not the total
                full.append(term)
        terms, skip = full, skip + PAGE


def _query(area: dict[str, str], term: str, skip: int) -> dict[str, str]:
    query = {"version": "2.1", "country_code": "US", "taxonomy_description": term, **area, "limit": str(PAGE)}
    return query | {"skip": str(skip)} if skip else query
