"""A small pipeline: trained on a slice of the questions, in a cache of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.content import topics
from clinicchat.understanding.embeddings import Embeddings
from evaluation import datasets, pipeline
from evaluation.datasets import Line
from evaluation.pipeline import Pipeline

SLICE = (
    "faq/legal_status", "faq/cost_insurance", "faq/pregnancy", "decline/dosage", "safety/suicide", "safety/overdose",
    "greet", "thanks", "out_of_scope",
)  # fmt: skip
EACH = 25
LIMITS = {"answer": 0.4, "offer": 0.1, "beside": 0.05, "card": 0.8, "help": -1.3, "phrase": -2.0}


def sliced(lines: list[Line], each: int = EACH) -> list[Line]:
    """Returns the first *each* lines of every topic of the slice."""
    return [line for topic in SLICE for line in [x for x in lines if x.topic == topic][:each]]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder: Path = tmp_path_factory.mktemp("evaluation")
    embeddings = Embeddings(folder)
    model = pipeline.fitted(sliced(datasets.training()), {"c": 10.0, "embedding_weight": 2.0}, embeddings)
    return Pipeline(model, embeddings, dict(LIMITS))


@pytest.fixture(scope="session")
def few() -> list[Line]:
    """Development lines of the slice, without danger: there are none in that file."""
    return [x for x in sliced(datasets.lines("development"), 6) if not topics.is_danger(x.topic)]
