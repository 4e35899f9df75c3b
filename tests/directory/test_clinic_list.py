"""The clinic's list is checked with the cure named, and matched to the place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content.yaml_file import ContentError
from clinicchat.directory.clinic_list import load_providers, providers_for
from clinicchat.places.places import Place, find_place

ENTRY = """
- name: Example Person
  profession: Clinical psychologist
  state: "TX"
  checked: 2026-01-31
  phone: "(512) 555-0100"
"""
FULL = f"""{ENTRY}
  website: "https://example.com/a"
  kind: organisation
  credentials: PhD
  address: ["100 Example St", "Ste 4"]
  city: Austin
  zip: "78701"
  telehealth_states: ["TX", "NM"]
"""


@pytest.fixture
def write(tmp_path: Path):
    def put(text: str) -> Path:
        file = tmp_path / "providers.yml"
        file.write_text(text, encoding="utf-8")
        return file

    return put


def names(text: str, file: Path) -> list[str]:
    place = find_place(text)
    assert isinstance(place, Place)
    return [one.name for one in providers_for(place, load_providers(file))]


def test_the_list_ships_empty_and_valid() -> None:
    assert load_providers(paths.DATA / "providers.yml") == []


def test_the_example_in_the_shipped_file_is_valid(write) -> None:
    lines = (paths.DATA / "providers.yml").read_text(encoding="utf-8").splitlines()
    start = lines.index("# providers:")
    example = [line[2:] for line in lines[start:] if line.startswith("#")]
    assert [one.name for one in load_providers(write("\n".join(example)))] == ["Example Person"]


def test_an_entry_is_read_in_full(write) -> None:
    (one,) = load_providers(write("providers:" + FULL))
    assert (one.source, one.kind, one.phone, one.updated) == (
        "clinic_list",
        "organisation",
        "512-555-0100",
        date(2026, 1, 31),
    )
    assert (one.address, one.telehealth_states) == (("100 Example St", "Ste 4"), ("TX", "NM"))


def test_a_missing_file_is_an_empty_list(tmp_path: Path) -> None:
    assert load_providers(tmp_path / "none.yml") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "data/providers.yml: has no `name: words` lines"),
        ("providers: 3", "providers: `providers` must be a list"),
        ("providers: [", "data/providers.yml, line 1: A bracket"),
        ("providers: [3]", "providers > 1: `1` must have named lines"),
        (
            "providers:" + ENTRY.replace("  state", "  staat"),
            "line 4: providers > 1 > staat: .* Did you mean `state`",
        ),
        ("providers:" + ENTRY.replace("  state", "  staat"), "`staat` is not a key that is used here"),
        (
            "providers:" + ENTRY.replace('"TX"', "Texas"),
            "providers > 1 .Example Person. > state: `Texas` is not a state",
        ),
        ("providers:" + ENTRY.replace("2026-01-31", "soon"), "checked: .* this is not a date"),
        ("providers:" + ENTRY.replace("(512) 555-0100", "5"), "phone: `5` is not a US number"),
        (
            "providers:" + ENTRY.replace('  phone: "(512) 555-0100"', ""),
            "There is neither `phone` nor",
        ),
        (
            "providers:" + ENTRY.replace("Clinical psychologist", "MDMA therapist"),
            "name: .* says MDMA",
        ),
        ("providers:" + ENTRY.replace("Example Person", "[x]"), "name: `name` must be one value"),
        (
            "providers:" + ENTRY + "  website: javascript:alert(1)",
            "website: .* not an address",
        ),
        ("providers:" + ENTRY + "  zip: 787", "zip: .* Put it in quotes"),
        ("providers:" + ENTRY + "  kind: robot", "kind: .* Write one of: organisation, person"),
        ("providers:" + ENTRY + "  telehealth_states: TX", "telehealth_states: .* must be a list"),
        ("providers:" + ENTRY + ENTRY.replace('"TX"', "1"), "providers > 2 > state"),
    ],
)
def test_a_mistake_is_named_with_file_entry_key_and_cure(write, text: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        load_providers(write(text))


@pytest.mark.parametrize("text", ["austin", "78701", "78799", "texas", "albuquerque", "new mexico"])
def test_an_entry_matches_its_city_zip_area_state_and_telehealth(write, text: str) -> None:
    assert names(text, write("providers:" + FULL)) == ["Example Person"]


@pytest.mark.parametrize("text", ["chicago", "oklahoma"])
def test_an_entry_does_not_match_elsewhere(write, text: str) -> None:
    assert names(text, write("providers:" + FULL)) == []


def test_without_telehealth_another_city_does_not_match(write) -> None:
    assert names("el paso", write("providers:" + ENTRY + "  city: Austin")) == []


def test_those_nearby_come_before_those_by_video(write) -> None:
    far = FULL.replace("Example Person", "Far Person").replace("city: Austin", "city: El Paso").replace("787", "799")
    assert names("austin", write("providers:" + far + FULL)) == ["Example Person", "Far Person"]


def test_a_changed_file_is_read_again(write) -> None:
    assert load_providers(write("providers: []")) == []
    file = write("providers:" + ENTRY)
    assert len(load_providers(file)) == 1
