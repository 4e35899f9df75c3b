"""clinicchat/text/sentences.py: what an answer says of what a few words ask."""

from __future__ import annotations

import pytest

from clinicchat.text.sentences import about, in_short, is_kin, split

HEART = (
    "MDMA raises the pulse and the blood pressure while it acts. In 166 healthy adults, the upper pressure went over "
    "160 in about 1 of 3. The pulse went over 100 in about 3 of 10. None had a serious event."
)
COURSE = (
    "The drug is given in a trial.\n\n- two talks a week\n- 12 weeks in all\n\nThe course cost $11,537 in 2022. "
    "But that is no price. People left because they felt worse."
)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("And the pulse?", "The pulse went over 100 in about 3 of 10. None had a serious event."),
        ("how many people", "In 166 healthy adults, the upper pressure went over 160 in about 1 of 3."),
        ("how long", ""),
        ("and the liver?", ""),
        ("and?", ""),
        ("is it me who gets the pulse or him then", ""),
    ],
)
def test_the_sentence_that_is_about_what_is_asked_is_found(asked, says):
    assert about(asked, HEART) == says


def test_a_length_a_price_a_year_and_a_reason_are_known_by_their_shape():
    assert about("how long is that", COURSE) == "12 weeks in all"
    assert about("whats the price", COURSE) == "The course cost $11,537 in 2022. But that is no price."
    assert about("when was that", COURSE).startswith("The course cost $11,537 in 2022.")
    assert about("i have had none since 2015", COURSE) == "", "it asks nothing"
    assert about("but why", COURSE) == "People left because they felt worse."


def test_a_sentence_never_stands_without_the_one_that_it_needs():
    assert split("One. But two. Three.") == ["One.", "But two.", "Three."]
    assert about("serious", HEART) == "The pulse went over 100 in about 3 of 10. None had a serious event."


def test_a_long_message_asks_for_itself():
    assert about("i would like to know what it does to the pulse of an old man", HEART) == ""


def test_an_answer_in_short_is_what_is_nearest_to_what_is_asked():
    assert in_short("what about the pulse of an old man", HEART).startswith("MDMA raises the pulse")
    assert in_short("did anything serious happen", HEART).endswith("None had a serious event.")
    assert in_short("and the moon?", HEART) == " ".join(split(HEART)[:2])


def test_kin_are_texts_that_share_a_word_which_means_something():
    assert is_kin("does medicaid pay", "Is a trial free, and does it pay me?")
    assert not is_kin("will they call the school", "What do they ask on the first call?")


def test_how_many_weeks_is_also_told_by_sessions():
    assert about("how many weeks", "You write. CPT takes about 12 sessions.") == "CPT takes about 12 sessions."
