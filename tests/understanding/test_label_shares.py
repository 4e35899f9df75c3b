"""A label is likely when the text fits it: alone, or together with what was answered before when it leans on that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clinicchat.understanding.label_shares import NAMES, Fits, InContext, features, shares

LEGAL, COST = "faq/legal_status", "faq/cost_insurance"
LABELS = [LEGAL, f"{LEGAL}.texas", COST, f"{COST}.medicaid"]
RANKING = [(LEGAL, 0.6), (COST, 0.4)]


def fits(**best: float) -> Fits:
    rows = np.full((len(LABELS), 3), 0.1, dtype=np.float32)
    for name, fit in best.items():
        rows[["legal", "texas", "cost", "medicaid"].index(name)] = fit
    return Fits(LABELS, rows)


def best(found: dict[str, float]) -> str:
    return max(found, key=found.__getitem__)


def test_the_label_that_fits_best_is_the_likeliest_and_all_add_up_to_one():
    found = shares(fits(texas=0.8), RANKING)
    assert best(found) == f"{LEGAL}.texas"
    assert sum(found.values()) == pytest.approx(1)


def test_a_likely_topic_helps_its_labels():
    even = fits(texas=0.5, medicaid=0.5)
    assert best(shares(even, [(LEGAL, 0.9), (COST, 0.01)])) == f"{LEGAL}.texas"
    assert best(shares(even, [(LEGAL, 0.01), (COST, 0.9)])) == f"{COST}.medicaid"


def test_the_weights_are_those_of_features_not_of_labels_so_a_new_part_needs_none():
    assert features(fits(), RANKING).shape == (len(LABELS), len(NAMES))


def test_what_leans_is_read_with_the_answer_before():
    alone, together = fits(texas=0.6), fits(medicaid=0.9)
    context = InContext(together, [(COST, 0.9), (LEGAL, 0.1)], COST, 1.0)
    assert best(shares(alone, RANKING, context)) == f"{COST}.medicaid"
    assert best(shares(alone, RANKING, context._replace(leans=0.0))) == f"{LEGAL}.texas"


def test_what_was_just_said_is_less_likely():
    even = fits(texas=0.5, medicaid=0.5)
    said = InContext(even, RANKING, f"{LEGAL}.texas", 1.0)
    other = said._replace(last=LEGAL)
    assert shares(even, RANKING, said)[f"{LEGAL}.texas"] < shares(even, RANKING, other)[f"{LEGAL}.texas"]


def test_the_heavy_encoder_decides_between_labels_that_fit_alike_and_less_where_the_text_leans():
    even = fits(texas=0.5, medicaid=0.5)
    heavy = replace(even, heavy=np.array([0.0, 0.0, 0.0, 0.4], dtype=np.float32))
    assert best(shares(heavy, RANKING)) == f"{COST}.medicaid"
    leaning = InContext(even, RANKING, COST, 1.0)
    assert shares(heavy, RANKING, leaning) == shares(even, RANKING, leaning)


def test_no_label_is_no_fault():
    assert shares(Fits([], np.zeros((0, 3), dtype=np.float32)), RANKING) == {}
