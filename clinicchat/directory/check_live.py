"""Checks every address this package uses against the live services: `python -m
clinicchat.directory.check_live`.

Asks both registries what a visitor's search asks, then opens every board's page, slowly, and writes one line
each. The exit status is the number of addresses that failed (at most 99). Nothing of the chat uses this
module.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from clinicchat import paths
from clinicchat.content.clinic_models import Board
from clinicchat.directory import npi, settings, trials
from clinicchat.directory.abort import Job
from clinicchat.directory.boards import load_boards
from clinicchat.directory.client import Client
from clinicchat.directory.clock import Deadline
from clinicchat.directory.errors import DirectoryError
from clinicchat.directory.search import client_for
from clinicchat.places.places import Place, find_place

SECONDS = 15.0  # for one address; a visitor's search has 2.5
PAUSE = 0.5  # between two addresses
PLACE = "Chicago, IL"


def check_all(options: settings.Settings, boards: dict[str, Board], pause: float = PAUSE) -> Iterator[list[str]]:
    """One row per address: "ok" or "FAILED", what it is, the address, what came."""
    client = client_for(options)
    place = find_place(PLACE)
    assert isinstance(place, Place)
    yield _row("NPI Registry", options.npi_url, lambda: _npi(client, options, place))
    yield _row("ClinicalTrials.gov", options.trials_url, lambda: _trials(client, options, place))
    for code, board in sorted(boards.items()):
        client.clock.sleep(pause)
        yield _row(f"{code} {board.name}", board.url, lambda url=board.url: _page(client, url))  # type: ignore[misc]


def _row(name: str, url: str, check: Callable[[], str]) -> list[str]:
    try:
        return ["ok", name, url, check()]
    except (DirectoryError, TimeoutError) as error:
        return ["FAILED", name, url, str(error) or type(error).__name__]


def _npi(client: Client, options: settings.Settings, place: Place) -> str:
    listing = npi.search(place, 5, client, options.npi_url, Deadline(client.clock, SECONDS))
    if not listing.providers:
        raise DirectoryError("npi", "no provider in a large city")
    return f"{len(listing.providers)} providers, first updated {listing.providers[0].updated}"


def _trials(client: Client, options: settings.Settings, place: Place) -> str:
    listing = trials.search(place, 5, client, options.trials_url, Deadline(client.clock, SECONDS))
    return f"{len(listing.trials)} recruiting trials" + (f", {listing.trials[0].url}" if listing.trials else "")


def _page(client: Client, url: str) -> str:
    deadline = Deadline(client.clock, SECONDS)
    reply = Job(lambda: client.http.get("board", url, deadline)).result(SECONDS)
    if reply.status != 200:
        raise DirectoryError("board", f"status {reply.status}")
    return "status 200" if reply.url == url else f"status 200 at {reply.url}"


def main(write: Callable[[str], object] = sys.stdout.write) -> int:
    """Writes the table, returns the number of failures."""
    with tempfile.TemporaryDirectory() as folder:
        live = replace(settings.load(), cache_dir=Path(folder), cache_ttl=0.0, budget=SECONDS, read_timeout=SECONDS)
        failed = 0
        for row in check_all(live, load_boards(paths.DATA / "boards.yml")):
            failed += row[0] != "ok"
            write("{:7} {:60.60} {:70} {}\n".format(*row))
        write(f"{failed} failed\n")
    return min(failed, 99)


if __name__ == "__main__":
    sys.exit(main())
