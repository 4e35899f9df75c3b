"""The clinic's own list of providers, data/providers.yml: shown first, and with no network at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clinicchat.content.clinic_models import ListedProvider, Providers
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load
from clinicchat.content.yaml_file import ContentError, label
from clinicchat.directory.provider import Provider
from clinicchat.directory.text import clean, phone, zip5
from clinicchat.places.gazetteer import gazetteer
from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place import Place


def load_providers(path: Path) -> list[Provider]:
    """The entries, in the file's order; [] for a missing file. Re-read when changed; a broken edit keeps the last
    good list. Raises `ContentError` if there never was one."""
    return list(_kept.current(path))


def providers_for(place: Place, providers: list[Provider]) -> list[Provider]:
    """Those at the place (same city, same ZIP area, or same state for a state), then those by video in its
    state."""
    here = [one for one in providers if _is_here(one, place)]
    return here + [one for one in providers if one not in here and place.state in one.telehealth_states]


def _is_here(one: Provider, place: Place) -> bool:
    if one.state != place.state:
        return False
    whole_state = not place.city and not place.zip
    same_city = bool(one.city) and fold(one.city) == fold(place.city)
    return whole_state or same_city or bool(one.zip and place.zip3 and one.zip.startswith(place.zip3))


def _read(path: Path) -> tuple[Provider, ...]:
    if not path.is_file():
        return ()
    listed = load(path, Providers).providers
    for number, entry in enumerate(listed, start=1):
        for key, what, cure in problems(entry):
            raise ContentError(f"{label(path)}: providers > {number} ({entry.name}) > {key}: {what} {cure}")
    return tuple(map(_provider, listed))


def problems(listed: ListedProvider) -> Iterator[tuple[str, str, str]]:
    """Yields key, what is wrong and the cure of each value that cannot be used."""
    for state in (listed.state, *listed.telehealth_states):
        if state not in gazetteer().states:
            key = "state" if state == listed.state else "telehealth_states"
            yield key, f"`{state}` is not a state.", 'Write its two capital letters in quotes, such as "TX".'
    if listed.zip and not zip5(listed.zip):
        yield "zip", f"`{listed.zip}` is not a ZIP code.", "Write 5 digits in quotes."
    if listed.phone and not phone(listed.phone):
        yield "phone", f"`{listed.phone}` is not a US number.", "Write it in quotes, with its area code."
    if not listed.phone and not listed.website:
        yield "phone", "There is neither `phone` nor `website`.", "Add one, so that people can reach it."
    if "mdma" in f"{listed.name} {listed.profession}".lower():
        what = "The name or profession says MDMA. Nobody may offer it outside trials."
        yield "name", what, "Write it without MDMA, or delete the entry."


def _provider(listed: ListedProvider) -> Provider:
    return Provider(
        source="clinic_list",
        kind=listed.kind,
        name=clean(listed.name),
        profession=clean(listed.profession),
        credentials=clean(listed.credentials),
        address=tuple(clean(line) for line in listed.address),
        city=clean(listed.city),
        state=listed.state,
        zip=zip5(listed.zip),
        phone=phone(listed.phone),
        website=listed.website,
        telehealth_states=tuple(listed.telehealth_states),
        updated=listed.checked,
    )


_kept = LastGood(_read)
