"""Invented studies in the shape of ClinicalTrials.gov, among them some that must never be shown."""

from __future__ import annotations

from typing import Any

BOSTON = {"lat": 42.35843, "lon": -71.05977}
PROVIDENCE = {"lat": 41.82399, "lon": -71.41283}


def studies() -> list[dict[str, Any]]:
    """Every study of the registry."""
    return [
        study(1, "Invented Study of MDMA-Assisted Therapy for PTSD", sites=[_providence(), _los_angeles()]),
        study(2, "Invented Study of Midomafetamine in Veterans", drug="midomafetamine HCl", sites=[_no_point()]),
        study(3, "Made-up Study With MDMA, Site Closed", sites=[_providence() | {"status": "COMPLETED"}]),
        study(4, "Made-up Study Abroad With MDMA", sites=[_basel()]),
        study(5, "Sample Study of a Relative", drug="Methylone", sites=[_providence()]),
        study(6, "Finished Study of MDMA", status="COMPLETED", sites=[_providence()]),
        study(7, "Invented Study With a Drug of Many Names", drug="Study drug", sites=[_boston()])
        | {"_other": ["3,4-methylenedioxymethamphetamine"]},
        study(8, "Made-up Study of MDMA Nobody Can Place", sites=[_nowhere()]),
    ]


def study(
    number: int,
    title: str,
    drug: str = "MDMA",
    status: str = "RECRUITING",
    sites: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """One study with a central contact."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT9000{number:04d}", "briefTitle": title},
            "statusModule": {"overallStatus": status},
            "conditionsModule": {"conditions": ["PTSD"]},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": drug}]},
            "eligibilityModule": {"minimumAge": "18 Years", "maximumAge": "75 Years"},
            "contactsLocationsModule": {
                "centralContacts": [
                    {"name": "Casey Central", "role": "CONTACT", "phone": "800-555-0100"}
                    | {"email": "central@example.org"}
                ],
                "locations": sites or [],
            },
        }
    }


def with_other_names(study_: dict[str, Any]) -> dict[str, Any]:
    """The study as sent: `_other` becomes the drug's other names."""
    sent = {key: value for key, value in study_.items() if key != "_other"}
    if "_other" in study_:
        sent["protocolSection"]["armsInterventionsModule"]["interventions"][0]["otherNames"] = study_["_other"]
    return sent


def _site(facility: str, city: str, state: str, zip_code: str) -> dict[str, Any]:
    site = {"facility": facility, "status": "RECRUITING", "city": city, "state": state, "zip": zip_code}
    return site | {"country": "United States"}


def _providence() -> dict[str, Any]:
    contacts = [
        {"name": "Dr. Lead", "role": "PRINCIPAL_INVESTIGATOR", "phone": "401-555-0101"},
        {"name": "Sandy Site", "role": "CONTACT", "phone": "401-555-0100", "email": "site@example.org"},
    ]
    site = _site("Invented University Providence", "Providence", "Rhode Island", "02903")
    return site | {"geoPoint": PROVIDENCE, "contacts": contacts}


def _boston() -> dict[str, Any]:
    return _site("Made-up Hospital Boston", "Boston", "Massachusetts", "02114") | {"geoPoint": BOSTON}


def _los_angeles() -> dict[str, Any]:
    site = _site("Invented Clinic Los Angeles", "Los Angeles", "California", "90012")
    return site | {"geoPoint": {"lat": 34.05223, "lon": -118.24368}}


def _no_point() -> dict[str, Any]:
    return _site("Sample Veterans Center", "Denver", "Colorado", "80202")


def _nowhere() -> dict[str, Any]:
    return _site("Undisclosed Sample Site", "Xyzzyville", "Texas", "")


def _basel() -> dict[str, Any]:
    site = {"facility": "Invented Spital", "status": "RECRUITING", "city": "Basel", "country": "Switzerland"}
    return site | {"geoPoint": {"lat": 47.55839, "lon": 7.57327}}
