"""Middles are made of the same phrasings each time, and the weights are judged where the light encoder is unsure."""

from __future__ import annotations

import numpy as np

from evaluation import heavy_labels
from evaluation.datasets import Line
from evaluation.label_weights import Case


def test_the_same_few_phrasings_of_each_label_are_read_in_whatever_order_they_come():
    asked = []

    def vectors(texts):
        asked.append(list(texts))
        return np.random.default_rng(0).normal(size=(len(texts), 768))

    lines = [Line(f"{word} {i}", topic) for i in range(60) for word, topic in (("a", "faq/x"), ("b", "faq/y"))]
    outside = Line("pizza near me", "out_of_scope")
    found = heavy_labels.made([*lines, outside], vectors)
    heavy_labels.made([outside, *reversed(lines)], vectors)
    assert list(found.labels) == ["faq/x", "faq/y"]
    assert asked[0] == asked[1] and len(asked[0]) == 2 * heavy_labels.MOST


def test_the_heavy_encoder_moves_only_what_the_light_one_is_unsure_of():
    sure = Case("", np.array([[9.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), 0)
    torn = Case("", np.array([[0.1, 0.0], [0.0, 1.0], [0.0, 0.0]]), 1)
    told = heavy_labels.measured([sure, torn], np.array([1.0, 20.0]))
    assert (told["asked"], told["light"]["first"], told["both"]["first"]) == (0.5, 0.5, 1.0)
