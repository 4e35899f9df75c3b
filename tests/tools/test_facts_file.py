"""data/facts/ is whole: ids are unique, sources and corrections exist, no amount is named."""

from __future__ import annotations

from collections import Counter

import pytest

from tools.facts.__main__ import FOLDER
from tools.facts.model import CONFIDENCE, KNOWN, UNSTATED, Fact, Source, read
from tools.facts.tags import without_amounts

FACTS = read(FOLDER, "facts", Fact)
SOURCES = read(FOLDER, "sources", Source)


def test_no_id_stands_twice() -> None:
    assert [x for x, times in Counter(fact.id for fact in FACTS).items() if times > 1] == []
    assert [x for x, times in Counter(source.id for source in SOURCES).items() if times > 1] == []


@pytest.mark.parametrize(("sheet", "least"), [("facts", 181), ("therapy", 246), ("law", 265)])
def test_the_facts_of_each_sheet_are_there(sheet: str, least: int) -> None:
    assert sum(fact.id.startswith(f"{sheet}-") for fact in FACTS) >= least


def test_each_fact_has_words_and_a_section() -> None:
    assert [fact.id for fact in FACTS if not (fact.text.strip() and fact.section)] == []


def test_each_confidence_and_way_of_knowing_has_a_name() -> None:
    assert {fact.confidence for fact in FACTS} <= set(CONFIDENCE)
    assert {way for fact in FACTS for way in fact.known} <= set(KNOWN)


def test_only_own_words_and_corrections_state_no_confidence() -> None:
    unstated = [fact for fact in FACTS if fact.confidence == UNSTATED]
    assert [x.id for x in unstated if x.known != ("OURS",) and "-corrections-" not in x.id] == []


def test_each_source_of_a_fact_is_listed_with_a_title() -> None:
    titles = {source.id: source.title for source in SOURCES}
    assert sorted({name for fact in FACTS for name in fact.sources if not titles.get(name)}) == []


def test_each_correction_is_a_fact_that_is_there() -> None:
    ids = {fact.id for fact in FACTS if not fact.withdrawn}
    named = {name for fact in FACTS for name in fact.corrected_by}
    assert named - ids == set()
    assert {x for x in ids if "-corrections-" in x} - named == set(), "say at the corrected fact what corrects it"


def test_no_fact_carries_an_amount_of_a_drug() -> None:
    assert [x.id for x in FACTS if without_amounts(x.text + x.tag) != x.text + x.tag] == []


def test_a_source_that_must_not_be_linked_has_no_address() -> None:
    hidden = [source for source in SOURCES if source.address_left_out]
    assert {source.id for source in hidden} >= {"S52", "T74"}
    assert [source.id for source in hidden if source.urls] == []
