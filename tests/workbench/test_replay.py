"""A replayed conversation reads as the visitor would have seen it, each with a memory of its own."""

from __future__ import annotations

import os

import pytest

from clinicchat.content import live_words
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
    title = live_words.current().title("faq/legal_status")
    rows = [{"who": "a nurse", "after": "the law", "turns": ["is mdma therapy legal in the us?", "thanks", "[Menu?]"]}]
    written = replay.transcript(rows, indoors, "one")
    assert written.count("**Visitor:**") == 3
    assert f"(faq/legal_status, answered, info) **{title}**" in written
    assert "_Sources: " in written and "_Buttons: [" in written


@pytest.mark.product
def test_a_turn_in_brackets_presses_the_button(indoors: Product) -> None:
    label = live_words.current().say("button_help_menu").text
    rows = [{"turns": ["thanks", f"[{label}]"]}]
    assert "(help_menu, small_talk, info)" in replay.transcript(rows, indoors, "one")


@pytest.mark.product
def test_a_talk_remembers_and_the_next_one_does_not(indoors: Product) -> None:
    first, second = indoors.talk(), indoors.talk()
    first.say("i want to kill myself")
    assert first.say("what does it cost")[0].reminder is not None
    assert second.say("what does it cost")[0].reminder is None
