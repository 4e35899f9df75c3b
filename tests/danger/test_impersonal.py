"""A question without a person needs more to be danger; a person in danger never does."""

import pytest

from clinicchat.danger.impersonal import is_impersonal_question, is_single_question, threshold
from clinicchat.understanding.decision import danger

RANKING = [("faq/risks_side_effects", 0.6), ("safety/overdose", 0.3)]


@pytest.mark.parametrize(
    "text",
    [
        "how many people die of ecstasy each year",
        "so what are the signs of an overdose?",
        "did suicidal thoughts go up in the trials",
        "is ego death dangerous",
    ],
)
def test_a_question_without_a_person_is_impersonal(text):
    assert is_impersonal_question(text)
    assert danger(text, None, RANKING, 0.3, 0.1) is None
    assert danger(text, None, RANKING, 0.6, 0.1) == "safety/overdose"
    assert danger(text, "safety/suicide", RANKING, 0.0, 0.1) == "safety/suicide"


@pytest.mark.parametrize(
    "text",
    [
        "what do i do he fell down",
        "is my friend dying",
        "how do you know when someone has had enough",
        "does it hurt when you go",
        "why cant we wake her",
        "can a 15 yo die of this",
        "is mom ok like that",
        "no pulse, which number",
        "blue lips and shaking",
        "¿cuántas pastillas hacen falta?",
    ],
)
def test_whoever_speaks_of_a_person_or_does_not_ask_is_not(text):
    assert not is_impersonal_question(text)
    assert danger(text, None, RANKING, 0.3, 0.1) == "safety/overdose"


@pytest.mark.parametrize("text", ["muscles stiff on molly?", "do you just tell people how to live?", "scared??"])
def test_one_sentence_with_a_question_mark_needs_more_to_be_danger(text):
    assert is_single_question(text)
    assert threshold(text, 0.03) > 0.15


@pytest.mark.parametrize(
    "text", ["He fell. What do I do?", "took six pills! is that bad?", "i feel awful", "help? now"]
)
def test_longer_messages_and_statements_do_not(text):
    assert not is_single_question(text)
