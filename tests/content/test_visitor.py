"""What a visitor says of themselves is heard, and what is only asked about is not."""

from __future__ import annotations

import pytest

from clinicchat.content import live_words, topics, visitor

TOLD = visitor.current()


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("my wife is great but she's pregnant", ["pregnant"]),
        ("I’m a veteran, two tours", ["veteran"]),
        ("im 16 can i join", ["minor"]),
        ("do they test for pregnancy", []),
        ("in 2016 i was fine", []),
    ],
)
def test_traits_are_heard(text, traits):
    assert TOLD.traits_in(text) == traits


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("can my son get it", "your son"),
        ("ok and can i get it", ""),
        ("and my synthroid", ""),
        ("i think he had it too", None),
        ("is it legal", None),
    ],
)
def test_about_whom_is_heard(text, whom):
    assert TOLD.about_in(text) == whom


def test_every_label_is_an_answer_of_the_shipped_content():
    labels = [*TOLD.only_us, *TOLD.about_beside, *(t for trait in TOLD.traits.values() for t in trait.beside)]
    assert [label for label in labels if not live_words.current().has(topics.whole(label))] == []
    assert [label for label in TOLD.only_us if not live_words.current().may_give(label)] == []
