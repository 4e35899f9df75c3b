"""Names of data/named/ are found as people write them, and ordinary words are never taken for one."""

from __future__ import annotations

import pytest

from clinicchat.content import named_things
from clinicchat.text import mentions

TABLES = named_things.current()


def found(text):
    return [(m.kind, m.thing) for m in mentions.find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "thing"),
    [
        ("my wife takes zolfot", "medicines", "sertraline"),
        ("rispridone since march", "medicines", "risperidone"),
        ("shes on st johns wort", "medicines", "st_johns_wort"),
        ("my blood pressure meds", "medicines", "blood_pressure_medicines"),
        ("high bloodpressure runs in the family", "conditions", "high_blood_pressure"),
        ("hes got epilespy", "conditions", "epilepsy"),
        ("my son is 15 years old", "conditions", "minor"),
        ("is it legal in new zeland", "countries", "NZ"),
        ("austrailia has it", "countries", "AU"),
        ("what about oregan", "states", "OR"),
        ("written exposure", "therapies", "written_exposure"),
        ("gabba pentin", "medicines", "gabapentin"),
        ("st johns wart tea", "medicines", "st_johns_wort"),
        ("can a brazilian join", "countries", "BR"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, kind, thing):
    assert (kind, thing) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "is real therapy the same",
        "tell us more about it",
        "a breakthrough in chest surgery",
        "my molly experience in the mall",
        "I ran ten miles",
        "they showed us a video",
        "my hearing aids whistle",
    ],
)
def test_an_ordinary_word_is_no_name(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("said", "thing"), [("sertralina", "sertraline"), ("olanzapin", "olanzapine"), ("fluoxetin", "fluoxetine")]
)
def test_a_medicine_is_known_by_its_name_in_another_language(said, thing):
    assert found(f"i take {said}") == [("medicines", thing)]


def test_a_medicine_of_another_name_is_not_taken_for_a_country():
    assert found("i take canasa") == [("medicines", "")]


def test_two_names_are_both_found():
    assert found("prozac and buspar") == [("medicines", "fluoxetine"), ("medicines", "buspirone")]


def test_a_longer_name_wins_over_one_inside_it():
    assert found("new mexico") == [("states", "NM")]
    assert found("bipolar 2") == [("conditions", "bipolar_2")]


def test_a_medicine_that_no_table_has_is_noticed_as_it_was_said():
    (mention,) = mentions.find("i take eplerenone")
    assert (mention.kind, mention.thing, mention.said) == ("medicines", "", "eplerenone")


@pytest.mark.parametrize("text", ["can i stop my zoloft first", "how do i taper off effexor", "should i skip my meds"])
def test_a_question_about_stopping_is_noticed(text):
    assert mentions.asks_to_stop(text, mentions.find(text))


@pytest.mark.parametrize("text", ["can i stop the session", "is zoloft a problem"])
def test_other_questions_are_not_about_stopping_a_medicine(text):
    assert not mentions.asks_to_stop(text, mentions.find(text))


@pytest.mark.parametrize("kind", named_things.KINDS)
def test_every_name_of_a_table_is_found(kind):
    """Each by itself, as the first name of its thing."""
    for thing, entry in TABLES[kind].things.items():
        assert (kind, thing) in found(entry.called[0]), thing
