"""Thresholds keep their promises, and never see a held-out line."""

from __future__ import annotations

from clinicchat.danger.phrases import Alarm
from clinicchat.understanding import decision
from clinicchat.understanding.danger_scores import DangerScores
from evaluation import danger_thresholds, datasets, real, thresholds
from evaluation.datasets import Line, SafetySet, Statement
from evaluation.pipeline import Reading
from evaluation.real import Message

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"


DANGER = {"card": 1.0, "help": -1.0, "phrase": -5.0}


def read(ranking: list[tuple[str, float]], score: float = -9.0, alarm: str | None = None) -> Reading:
    seen = Alarm(alarm, "", "") if alarm else None
    return Reading("x", ranking, DangerScores(score, score, [("safety/suicide", 0.5)]), seen)


def scored(*scores: float, alarm: str | None = None) -> list[Reading]:
    return [read([(LEGAL, 0.9)], score, alarm) for score in scores]


def test_out_of_scope_messages_with_low_confidence_are_found_and_clear_questions_answered():
    lines = [Line("x", LEGAL)] * 20 + [Line("x", "out_of_scope")] * 20
    readings = [read([(LEGAL, 0.8), (COST, 0.1)])] * 20 + [read([(COST, 0.5), (LEGAL, 0.3)])] * 20
    limits, found = thresholds.choose(lines, readings, DANGER)
    assert 0.5 < limits["answer"] <= 0.8
    assert (found["out_of_scope_found"], found["topics_turned_away"], found["broken"]) == (1.0, 0.0, 0.0)


def test_each_shipped_threshold_is_one_that_the_command_can_choose():
    grids = {
        **dict.fromkeys(("card", "help", "phrase"), danger_thresholds.ODDS),
        "answer": thresholds.ANSWER,
        "service": thresholds.SERVICE,
        "offer": thresholds.OFFER,
        "beside": thresholds.BESIDE,
    }
    assert [k for k, v in decision.thresholds().items() if v not in {round(float(x), 2) for x in grids[k]}] == []


def test_right_offers_are_worth_making():
    lines = [Line("x", LEGAL)] * 20 + [Line("x", COST)] * 5 + [Line("x", "out_of_scope")] * 20
    doubtful = read([(LEGAL, 0.5), (COST, 0.3)])
    readings = [read([(LEGAL, 0.8), (COST, 0.1)])] * 20 + [doubtful] * 25
    limits, found = thresholds.choose(lines, readings, DANGER)
    assert limits["offer"] <= 0.3
    assert found["right_offers"] == 5


def test_a_button_beside_an_answer_must_be_needed_often_enough():
    lines = [Line("x", LEGAL)] * 60 + [Line("x", COST)] * 4
    sure, doubtful = read([(LEGAL, 0.9), (COST, 0.03)]), read([(LEGAL, 0.9), (COST, 0.09)])
    limits, found = thresholds.choose(lines, [sure] * 60 + [doubtful] * 4, DANGER)
    assert 0.03 < limits["beside"] <= 0.09
    assert found["beside"] == {"needed": 4, "buttons": 4, "messages": 64}


def test_constraints_that_cannot_be_kept_are_broken_least_and_said_so():
    lines = [Line("x", LEGAL)] * 5 + [Line("x", "out_of_scope")] * 5
    readings = [read([(LEGAL, 0.6)])] * 5 + [read([(LEGAL, 0.95)])] * 5
    _, found = thresholds.choose(lines, readings, DANGER)
    assert found["broken"] > 0


def test_a_card_comes_from_the_lowest_odds_that_are_bearable_on_harmless_messages():
    leading = {"harmless": scored(*[-9.0] * 196, 0.31, 0.31, 2.0, 2.0, 2.0), "explicit": scored(3.0, 0.4)}
    limits, found = danger_thresholds.choose(leading, {})
    assert limits["card"] == 0.4
    assert found["bearable"] and found["leading"]["explicit"] == {"card": 1.0, "helped": 1.0, "of": 2}


def test_a_help_line_may_come_oftener_than_a_card():
    leading = {"harmless": scored(*[-9.0] * 91, *[-1.05] * 6, 0.3, 1.0, 2.0), "indirect": scored(-0.9)}
    limits, found = danger_thresholds.choose(leading, {})
    assert limits["help"] == -1.0 < limits["card"]
    assert found["leading"]["indirect"] == {"card": 0.0, "helped": 1.0, "of": 1}


def test_the_older_sets_bound_cards_too():
    leading, older = {"harmless": scored(*[-9.0] * 10)}, {"lookalike": scored(*[-9.0] * 8, 2.05, 2.05)}
    assert danger_thresholds.choose(leading, {})[0]["card"] == -5.0
    assert danger_thresholds.choose(leading, older)[0]["card"] == 2.1


def test_the_scores_doubt_a_phrase_only_where_hardly_any_true_alarm_lies():
    alarm = "safety/suicide"
    leading = {
        "harmless": scored(*[-9.0] * 10),
        "explicit": scored(*[1.0] * 199, -1.45, alarm=alarm),
        "indirect": scored(*[1.0] * 48, -3.0, -2.5, alarm=alarm),
    }
    limits, found = danger_thresholds.choose(leading, {})
    assert limits["phrase"] == -2.5  # one of 50 indirect ones may be doubted, two may not
    assert found["leading"]["explicit"]["card"] == 1.0
    assert danger_thresholds.choose({**leading, "indirect": []}, {})[0]["phrase"] == 1.0


def test_where_nothing_is_bearable_the_highest_is_taken_and_said_so():
    limits, found = danger_thresholds.choose({"harmless": scored(9.0)}, {})
    assert limits["card"] == 5.0 and not found["bearable"]


def test_composed_messages_hold_two_topics_and_are_the_same_each_time():
    lines = [Line(f"is this question number {n}", t) for n, t in enumerate([LEGAL, COST, "faq/access"] * 3)]
    twos = thresholds.composed(lines)
    assert twos == thresholds.composed(lines)
    assert all(a != b for _, a, b in twos)


def test_no_held_out_line_is_read(small, few, monkeypatch):
    asked: list[str] = []
    told = SafetySet([Statement("a", "safety/suicide", "explicit")], few[:2], [])
    monkeypatch.setattr(datasets, "lines", lambda name: asked.append(name) or few)
    monkeypatch.setattr(datasets, "safety", lambda name: asked.append(name) or told)
    monkeypatch.setattr(real, "messages", lambda name: asked.append(name) or [Message(x.text, x.topic) for x in few])
    monkeypatch.setattr(real, "cross_fitted", lambda pipeline, own: pipeline.read([m.text for m in own]))
    found = thresholds.chosen(small)
    assert set(asked) == {"development", "study", *real.CHOOSING}
    assert set(found["chosen"]) == {"answer", "service", "offer", "beside", "card", "help", "phrase"}
    assert found["from"]["sizes"]["development"] == len(few)
