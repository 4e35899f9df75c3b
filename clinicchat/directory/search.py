"""The two searches the chat makes. Synchronous, bounded by `settings.budget`, never raising: call them in a
thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from clinicchat.content.yaml_file import ContentError
from clinicchat.directory import npi, trials
from clinicchat.directory.breaker import Breaker
from clinicchat.directory.cache import Cache
from clinicchat.directory.client import Client
from clinicchat.directory.clinic_list import load_providers, providers_for
from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.errors import DirectoryError
from clinicchat.directory.http import HttpClient
from clinicchat.directory.provider import CLINIC_LIST, NPI, Provider
from clinicchat.directory.settings import Settings
from clinicchat.directory.trial_entry import TRIALS, Trial
from clinicchat.places.place import Place

log = logging.getLogger(__name__)
Listing = TypeVar("Listing")

MAX_PROVIDERS = 25
MAX_TRIALS = 10


@dataclass(frozen=True)
class Found:
    """Providers near a place: the clinic's own list first, then the NPI Registry in the order of
    `npi.nearest_first`.

    `failed` names the sources ("clinic_list", "npi") that are on and gave nothing or only a part; with empty
    `providers` and empty `failed` there really is no one. `from_cache` is True when no registry was asked
    now.
    """

    providers: tuple[Provider, ...] = ()
    failed: tuple[str, ...] = ()
    from_cache: bool = False


@dataclass(frozen=True)
class FoundTrials:
    """Recruiting MDMA trials, the nearest site first. `any_near` is whether one is within 100 miles or in the
    state."""

    trials: tuple[Trial, ...] = ()
    failed: tuple[str, ...] = ()
    from_cache: bool = False
    any_near: bool = field(init=False)

    def __post_init__(self) -> None:
        """Derives `any_near`."""
        object.__setattr__(self, "any_near", any(trial.near for trial in self.trials))


@lru_cache(maxsize=4)
def client_for(settings: Settings) -> Client:
    """The client of these settings; one per process, so that breaker and connections are shared."""
    clock = Clock()
    cache = Cache(settings.cache_dir, clock, settings.cache_ttl)
    return Client(HttpClient(settings.connect_timeout, settings.read_timeout), cache, clock, Breaker(clock))


def find_providers(place: Place, settings: Settings, limit: int = MAX_PROVIDERS, client: Client | None = None) -> Found:
    """Providers at a place, at most `limit` of them from the registry. Errors are named in `failed` and
    logged."""
    own: list[Provider] = []
    failed: list[str] = []
    if settings.clinic_list_on:
        try:
            own = providers_for(place, load_providers(settings.providers))
        except ContentError as error:
            log.error("%s", error)
            failed.append(CLINIC_LIST)
    listing = npi.Listing([], from_cache=False, complete=True)
    if settings.npi_on:
        asked = _ask(settings, client, lambda c, until: npi.search(place, limit, c, settings.npi_url, until))
        listing = asked or npi.Listing([], from_cache=False, complete=False)
    if not listing.complete:
        failed.append(NPI)
    return Found((*own, *listing.providers), tuple(failed), listing.from_cache)


def find_trials(place: Place, settings: Settings, limit: int = MAX_TRIALS, client: Client | None = None) -> FoundTrials:
    """Recruiting MDMA trials nearest to a place. Errors are named in `failed` and logged."""
    if not settings.trials_on:
        return FoundTrials()
    listing = _ask(settings, client, lambda c, until: trials.search(place, limit, c, settings.trials_url, until))
    if listing is None:
        return FoundTrials(failed=(TRIALS,))
    return FoundTrials(tuple(listing.trials), (), listing.from_cache)


def _ask(settings: Settings, client: Client | None, search: Callable[[Client, Deadline], Listing]) -> Listing | None:
    """Returns what *search* finds before the deadline; None when the registry fails.

    Source and kind are logged, no more: a registry's own words may repeat the place a visitor wrote.
    """
    client = client or client_for(settings)
    try:
        return search(client, Deadline(client.clock, settings.budget))
    except DirectoryError as error:
        log.warning("directory: %s: %s %s", error.source, type(error).__name__, getattr(error, "code", ""))
        return None
