"""One entry of the NPI Registry (API v2.1, facts.md 6.1) as a `Provider`."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from clinicchat.content import yaml_file
from clinicchat.directory.names import credentials, person_name, title_case
from clinicchat.directory.provider import Provider
from clinicchat.directory.text import clean, items, part, phone, zip5

TAXONOMIES = Path(__file__).with_name("taxonomies.yml")
KINDS = {"NPI-1": "person", "NPI-2": "organisation"}


@lru_cache(maxsize=1)
def taxonomies() -> dict[str, Any]:
    """`codes` (taxonomy code to label) and `ask` (descriptions to search with), from taxonomies.yml."""
    return yaml_file.load(TAXONOMIES)


def provider(entry: dict[str, Any]) -> Provider | None:
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


def _profession(entry: dict[str, Any]) -> str:
    """The label of the primary profession we show, else of the first one."""
    codes: dict[str, str] = taxonomies()["codes"]
    shown = [t for t in items(entry.get("taxonomies")) if clean(t.get("code")) in codes]
    shown.sort(key=lambda taxonomy: taxonomy.get("primary") is not True)
    return codes[clean(shown[0]["code"])] if shown else ""


def _location(entry: dict[str, Any]) -> dict[str, Any]:
    """The practice address: the one marked LOCATION, wherever it stands in the list."""
    for address in items(entry.get("addresses")):
        if clean(address.get("address_purpose")) == "LOCATION" and clean(address.get("country_code")) == "US":
            return address
    return {}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(clean(value, 10))
    except ValueError:
        return None
