"""The report is made in one go from the files, and its pages hold all that the JSON holds."""

from __future__ import annotations

import html
import json

import pytest

from evaluation import (
    after_card_sets,
    baselines,
    conversation,
    datasets,
    diet,
    measures,
    page,
    real,
    relevance,
    report,
    summary,
)
from evaluation.datasets import SafetySet, Statement
from evaluation.pipeline import Pipeline
from tests.evaluation.conftest import sliced

CARD = [key for key, *_ in summary.AFTER_CARD]
FIGURES = [key for key, *_ in summary.TALK]
TRICKY = 'i <b>want</b> to know & ask "things" about dying quietly'


@pytest.fixture(scope="module")
def made(small, few, tmp_path_factory):
    """A report on a slice: the small pipeline, few lines, one statement that is missed."""
    told = SafetySet(
        [
            Statement("i want to die", "safety/suicide", "explicit"),
            Statement(TRICKY, "safety/suicide", "indirect"),
            Statement("i feel so low", "safety/distress", "distress"),
        ],
        few[:3],
        few[3:5],
    )
    folder = tmp_path_factory.mktemp("report")
    fragments = real.fragments()
    learned, pressed = sliced(datasets.training()), datasets.refusals()[:2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets, "lines", lambda name: few)
        patch.setattr(datasets, "safety", lambda name: told)
        patch.setattr(datasets, "lines_of", lambda author: few)
        patch.setattr(datasets, "safety_of", lambda author: told)
        patch.setattr(real, "messages", lambda name: [real.Message(x.text, x.topic) for x in few[:6]])
        patch.setattr(
            real, "second_reader", lambda name, own: dict.fromkeys(summary.READER.values(), measures.share(1, 1))
        )
        patch.setattr(real, "fragments", lambda: {kind: texts[:2] for kind, texts in fragments.items()})
        patch.setattr(relevance, "names", lambda: ["dev"])
        patch.setattr(relevance, "items", lambda path, whole=relevance.items: whole(path)[:8])
        patch.setattr(conversation, "product", lambda: None)
        patch.setattr(conversation, "figures", lambda product: {"dev": dict.fromkeys(FIGURES, measures.share(1, 2))})
        patch.setattr(
            after_card_sets, "of_folders", lambda pipeline: {"dev": dict.fromkeys(CARD, measures.share(1, 2))}
        )
        patch.setattr(after_card_sets, "left_out", lambda pipeline: {})
        patch.setattr(datasets, "refusals", lambda: pressed)
        patch.setattr(datasets, "training", lambda: learned)
        patch.setattr(Pipeline, "current", classmethod(lambda cls, **changes: small))
        patch.setattr(baselines, "RESULTS", folder)
        found = report.made(report.options([]))
    page.write(found, folder)
    return found, folder


def test_it_is_json(made):
    assert json.loads(json.dumps(made[0]))["heldout"]["sizes"]["topics"] > 0


def test_misses_stand_on_the_safety_page_in_full_and_harmless(made):
    found, folder = made
    text = (folder / "safety.html").read_text(encoding="utf-8")
    for miss in found["safety"]["misses"]:
        assert html.escape(miss["text"]).replace("&quot;", "&#34;") in text
    assert "<b>want</b>" not in text


def test_every_picture_is_embedded(made):
    _, folder = made
    assert (folder / "index.html").read_text(encoding="utf-8").count("<svg") == 4
    assert (folder / "safety.html").read_text(encoding="utf-8").count("<svg") == 1
    assert "<img" not in (folder / "index.html").read_text(encoding="utf-8")


def test_what_was_not_run_says_how(made):
    text = (made[1] / "index.html").read_text(encoding="utf-8")
    assert html.escape(diet.HOW) in text
    assert "--cross-validate" in text and "optimistic" in text


def test_mistakes_name_the_nearest_training_phrasing(made):
    for mistake in made[0]["heldout"]["mistakes"]:
        assert mistake["nearest"] and 0 <= mistake["similarity"] <= 1.01


def test_stock_rasa_of_other_data_is_said_to_be_old(few, tmp_path, monkeypatch):
    monkeypatch.setattr(baselines, "RESULTS", tmp_path)
    parsed = [[x.text, x.topic, 0.9] for x in few]
    content = {"data": "of other phrasings", "epochs": 3, "per_topic": 9, "parsed": parsed}
    (tmp_path / "diet.json").write_text(json.dumps(content), encoding="utf-8")
    found = baselines.stock(few, run=False, epochs=3)
    assert found["right"]["share"] == 1.0
    assert not found["current"]


def test_the_topic_of_stock_rasa_is_the_leaf_that_its_selector_chose():
    chosen = {"default": {"response": {"intent_response_key": "faq/access"}}}
    assert diet.topic_of({"intent": {"name": "faq"}, "response_selector": chosen}) == "faq/access"
    assert diet.topic_of({"intent": {"name": "greet"}, "response_selector": chosen}) == "greet"
    assert diet.topic_of({"intent": {"name": None}}) == "nlu_fallback"
