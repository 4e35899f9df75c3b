"""A provider as the chat shows it, whichever source it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

CLINIC_LIST = "clinic_list"
NPI = "npi"


@dataclass(frozen=True)
class Provider:
    """One licensed professional or organisation. Text is plain and short; "" or None where the source says
    nothing.

    `source` is "clinic_list" or "npi"; `updated` the day the entry was last changed (NPI) or checked
    (clinic). `profession` is the label of data in `taxonomies.yml`, or the clinic's own words.
    `telehealth_states` are the states the clinic's list says the person treats by video.
    """

    source: Literal["clinic_list", "npi"]
    kind: Literal["person", "organisation"]
    name: str
    profession: str
    credentials: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    website: str = ""
    npi: str = ""
    updated: date | None = None
    telehealth_states: tuple[str, ...] = ()
