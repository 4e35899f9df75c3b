"""A replayed conversation reads as the visitor would have seen it, each with a memory of its own."""

from __future__ import annotations

import os
import re

import pytest

from clinicchat.content import live_words, topics
from evaluation.product import Product
from workbench import replay
from workbench.fake_registry import FakeRegistry
from workbench.running import model


@pytest.fixture(scope="module")
def indoors() -> Product:
    registry = FakeRegistry()
    os.environ |= {"CLINICCHAT_NPI_URL": registry.npi_url(), "CLINICCHAT_TRIALS_URL": registry.trials_url()}
    return Product(model())


@pytest.mark.product
def test_a_transcript_has_every_turn_with_what_the_visitor_saw(indoors: Product) -> None:
    rows = [{"who": "a nurse", "after": "the price", "turns": ["what does it cost?", "thanks", "[Menu?]"]}]
    written = replay.transcript(rows, indoors, "one")
    assert written.count("**Visitor:**") == 3
    shown = re.search(r"\(faq/cost_insurance, (\w+), answered, info.*\) \*\*(.+)\*\*", written)
    assert shown and shown[2] == live_words.current().title(
        topics.label("faq/cost_insurance", shown[1].replace("none", ""))
    )
    assert "_Sources: " in written and "_Buttons: [" in written


@pytest.mark.product
def test_a_turn_in_brackets_presses_the_button(indoors: Product) -> None:
    label = live_words.current().say("button_help_menu").text
    rows = [{"turns": ["thanks", f"[{label}]"]}]
    assert "(help_menu, none, small_talk, info)" in replay.transcript(rows, indoors, "one")


@pytest.mark.product
def test_a_talk_remembers_and_the_next_one_does_not(indoors: Product) -> None:
    first, second = indoors.talk(), indoors.talk()
    first.say("i want to kill myself")
    assert first.say("what does it cost")[0].reminder is not None
    assert second.say("what does it cost")[0].reminder is None
