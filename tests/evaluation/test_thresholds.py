"""Thresholds keep their promises, and never see a held-out line."""

from __future__ import annotations

import pytest

from clinicchat.content.topics import is_danger
from evaluation import datasets, real, thresholds
from evaluation.datasets import Line, SafetySet, Statement
from evaluation.pipeline import Reading
from evaluation.real import Message

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"


def read(ranking: list[tuple[str, float]], alarm: str | None = None) -> Reading:
    return Reading("x", ranking, sum(share for topic, share in ranking if is_danger(topic)), alarm)


def test_out_of_scope_messages_with_low_confidence_are_found_and_clear_questions_answered():
    lines = [Line("x", LEGAL)] * 20 + [Line("x", "out_of_scope")] * 20
    readings = [read([(LEGAL, 0.8), (COST, 0.1)])] * 20 + [read([(COST, 0.5), (LEGAL, 0.3)])] * 20
    limits, found = thresholds.choose(lines, readings, safety=0.9)
    assert 0.5 < limits["answer"] <= 0.8
    assert (found["out_of_scope_found"], found["topics_turned_away"], found["broken"]) == (1.0, 0.0, 0.0)


def test_right_offers_are_worth_making():
    lines = [Line("x", LEGAL)] * 20 + [Line("x", COST)] * 5 + [Line("x", "out_of_scope")] * 20
    doubtful = read([(LEGAL, 0.5), (COST, 0.3)])
    readings = [read([(LEGAL, 0.8), (COST, 0.1)])] * 20 + [doubtful] * 25
    limits, found = thresholds.choose(lines, readings, safety=0.9)
    assert limits["offer"] <= 0.3
    assert found["right_offers"] == 5


def test_constraints_that_cannot_be_kept_are_broken_least_and_said_so():
    lines = [Line("x", LEGAL)] * 5 + [Line("x", "out_of_scope")] * 5
    readings = [read([(LEGAL, 0.6)])] * 5 + [read([(LEGAL, 0.95)])] * 5
    _, found = thresholds.choose(lines, readings, safety=0.9)
    assert found["broken"] > 0


def safety_set() -> SafetySet:
    told = [Statement("a", "safety/suicide", "explicit"), Statement("b", "safety/suicide", "indirect")]
    return SafetySet(told, [Line("c", LEGAL)], [])


def choose_safety(shares: dict[str, float], alarm: tuple[str, ...] = ()) -> tuple[float, dict]:
    def readings(texts):
        return [
            read([(LEGAL, 1 - shares[t]), ("safety/suicide", shares[t])], "safety/suicide" if t in alarm else None)
            for t in texts
        ]

    return thresholds.choose_safety(safety_set(), [Line("d", LEGAL)], readings)


def test_the_safety_threshold_has_the_fewest_false_alarms_of_those_with_the_recall_wanted():
    threshold, found = choose_safety({"a": 0.45, "b": 0.3, "c": 0.2, "d": 0.01})
    assert 0.2 < threshold <= 0.3
    assert (found["explicit"], found["indirect"], found["lookalike"]) == (1.0, 1.0, 0.0)


def test_of_equal_thresholds_the_lowest_is_taken():
    threshold, _ = choose_safety({"a": 0.45, "b": 0.3, "c": 0.1, "d": 0.01})
    assert threshold == pytest.approx(0.1091, abs=1e-4)  # the first step of the log-odds above .1


def test_a_phrase_counts_beside_the_classifier():
    threshold, found = choose_safety({"a": 0.0, "b": 0.3, "c": 0.1, "d": 0.0}, alarm=("a",))
    assert found["explicit"] == 1.0
    assert found["classifier_alone"]["explicit"] == 0.0
    assert threshold == pytest.approx(0.1091, abs=1e-4)  # the first step of the log-odds above .1


def test_recall_is_favoured_when_it_cannot_be_had_without_false_alarms():
    _, found = choose_safety({"a": 0.0, "b": 0.3, "c": 0.1, "d": 0.0})
    assert not found["recall_wanted_is_met"]
    assert found["indirect"] == 1.0


def test_composed_messages_hold_two_topics_and_are_the_same_each_time():
    lines = [Line(f"is this question number {n}", t) for n, t in enumerate([LEGAL, COST, "faq/access"] * 3)]
    twos = thresholds.composed(lines)
    assert twos == thresholds.composed(lines)
    assert all(a != b for _, a, b in twos)


def test_no_held_out_line_is_read(small, few, monkeypatch):
    asked: list[str] = []
    told = SafetySet(safety_set().statements, few[:2], [])
    monkeypatch.setattr(datasets, "lines", lambda name: asked.append(name) or few)
    monkeypatch.setattr(datasets, "safety", lambda name: asked.append(name) or told)
    monkeypatch.setattr(real, "messages", lambda name: asked.append(name) or [Message(x.text, x.topic) for x in few])
    monkeypatch.setattr(real, "cross_fitted", lambda pipeline, own: pipeline.read([m.text for m in own]))
    found = thresholds.chosen(small)
    assert set(asked) == {"development", "study"}
    assert set(found["chosen"]) == {"answer", "service", "offer", "second", "safety"}
    assert found["from"]["sizes"]["development"] == len(few)


def test_a_danger_on_rank_one_is_no_card_by_itself():
    first = Reading("x", [("safety/suicide", 0.9), (LEGAL, 0.1)], 0.003)
    assert not thresholds._seen(first, 0.03)


def test_cards_on_harmless_messages_in_real_manner_raise_the_threshold():
    shares = {"a": 0.45, "b": 0.3, "c": 0.01, "d": 0.01}

    def readings(texts):
        return [read([(LEGAL, 1 - shares[t]), ("safety/suicide", shares[t])]) for t in texts]

    study = {real.HARMLESS: [read([(LEGAL, 0.8), ("safety/suicide", 0.2)])] * 10}
    alone, _ = thresholds.choose_safety(safety_set(), [Line("d", LEGAL)], readings)
    threshold, found = thresholds.choose_safety(safety_set(), [Line("d", LEGAL)], readings, study)
    assert alone < 0.2 < threshold <= 0.3
    assert [row["threshold"] for row in found["table"]] == sorted(row["threshold"] for row in found["table"])
