"""The lines of named things: what is known, and honestly what is not."""

from __future__ import annotations

import datetime
import re

import pytest

from clinicchat.content import named_things

TABLES = named_things.current()
MEDICINES = TABLES["medicines"]


def test_a_line_begins_with_the_name():
    assert MEDICINES.line("sertraline").startswith("Sertraline (Zoloft)")


def test_without_a_line_that_nothing_was_checked_is_said():
    assert MEDICINES.line("trazodone") == MEDICINES.otherwise.replace("{name}", "trazodone (Desyrel)")


def test_a_medicine_without_a_line_of_its_own_has_that_of_its_class():
    line = MEDICINES.line("escitalopram")
    assert line.startswith("Escitalopram (Lexapro) is one of the SSRIs. ")
    assert MEDICINES.things["ssri"].line in line


def test_a_medicine_that_is_in_no_table_is_named_honestly():
    assert MEDICINES.line("", "bisoprolol") == MEDICINES.otherwise.replace("{name}", "bisoprolol")
    assert MEDICINES.keeps("")


def test_general_knowledge_says_that_it_is_that():
    assert MEDICINES.line("tramadol").endswith(MEDICINES.general)


def test_a_line_past_its_review_date_is_not_given(monkeypatch):
    monkeypatch.setattr(named_things, "today", lambda: datetime.date(2031, 1, 1))
    assert MEDICINES.line("sertraline") == MEDICINES.otherwise.replace("{name}", "sertraline (Zoloft)")


def test_nobody_is_told_to_go_on_with_a_street_drug():
    assert not MEDICINES.keeps("cocaine")


@pytest.mark.parametrize("kind", named_things.KINDS)
def test_no_line_tells_anyone_to_stop_or_names_an_amount(kind):
    for thing in TABLES[kind].things:
        line = TABLES[kind].line(thing)
        assert not re.search(r"\bstop taking|\byou (?:should|can) stop|\d+ ?mg\b", line, re.IGNORECASE), thing
