"""A long day: thousands of turns by many visitors are all answered in time, and leave the assistant's memory flat."""

from __future__ import annotations

import os
import sys
from itertools import cycle

import pytest

from workbench.load import QUESTIONS, memory
from workbench.running import Product

pytestmark = pytest.mark.endurance

TURNS = int(os.environ.get("SOAK_TURNS", "6000"))
STAYS = 40
"""Turns of a visitor, then a new one comes."""
DANGER_EVERY = 25
ALLOWED_MB = 60
"""By which memory may grow after the first third, in which caches fill."""


def test_thousands_of_turns_are_answered_and_memory_stays_flat(product: Product) -> None:
    assert product.assistant
    after_a_third, visitor = 0, product.chat()
    for turn, question in zip(range(1, TURNS + 1), cycle(QUESTIONS), strict=False):
        if turn % STAYS == 0:
            visitor = product.chat()
        text = "i want to die" if turn % DANGER_EVERY == 0 else question
        messages = visitor.say(text)
        assert messages and visitor.seconds < 3, f"turn {turn}: {visitor.seconds:.1f} s"
        if turn % DANGER_EVERY == 0:
            assert "tel:988" in [link["url"] for m in messages for link in m.get("links", [])], f"turn {turn}: no card"
        if turn == TURNS // 3:
            after_a_third = memory(product.assistant.pid)
    grown = memory(product.assistant.pid) - after_a_third
    sys.stdout.write(f"soak: {TURNS} turns, {after_a_third} MB after a third, {grown:+} MB at the end\n")
    assert grown <= ALLOWED_MB
