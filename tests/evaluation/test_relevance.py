"""What counts as right, shown and confidently wrong."""

from __future__ import annotations

import pytest

from clinicchat.content.outcomes import Outcome
from clinicchat.text import mentions
from evaluation.pipeline import Understood
from evaluation.relevance import SETS, Item, is_right, is_shown, is_wrong, items, names

VOTE, FDA, MEDS = "faq/fda_decision.vote", "faq/fda_decision", "faq/medication_interactions"


def got(topic=FDA, part="", shown=(), text=""):
    named = mentions.find(text)
    return Understood("x", Outcome.ANSWERED, topic, 0.9, part=part, parts=[*shown], named=named)


def item(*right):
    return Item("x", frozenset(right))


def test_the_part_that_serves_is_right():
    assert is_right(item(VOTE), got(part="vote"))
    assert not is_right(item(VOTE), got())


def test_a_part_with_a_button_is_shown():
    assert is_shown(item(VOTE), got(shown=[VOTE]))
    assert not is_shown(item(VOTE), got())


def test_only_another_part_is_confidently_wrong():
    assert is_wrong(item(VOTE), got(part="when"))
    assert not is_wrong(item(VOTE), got())


def test_where_nothing_is_known_any_part_is_wrong():
    assert is_right(item("not_known"), got())
    assert is_wrong(item("not_known"), got(part="vote"))


@pytest.mark.parametrize("name", ["sertraline", "Zoloft", "zolfot"])
def test_a_line_of_what_was_named_is_right_by_any_of_its_names(name):
    assert is_right(item(f"named:{name}"), got(MEDS, text="on zoloft since may"))
    assert not is_right(item(f"named:{name}"), got("faq/privacy", text="on zoloft since may"))


def test_every_set_can_be_read():
    for name in names():
        assert all(item.right for item in items(SETS / f"{name}.jsonl")), name
