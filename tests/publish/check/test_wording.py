"""What no visitor may read is found; what is said with care is let through."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from clinicchat.publish.check.reading import grade, spoken
from clinicchat.publish.check.wording import forbidden, to_look_at

FORBIDDEN = [
    "This is a breakthrough treatment.",
    "MDMA therapy cures PTSD.",
    "A revolutionary new drug.",
    "It works like a miracle.",
    "MDMA is safe in the right hands.",
    "It is a proven treatment.",
    "The drug can be used safely at home.",
    "We list MDMA providers near you.",
    "People take 125 mg.",
    "A dose of 1.5 mg/kg was given.",
    "Two pills are enough.",
    "Start with half a tablet.",
    "They took 0.1 g of it.",
    "One point is a normal amount.",
    "Buy it online.",
    "Ask a dealer you know.",
    "Some use the dark web.",
    "Keep ropes and razors away.",
    "He committed suicide.",
    "After a failed attempt, call.",
    "Stop taking your antidepressant two weeks before.",
    "Skip your lithium dose that day.",
    "Taper off your medication first.",
    "You should lower your dose of medicine.",
    "Most people snort it.",
    "Redose after two hours.",
]
ALLOWED = [
    "It is not a cure.",
    "Nobody has shown that MDMA is safe.",
    "Is MDMA safe?",
    "We don't know if it is proven to work.",
    "MDMA-assisted therapy is not a proven treatment.",
    "Do not stop taking any medicine because of this chat.",
    "Do not stop, skip or change any medicine because of this chat.",
    "Never stop your medication on your own.",
    "Ask your prescriber before you change any medicine.",
    "In trials, the study team planned any change to psychiatric medicines.",
    "5 of 53 people had a severe side effect.",
    "Scores fell by 24 points with MDMA and 14 points without.",
    "There were three medicine sessions of about 8 hours.",
    "Call Poison Help at 1-800-222-1222.",
    "I can't help you find a dealer.",
    "The FDA asked for another trial.",
    "Some feel safe with a therapist.",
    "Move away from anything you could use to hurt yourself.",
    "In 2024, 245 patients were treated with MDMA under special licenses.",
    "The session lasts 8 hours and 2 therapists are there.",
]


LISTED: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text(encoding="utf-8"))
"""The sentences of sentences.yml: those that are forbidden, doubtful or allowed."""


@pytest.mark.parametrize("sentence", [*FORBIDDEN, *LISTED["forbidden"]])
def test_forbidden_words_are_found(sentence: str) -> None:
    assert any(not hit.doubtful for hit in forbidden(sentence, "answer"))


@pytest.mark.parametrize("sentence", LISTED["doubtful"])
def test_doubtful_words_are_named(sentence: str) -> None:
    hits = forbidden(sentence, "answer")
    assert hits and all(hit.doubtful for hit in hits)


@pytest.mark.parametrize("sentence", [*ALLOWED, *LISTED["allowed"]])
def test_careful_words_are_let_through(sentence: str) -> None:
    assert not forbidden(sentence, "answer")


def test_bodily_safety_on_a_card_is_no_claim() -> None:
    assert not forbidden("Did you take a drug? Are you safe right now?", "card")


def test_list_items_and_paragraphs_count_as_sentences() -> None:
    assert spoken("Common effects:\n\n- nausea\n- “headache.”") == "Common effects. nausea. “headache.”"


def test_long_words_and_sentences_raise_the_grade() -> None:
    assert grade("Call 911 now. Stay with them.") < 3
    assert grade("Considerable methodological heterogeneity notwithstanding, investigators demonstrated efficacy.") > 12


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Some feel calmer without Lexapro.", "names a medicine"),
        ("Eighty of these milligrams were enough.", "may tell an amount"),
        ("Nothing beats it.", "may promise something"),
        ("Texas allowed it in May.", "speaks of approval, law or payment"),
        ("A guide in Denver will do it for $500.", "may point to where drugs come from"),
    ],
)
def test_whoever_approves_is_pointed_to_new_sentences_of_a_kind_that_goes_wrong(sentence: str, what: str) -> None:
    known = "Nothing beats sleep. It is free."
    assert [told.split(".")[0] for _, told in to_look_at(f"It is free. {sentence}", known)] == [what]
    assert list(to_look_at(known, known)) == []
