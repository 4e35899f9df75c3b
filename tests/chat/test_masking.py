"""Personal data is masked by its shape; what only looks like it stays, because the assistant has to understand it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinicchat.chat.masking import mask

MASKED = {
    "[e-mail]": "jo.doe+x@example.co.uk|jane@gmail.com|jane @ gmail . com|jane at gmail dot com|jane(at)yahoo(dot)com"
    "|JANE@EXAMPLE.ORG|a_b-c@sub.example.museum",
    "[number]": "512-555-0142|(512) 555-0142|(512)555-0142|512.555.0142|5125550142|1-512-555-0142|+1 512 555 0142"
    "|+44 20 7946 0958|020 7946 0958|07700 900123|+4915112345678|0412 345 678|555-0142|my number is 555 0142"
    "|call me on 5550142|123-45-6789|123 45 6789|ssn 123456789|my social is 123456789|4111 1111 1111 1111"
    "|4111111111111111|3782 822463 10005|whatsapp: 512 5550142",
    "[date]": "01/02/1985|1/2/85|1985-02-01|1.2.1985|dob: 1/2/85|born on 5 march 1990|March 5, 1990|5th of March 1990"
    "|my birthday is march 5|5 Mar 1990|born 5/3",
    "[address]": "12 Oak Street|1600 Pennsylvania Avenue NW|221b baker st|12 N. Main St Apt 4|5 Rosewood Dr."
    "|77 Massachusetts Ave, Apt 3b|PO Box 123|4 privet drive|1 martin luther king blvd",
    "[name]": "my name is John Smith and i want to die|my name is maria|his name is bob, he took molly|me llamo Ana"
    "|I'm called Pete|My name's Al|mi nombre es José",
}
KEPT = (
    "78701|78701-1234|near 78701-1234 please|I am 34|i'm 17 years old|in 1985 it was banned|born in 1985|2024"
    "|10,000 people|2-3 days|2 - 3 days|call 988|I called 1-800-273-8255|1-800-662-4357|1 800 799 7233|116 123"
    "|13 11 14|741741|911|112|text HOME to 741741|1-888-407-4747|555-0100|phase 3 trial with 104 people"
    "|80 to 120 mg|100 200 300 mg|120mg + 60mg|3,4-methylenedioxymethamphetamine|24/7|9-1-1|2 pills on the way"
    "|i took 2 pills on the way home|3 friends at my place|5 years ago my dr said|10 minutes drive"
    "|30 min to drive|2 of us in one place|see me @ home. i want to die|$5,000 - $10,000|50-60 bpm|120/80"
    "|my name is not important|call me when you can|Austin, Texas|St Louis, Missouri|number of sessions: 3"
    "|3 sessions 8 hours each 2 weeks apart|NCT03537014|between 1985 and 1990|half of 1/2|500-1000 mg"
    "|$500-1000|6 months straight way|I had 3 bad trips on the road|18 to 65|4 times a day dr|covid 19"
    "|i want to kill myself"
)


@pytest.mark.parametrize(("sign", "text"), [(sign, t) for sign, all_ in MASKED.items() for t in all_.split("|")])
def test_it_is_masked(sign: str, text: str) -> None:
    """Alone, in capitals, and in the middle of a sentence."""
    assert sign in mask(text) and sign in mask(f"hello, {text}, is it legal?")
    digits = "".join(c for c in text if c.isdigit())
    assert not digits or digits not in "".join(c for c in mask(text) if c.isdigit())


@pytest.mark.parametrize("text", KEPT.split("|"))
def test_it_is_kept(text: str) -> None:
    assert mask(text) == text and mask(f"hello, {text} , ok?") == f"hello, {text} , ok?"


def test_a_place_for_a_search_still_works() -> None:
    """The house goes, the town stays."""
    assert mask("12 Oak Street, Austin, TX 78701") == "[address], Austin, TX 78701"


@given(st.from_regex(r"[a-z]{1,10}@[a-z]{1,10}\.(com|org|edu)", fullmatch=True), st.text(" abc?.,", max_size=20))
def test_any_plain_address_is_masked(address: str, around: str) -> None:
    assert address not in mask(f"{around} {address} {around}")


@given(st.from_regex(r"(\([2-7]\d{2}\) |[2-7]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}", fullmatch=True))
def test_any_american_number_is_masked(number: str) -> None:
    assert number not in mask(f"reach me under {number} please")


@given(st.integers(501, 99950), st.integers(0, 9999))
def test_no_zip_code_is_masked(five: int, four: int) -> None:
    for text in (f"therapist near {five:05d}", f"{five:05d}-{four:04d}", f"ZIP {five:05d}."):
        assert mask(text) == text


@given(st.integers(1, 998), st.sampled_from("days weeks mg years sessions people percent hours dollars".split()))
def test_no_amount_is_masked(number: int, unit: str) -> None:
    for text in (f"{number} {unit}", f"{number}-{number + 1} {unit}", f"about {number},000 {unit}"):
        assert mask(text) == text


@given(st.text(max_size=300))
def test_it_never_raises_and_masks_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(max_examples=40)
@given(st.text("ab1 @.-+()/my name is", min_size=1, max_size=6))
def test_no_message_takes_long(part: str) -> None:
    """No shape can be made to try for ever (1,000 characters is the most that is read)."""
    begun = time.process_time()
    mask((part * 1000)[:1000])
    assert time.process_time() - begun < 0.5
