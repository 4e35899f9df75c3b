"""Search results as the chat shows them: five at a time, each with what it does and does not say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rasa_sdk import Tracker

from actions import message
from clinicchat.chat.message import Link, Result, links, web_address
from clinicchat.content import live_words
from clinicchat.directory import boards, search
from clinicchat.directory import settings as directory_settings
from clinicchat.directory.provider import CLINIC_LIST, Provider
from clinicchat.directory.trial_entry import Trial
from clinicchat.places.place import Place

PAGE = 5
SEARCHED = "US"
"""The searches are of the US only, and so are the help lines beside them."""


@dataclass
class Page:
    """One message of results: its words, what was found, links, and whether there are more."""

    text: str
    results: tuple[Result, ...] = ()
    links: tuple[Link, ...] = ()
    more: bool = False


@lru_cache(maxsize=1)
def _settings() -> directory_settings.Settings:
    return directory_settings.load()


def link(tracker: Tracker, name: str, **values: str) -> Link:
    """Returns the link called `link_<name>`."""
    around = message.chosen(tracker, f"link_{name}").metadata
    url = around.url or live_words.current().url_of(SEARCHED, around.help_line)
    return Link(message.words(tracker, f"link_{name}", **values), url)


def _elsewhere(tracker: Tracker) -> tuple[Link, ...]:
    """Returns where else to look when a list has nothing or cannot be reached."""
    return link(tracker, "findtreatment"), link(tracker, "samhsa")


def providers(tracker: Tracker, place: Place, start: int) -> Page:
    """Looks providers up and returns the page that begins at *start*. Blocks up to the directory's budget."""
    found = search.find_providers(place, _settings())
    shown = found.providers[start : start + PAGE]
    offered = _board(tracker, place)
    if not shown:
        offered += _elsewhere(tracker) + message.clinic_link(tracker)
        return Page(_none(tracker, "no_providers", place, start, found.failed), links=offered)
    text = message.words(tracker, "more_results" if start else "providers", place=place.label)
    if found.failed:
        text = f"{message.words(tracker, 'search_down')}\n\n{text}"
        offered += _elsewhere(tracker)
    return Page(text, tuple(_provider(tracker, p) for p in shown), offered, len(found.providers) > start + PAGE)


def trials(tracker: Tracker, place: Place, start: int) -> Page:
    """Looks trials up and returns the page that begins at *start*. Blocks up to the directory's budget."""
    found = search.find_trials(place, _settings())
    shown = found.trials[start : start + PAGE]
    offered: tuple[Link, ...] = (link(tracker, "trials"),)
    if not shown:
        if found.failed:
            offered += _elsewhere(tracker) + message.clinic_link(tracker)
        return Page(_none(tracker, "no_trials", place, start, found.failed), links=offered)
    name = "more_results" if start else "trials" if found.any_near else "trials_far"
    entries = tuple(_trial(tracker, t) for t in shown)
    return Page(message.words(tracker, name, place=place.label), entries, offered, len(found.trials) > start + PAGE)


def _none(tracker: Tracker, name: str, place: Place, start: int, failed: tuple[str, ...]) -> str:
    if failed:
        return message.words(tracker, "search_down")
    return message.words(tracker, "no_more_results" if start else name, place=place.label)


def _board(tracker: Tracker, place: Place) -> tuple[Link, ...]:
    board = boards.board_for(place.state)
    return links([{"label": message.words(tracker, "link_board", board=board.name), "url": board.url}] if board else [])


def _provider(tracker: Tracker, provider: Provider) -> Result:
    own = provider.source == CLINIC_LIST
    note = message.words(tracker, "note_clinic" if own else "note_npi", date=str(provider.updated or ""))
    board = boards.board_for(provider.state)
    return Result(
        name=", ".join(t for t in (provider.name, provider.credentials) if t),
        kind="provider",
        profession=provider.profession or "",
        address=_address(*provider.address, provider.city, f"{provider.state} {provider.zip}".strip()),
        phone=provider.phone or "",
        url=web_address(provider.website or (board.url if board else "")),
        note=note,
    )


def _trial(tracker: Tracker, trial: Trial) -> Result:
    ages = " – ".join(a for a in (trial.minimum_age, trial.maximum_age) if a)
    miles = f"{trial.miles:.0f}" if trial.miles is not None else "?"
    status = trial.status.replace("_", " ").capitalize() or "Recruiting"
    ages = ages or message.words(tracker, "note_no_ages")
    return Result(
        name=trial.title,
        kind="trial",
        profession=trial.nct_id,
        address=_address(trial.facility, trial.city, f"{trial.state} {trial.zip}".strip()),
        phone=(trial.contact.phone if trial.contact else "") or "",
        url=web_address(trial.url),
        note=message.words(tracker, "note_trial", status=status, ages=ages, miles=miles),
    )


def _address(*parts: str) -> str:
    return ", ".join(p for p in parts if p)
