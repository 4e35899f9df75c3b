"""The figures are what their names say."""

from __future__ import annotations

import pytest

from clinicchat.content.outcomes import Outcome
from evaluation import measures
from evaluation.datasets import Line
from evaluation.pipeline import Understood


def pair(meant: str, became: str, share: float = 0.9, outcome: Outcome = Outcome.ANSWERED, offers=()):
    best = meant if became == "nlu_fallback" else became
    return Line("x", meant), Understood("x", outcome, became, share, list(offers), best, share)


LEGAL, COST = "faq/legal_status", "faq/cost_insurance"
RIGHT = pair(LEGAL, LEGAL, 0.9)
WRONG = pair(LEGAL, COST, 0.8)
OFFERED = pair(COST, "nlu_fallback", 0.3, Outcome.CLARIFY, [LEGAL, COST])
LOST = pair(COST, "nlu_fallback", 0.2, Outcome.NOT_UNDERSTOOD)
OUTSIDE = pair("out_of_scope", "out_of_scope", 0.7, Outcome.OUT_OF_SCOPE)
ANSWERED_OUTSIDE = pair("out_of_scope", LEGAL, 0.95)
PAIRS = [RIGHT, WRONG, OFFERED, LOST, OUTSIDE, ANSWERED_OUTSIDE]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(95, 100, 0.888, 0.978), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)]
)
def test_intervals_are_wilsons(count, of, low, high):
    assert (measures.share(count, of)["low"], measures.share(count, of)["high"]) == (low, high)


def test_nothing_counted_has_no_share():
    assert measures.share(0, 0)["share"] is None


def test_an_offer_counts_only_where_offers_count():
    headline = measures.headline(PAIRS)
    assert headline["right"]["count"] == 1
    assert headline["right_or_offered"]["count"] == 2
    assert headline["turned_away"]["count"] == 1


def test_an_answer_to_an_out_of_scope_message_is_not_found():
    headline = measures.headline(PAIRS)
    assert headline["outside_found"]["share"] == 0.5
    assert headline["outside_answered"]["count"] == 1


def test_an_offer_to_an_out_of_scope_message_is_not_found_either():
    offered = pair("out_of_scope", "nlu_fallback", 0.3, Outcome.CLARIFY, [LEGAL])
    assert measures.headline([offered])["outside_found"]["count"] == 0


def test_the_weakest_topic_stands_first():
    assert [row["topic"] for row in measures.by_topic(PAIRS)] == [COST, LEGAL, "out_of_scope"]


def test_confusion_counts_doubt_in_columns_of_its_own():
    found = measures.confusion(PAIRS)
    row = dict(zip(found["columns"], found["counts"][found["rows"].index(COST)], strict=True))
    assert row == {LEGAL: 0, COST: 0, "out_of_scope": 0, "clarify": 1, "not_understood": 1}


def test_risk_starts_with_the_surest_answer_and_ends_with_all():
    curve = measures.risk_coverage([RIGHT, WRONG, ANSWERED_OUTSIDE])
    assert curve[0] == (pytest.approx(1 / 3), 1.0)
    assert curve[-1] == (1.0, pytest.approx(2 / 3))


def test_the_calibration_error_of_an_honest_model_is_small():
    honest = [pair(LEGAL, LEGAL, 0.75)] * 3 + [pair(LEGAL, COST, 0.75)]
    assert measures.reliability(honest)["error"] == 0.0
    assert measures.reliability([pair(LEGAL, COST, 0.95)] * 4)["error"] == pytest.approx(0.95)


def test_the_worst_mistake_is_the_surest_and_doubt_is_none():
    assert measures.worst_mistakes(PAIRS)[:2] == [ANSWERED_OUTSIDE, WRONG]
    assert OFFERED not in measures.worst_mistakes(PAIRS)
