"""One entry of the NPI Registry (API v2.1) as a `Provider`."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from clinicchat.content.fields import Model
from clinicchat.content.loader import load
from clinicchat.directory.names import credentials, person_name, title_case
from clinicchat.directory.provider import Provider
from clinicchat.directory.text import clean, items, part, phone, zip5

TAXONOMIES = Path(__file__).with_name("taxonomies.yml")
KINDS = {"NPI-1": "person", "NPI-2": "organisation"}


class Taxonomies(Model, frozen=True):
    """taxonomies.yml: taxonomy code to label, and descriptions to search with."""

    codes: dict[str, str]
    ask: list[str]


@lru_cache(maxsize=1)
def taxonomies() -> Taxonomies:
    """Returns taxonomies.yml."""
    return load(TAXONOMIES, Taxonomies)


def provider(entry: dict[str, object]) -> Provider | None:
    """The entry as a provider; None unless active, of a profession we show, named, and located in the US.

    Any field may be missing, null or of another type.
    """
    basic = part(entry, "basic")
    kind, number = KINDS.get(clean(entry.get("enumeration_type"))), clean(entry.get("number"))
    label, location = _profession(entry), _location(entry)
    if not kind or not label or not location or clean(basic.get("status")) != "A":
        return None
    name = person_name(basic) if kind == "person" else title_case(basic.get("organization_name"))
    if not name or not re.fullmatch(r"\d{10}", number, re.ASCII):
        return None
    lines = (title_case(location.get(key), 80) for key in ("address_1", "address_2"))
    return Provider(
        source="npi",
        kind="person" if kind == "person" else "organisation",
        name=name,
        profession=label,
        credentials=credentials(basic.get("credential")),
        address=tuple(filter(None, lines)),
        city=title_case(location.get("city"), 60),
        state=clean(location.get("state"), 2).upper(),
        zip=zip5(location.get("postal_code")),
        phone=phone(location.get("telephone_number")),
        npi=number,
        updated=_day(basic.get("last_updated")),
    )


def _profession(entry: dict[str, object]) -> str:
    """The label of the primary profession we show, else of the first one."""
    codes = taxonomies().codes
    shown = [t for t in items(entry.get("taxonomies")) if clean(t.get("code")) in codes]
    shown.sort(key=lambda taxonomy: taxonomy.get("primary") is not True)
    return codes[clean(shown[0]["code"])] if shown else ""


def _location(entry: dict[str, object]) -> dict[str, object]:
    """The practice address: the one marked LOCATION, wherever it stands in the list."""
    for address in items(entry.get("addresses")):
        if clean(address.get("address_purpose")) == "LOCATION" and clean(address.get("country_code")) == "US":
            return address
    return {}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(clean(value, 10))
    except ValueError:
        return None
