"""What understanding reads instead of the raw characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicchat.text.reading import Text, canonical, plain, tokens, visible
from clinicchat.text.spelling import mended


def test_what_cannot_be_seen_is_dropped():
    assert visible("is\u200b it\x00 le\u00adgal\n?") == "is it legal ?"


def test_letters_of_other_scripts_stay():
    assert plain("¿Es legal en España? 合法吗") == "es legal en españa ? 合法吗 ?".replace("合法吗 ?", "合法吗")


def test_case_apostrophes_and_drawn_out_letters_are_folded():
    assert plain("I CAN’T sleeeeep") == plain("i cant sleep".replace("sleep", "sleeep"))


def test_text_speak_becomes_words():
    assert plain("wat r u gonna do w/o meds rn") == "what are you going to do without medicines right now"


def test_a_long_number_keeps_all_its_digits():
    assert plain("1000000") == "1000000"


def test_signs_that_carry_meaning_are_tokens():
    assert tokens("how much $$? 20% + tax") == ["how", "much", "$", "$", "?", "20", "%", "+", "tax"]


@pytest.mark.parametrize(
    "text",
    [
        "is molly legal",
        "is MDMA legal",
        "is ecstacy legal",
        "is xtc legal",
        "is mandy legal",
        "is midomafetamine legal",
    ],
)
def test_the_drug_has_one_name(text):
    assert canonical(text)[0] == "is mdma legal"


@pytest.mark.parametrize(
    "text", ["i took e", "zoloft + e", "e and lexapro", "he dropped x with us", "do caps test clean"]
)
def test_an_everyday_word_is_the_drug_beside_a_word_of_taking(text):
    assert "_mdma" in canonical(text)[1]


@pytest.mark.parametrize(
    "text",
    ["vitamin e cream for my face", "a bean salad recipe", "my friend adam called me", "what is the x axis here"],
)
def test_an_everyday_word_alone_is_not_the_drug(text):
    assert "_mdma" not in canonical(text)[1]


def test_rolling_is_taking_it_but_rolling_over_is_not():
    assert "mdma" in canonical("we were rolling all night")[0]
    assert "mdma" not in canonical("rolling over my 401k")[0]


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("lamotrigine and molly?", "_medicine"),
        ("zolft + e", "_medicine"),
        ("i have lupus", "_illness"),
        ("high blood pressure ok?", None),
        ("shrooms or this", "_drug"),
    ],
)
def test_what_else_is_named_is_marked(text, marker):
    assert marker is None or marker in canonical(text)[1]


def test_two_medicines_are_marked_as_two():
    assert "_medicines" in canonical("is ozempic ok with metformin")[1]
    assert "_medicines" not in canonical("is ozempic ok")[1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("recieved", "received"), ("waht", "what"), ("therpay", "therapy"), ("zolft", "zoloft"), ("alchohol", "alcohol")],
)
def test_a_slip_of_the_fingers_is_mended(typed, meant):
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "word", ["od", "hsa", "ptsd", "lamotrigine", "googs", "dreading", "psilocybin", "2cb", "diagnosed"]
)
def test_a_rare_word_or_initials_are_left_alone(word):
    assert mended(word) == word


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_reading_twice_changes_nothing_visible(text):
    assert visible(visible(text)) == visible(text)
    words, markers = canonical(text)
    assert words == words.strip()
    assert all(m.startswith("_") for m in markers)


def test_a_text_is_read_once():
    text = Text("zolft and molly?")
    assert canonical(text) is canonical(text)
    assert canonical(text) == canonical("zolft and molly?")
