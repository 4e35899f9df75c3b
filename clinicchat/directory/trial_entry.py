"""One study of ClinicalTrials.gov (API v2) as a `Trial`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clinicchat.directory.text import TITLE, clean, items, part, phone, zip5
from clinicchat.places.gazetteer import gazetteer
from clinicchat.places.gazetteer_build import fold
from clinicchat.places.place import Place, miles_between

TRIALS = "trials"
NEAR_MILES = 100.0
STUDY_PAGE = "https://clinicaltrials.gov/study/"
COUNTRIES = ("united states", "puerto rico", "guam")

_MDMA = re.compile(r"\bmdma\b|midomafetamine|methylenedioxy-?methamphetamine", re.IGNORECASE)
_AGE = re.compile(r"\d{1,3} (?:Year|Month|Week|Day)s?", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a trial; `of` is "site" or "central", the rest "" where not given."""

    of: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Trial:
    """A recruiting MDMA trial and its site nearest to the visitor's place.

    `miles` is the distance in statute miles to a tenth, None when the site's position is unknown; `near`
    whether that is at most 100 miles or, for a whole state as the place, in that state. Ages are as
    registered ("18 Years"), "" for no limit. `status` is the site's own, "" if only the study has one.
    """

    nct_id: str
    title: str
    url: str
    facility: str
    city: str
    state: str
    zip: str
    status: str
    miles: float | None
    near: bool
    minimum_age: str
    maximum_age: str
    contact: Contact | None


@dataclass(frozen=True)
class _Site:
    fields: dict[str, object]
    miles: float | None


def trial(study: dict[str, object], place: Place) -> Trial | None:
    """The study as a trial; None unless recruiting, about MDMA, and with a US site that recruits."""
    protocol = part(study, "protocolSection")
    identity, status = part(protocol, "identificationModule"), part(protocol, "statusModule")
    nct_id, title = clean(identity.get("nctId")), clean(identity.get("briefTitle"), TITLE)
    site = _nearest_site(protocol, place)
    if not re.fullmatch(r"NCT\d{8}", nct_id, re.ASCII) or clean(status.get("overallStatus")) != "RECRUITING":
        return None
    if not title or not site or not _is_mdma(protocol, title):
        return None
    eligibility = part(protocol, "eligibilityModule")
    return Trial(
        nct_id=nct_id,
        title=title,
        url=STUDY_PAGE + nct_id,
        facility=clean(site.fields.get("facility")),
        city=clean(site.fields.get("city"), 60),
        state=_state_code(site.fields),
        zip=zip5(site.fields.get("zip")),
        status=clean(site.fields.get("status"), 40),
        miles=site.miles,
        near=_is_near(site, place),
        minimum_age=_age(eligibility.get("minimumAge")),
        maximum_age=_age(eligibility.get("maximumAge")),
        contact=_contact(site.fields.get("contacts"), "site") or _contact(_central(protocol), "central"),
    )


def _is_mdma(protocol: dict[str, object], title: str) -> bool:
    """The registry's search also finds relatives and mere mentions, so the names are read again here."""
    names = [title]
    for intervention in items(part(protocol, "armsInterventionsModule").get("interventions")):
        others = intervention.get("otherNames")
        names.append(clean(intervention.get("name"), TITLE))
        names += [clean(other, TITLE) for other in others] if isinstance(others, list) else []
    return any(_MDMA.search(name) for name in names)


def _nearest_site(protocol: dict[str, object], place: Place) -> _Site | None:
    sites = []
    for fields in items(part(protocol, "contactsLocationsModule").get("locations")):
        recruits = clean(fields.get("status")) in ("", "RECRUITING")
        if recruits and clean(fields.get("country")).lower() in COUNTRIES:
            sites.append(_Site(fields, _miles(fields, place)))
    return min(sites, key=lambda site: (site.miles is None, site.miles or 0.0), default=None)


def _miles(fields: dict[str, object], place: Place) -> float | None:
    point = part(fields, "geoPoint")
    latitude, longitude = _degrees(point.get("lat"), 90), _degrees(point.get("lon"), 180)
    if latitude is None or longitude is None:
        towns = gazetteer().towns(fold(clean(fields.get("city"), 60)), _state_code(fields) or "?")
        if not towns:
            return None
        latitude, longitude = towns[0].latitude, towns[0].longitude
    return round(miles_between(place.latitude, place.longitude, latitude, longitude), 1)


def _degrees(value: object, limit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None  # NaN compares as False


def _state_code(fields: dict[str, object]) -> str:
    name = clean(fields.get("state"), 40) or clean(fields.get("country"), 40)
    states = gazetteer()
    return name.upper() if name.upper() in states.states else states.state_by_key.get(fold(name), "")


def _is_near(site: _Site, place: Place) -> bool:
    if not place.city and not place.zip:
        return _state_code(site.fields) == place.state
    return site.miles is not None and site.miles <= NEAR_MILES


def _age(value: object) -> str:
    text = clean(value, 20)
    return text if _AGE.fullmatch(text) else ""


def _central(protocol: dict[str, object]) -> object:
    return part(protocol, "contactsLocationsModule").get("centralContacts")


def _contact(contacts: object, of: str) -> Contact | None:
    """The first contact with a telephone or an email address; investigators are no contacts for visitors."""
    for one in items(contacts):
        email = clean(one.get("email"), 200)
        found = Contact(of, clean(one.get("name"), 80), phone(one.get("phone")), "")
        if _EMAIL.fullmatch(email):
            found = Contact(of, found.name, found.phone, email)
        if (found.phone or found.email) and not clean(one.get("role")).endswith("INVESTIGATOR"):
            return found
    return None
