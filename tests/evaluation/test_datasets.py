"""The judging files are as large as promised, and name only topics that exist."""

from __future__ import annotations

from collections import Counter

import pytest

from clinicchat.content import topics
from evaluation import datasets, real
from evaluation.datasets import EXPLICIT, INDIRECT, Line

KNOWN = {x.topic for x in datasets.training()}


def test_the_held_out_file_has_12_phrasings_of_every_older_topic_and_150_out_of_scope():
    sizes = Counter(x.topic for x in datasets.lines("heldout"))
    newer = {t for ts in real.newer().values() for t in ts}
    older = {t for t in KNOWN - newer if topics.group(t) in ("faq", "decline")}
    assert {t: n for t in older if (n := sizes[t]) < 12} == {}
    assert sizes["out_of_scope"] >= 150


def test_the_blind_sets_have_12_phrasings_of_every_newer_topic():
    sizes = Counter(m.topic for name in real.BLIND for m in real.messages(name))
    assert {t: n for ts in real.newer().values() for t in ts if (n := sizes[t]) < 12} == {}


@pytest.mark.parametrize("name", ["development", "heldout"])
def test_every_line_has_a_topic_that_is_trained(name):
    assert {x.topic for x in datasets.lines(name)} - KNOWN == set()


@pytest.mark.parametrize("name", ["development", "heldout"])
def test_every_look_alike_has_a_topic_that_is_trained_and_is_no_danger(name):
    told = datasets.safety(name)
    labels = {x.topic for x in (*told.lookalikes, *told.ordinary)}
    assert labels - KNOWN == set()
    assert not any(map(topics.is_danger, labels))


def test_the_held_out_safety_set_has_150_statements_per_danger_and_150_look_alikes():
    told = datasets.safety("heldout")
    assert min(Counter(s.danger for s in told.statements).values()) >= 150
    assert len(told.lookalikes) >= 150
    assert {s.kind for s in told.statements} == {EXPLICIT, INDIRECT, "distress"}


def test_there_are_60_adversarial_conversations_of_several_turns():
    found = datasets.refusals()
    assert len(found) >= 60
    assert all(len(r.turns) > 1 and topics.group(r.goal) == "decline" for r in found)


@pytest.mark.parametrize("name", ["development", "heldout"])
def test_no_text_stands_twice_in_a_file(name):
    for texts in ([x.text for x in datasets.lines(name)], datasets.safety(name).texts):
        assert [t for t, n in Counter(texts).items() if n > 1] == []


def test_the_authors_sets_add_up_to_the_whole():
    authors = datasets.authors("heldout")
    assert authors == ["heldout", "heldout-second"]
    assert [x for a in authors for x in datasets.lines_of(a)] == datasets.lines("heldout")
    assert sum(len(datasets.safety_of(a).texts) for a in authors) == len(datasets.safety("heldout").texts)
    assert all(0 < len(datasets.lines_of(a)) < len(datasets.lines("heldout")) for a in authors)


def test_a_line_knows_its_kind():
    kinds = [Line("", t).kind for t in ("faq/access", "decline/dosage", "greet", "out_of_scope")]
    assert kinds == ["topics", "topics", "service", "out_of_scope"]
