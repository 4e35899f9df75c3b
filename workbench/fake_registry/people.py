"""Invented NPI entries in the registry's shape: every name says it is made up, every number is a 555 one."""

from __future__ import annotations

from typing import Any

# City, state, ZIP+4 and area code of each invented practice.
CITIES = [
    ("AUSTIN", "TX", "787011234", "512"),
    ("CHICAGO", "IL", "606010001", "312"),
    ("PORTLAND", "OR", "972050002", "503"),
    ("PORTLAND", "ME", "041010003", "207"),
    ("SPRINGFIELD", "MO", "658060004", "417"),
    ("NEW YORK", "NY", "100010005", "212"),
    ("LOS ANGELES", "CA", "900120006", "213"),
    ("SEATTLE", "WA", "981010007", "206"),
    ("DENVER", "CO", "802020008", "303"),
    ("PROVIDENCE", "RI", "029030009", "401"),
    ("MIAMI", "FL", "331010010", "305"),
    ("BOISE", "ID", "837020011", "208"),
]
# Code and description as the registry writes it; the last three must never be shown.
TAXONOMIES = [
    ("2084P0800X", "Psychiatry & Neurology, Psychiatry"),
    ("2084P0802X", "Psychiatry & Neurology, Addiction Psychiatry"),
    ("103TC0700X", "Psychologist, Clinical"),
    ("103T00000X", "Psychologist"),
    ("1041C0700X", "Social Worker, Clinical"),
    ("106H00000X", "Marriage & Family Therapist"),
    ("101YM0800X", "Counselor, Mental Health"),
    ("101YP2500X", "Counselor, Professional"),
    ("363LP0808X", "Nurse Practitioner, Psychiatric/Mental Health"),
    ("261QM0801X", "Clinic/Center, Mental Health (Including Community Mental Health Center)"),
    ("104100000X", "Social Worker"),
    ("103G00000X", "Clinical Neuropsychologist Psychologist"),
    ("1223G0001X", "Dentist, General Practice"),
]
FIRST = ["JANE", "PAT", "ALEX", "SAM", "ROBIN", "CHRIS"]
LAST = ["SAMPLE", "MCEXAMPLE", "O'SPECIMEN", "PLACEHOLDER-TEST", "INVENTED", "DE LA MUESTRA", "MOCKINGBIRD"]
CREDENTIALS = {"2084": "MD", "103T": "PH.D.", "1041": "LCSW", "106H": "LMFT", "101Y": "LPC", "363L": "PMHNP"}
PSYCHOLOGISTS_IN_AUSTIN = 60  # more than one page of 50


def entries() -> list[dict[str, Any]]:
    """Every entry of the registry, among them inactive ones, duplicates and practices in another city."""
    found: list[dict[str, Any]] = []
    for place in CITIES:
        for index, taxonomy in enumerate(TAXONOMIES):
            found += [entry(len(found) + copy, place, taxonomy, index + copy) for copy in range(2)]
    found += [entry(2000 + n, CITIES[0], TAXONOMIES[2], n) for n in range(PSYCHOLOGISTS_IN_AUSTIN)]
    found.append(found[4])  # the same number twice
    found.append(entry(3001, CITIES[0], TAXONOMIES[2], 1, status="D", last_name="DEACTIVATED"))
    elsewhere = entry(3002, CITIES[0], TAXONOMIES[2], 1, last_name="MAILONLY")
    elsewhere["addresses"][1] |= {"city": "EL PASO", "postal_code": "799010000"}
    return [*found, elsewhere]


def entry(
    number: int, place: tuple[str, str, str, str], taxonomy: tuple[str, str], seed: int, **changes: str
) -> dict[str, Any]:
    """One entry; the mailing address comes first, as it may in the registry."""
    city, state, postal_code, area = place
    organisation = taxonomy[0].startswith("261Q")
    where = {
        "address_type": "DOM",
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country_code": "US",
    }
    where |= {"country_name": "United States"}
    phone = f"{area}-555-{100 + number % 100:04d}"
    basic = _organisation(number) if organisation else _person(seed, taxonomy[0])
    return {
        "number": f"{1_000_000_000 + number}",
        "enumeration_type": "NPI-2" if organisation else "NPI-1",
        "created_epoch": "1393416364000",
        "last_updated_epoch": "1619378753000",
        "basic": basic
        | {"enumeration_date": "2014-02-26", "last_updated": f"20{10 + seed % 15}-04-25", "status": "A"}
        | changes,
        "addresses": [
            {"address_purpose": "MAILING", "address_1": f"PO BOX {number}", **where},
            {
                "address_purpose": "LOCATION",
                "address_1": f"{100 + number} EXAMPLE ST",
                "address_2": "STE 4" if seed % 2 else "--",
                "telephone_number": phone,
                **where,
            },
        ],
        "taxonomies": [
            {"code": taxonomy[0], "desc": taxonomy[1], "license": "000000", "primary": True, "state": state}
            | {"taxonomy_group": ""}
        ],
        "identifiers": [],
        "other_names": [],
        "endpoints": [],
        "practiceLocations": [],
    }


def _person(seed: int, code: str) -> dict[str, Any]:
    return {
        "first_name": FIRST[seed % len(FIRST)],
        "middle_name": "--" if seed % 3 else "Q",
        "last_name": LAST[seed % len(LAST)],
        "name_suffix": "III" if seed % 5 == 0 else "--",
        "credential": CREDENTIALS.get(code[:4], "--"),
        "sex": "F" if seed % 2 else "X",
        "sole_proprietor": "NO",
    }


def _organisation(number: int) -> dict[str, Any]:
    return {"organization_name": f"INVENTED CENTER FOR EXAMPLES {number} LLC", "organizational_subpart": "NO"}
