"""The README's figures are the report's: nobody types them."""

from __future__ import annotations

import json

import pytest

from evaluation import summary

FIGURE = {"count": 95, "of": 100, "share": 0.95, "low": 0.888, "high": 0.978}
KINDS = ("explicit", "indirect", "distress", "lookalike", "ordinary")
REPORT = {
    "made": "2026-11-24 00:00 UTC",
    "model": "abc",
    "training": {"phrasings": 7, "topics": 2},
    "heldout": {"headline": {key: FIGURE for key, _, _ in summary.UNDERSTANDING}},
    "authors": {"heldout": {key: FIGURE for key, _, _ in (*summary.UNDERSTANDING, *summary.SAFETY)}},
    "safety": {"detectors": {level: dict.fromkeys(KINDS, FIGURE) for level in ("card", "helped")}},
    "real": {
        **{name: {key: FIGURE for key, _, _ in summary.REAL} for name in (summary.POOLED, *summary.JUDGING)},
        "second_reader": {name: dict.fromkeys(summary.READER.values(), FIGURE) for name in "abc"},
        "fragments": {key: FIGURE for key, _, _ in summary.FRAGMENTS},
    },
    "conversations": {"dev": {key: FIGURE for key, _, _ in summary.TALK}},
    "after_card": {"dev": {key: FIGURE for key, _, _ in summary.AFTER_CARD}, "one": {"numbers_fresh": FIGURE}},
    "noise": {"kinds": {"topics": {"noisy": FIGURE, "cost": 4.0}}},
    "baselines": {"ngrams": {"right": FIGURE}, "stock": None},
    "cross_validation": None,
}


def test_the_readme_shows_the_committed_figures():
    figures = json.loads(summary.FIGURES.read_text(encoding="utf-8"))
    shown = summary.BLOCK.search(summary.README.read_text(encoding="utf-8"))
    assert shown, f"README.md needs the lines {summary.START} and {summary.END}"
    assert shown.group(1) == summary.table(figures), "Run: make evaluate ARGS=--summary"


def test_writing_replaces_only_what_stands_between_the_markers(tmp_path):
    readme, figures = tmp_path / "README.md", tmp_path / "figures.json"
    readme.write_text(f"before\n{summary.START}\nbefore this\n{summary.END}\nafter\n", encoding="utf-8")
    summary.write(REPORT, readme, figures)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "before this" not in text
    assert summary.table(json.loads(figures.read_text(encoding="utf-8"))) in text


def test_a_readme_without_markers_is_named(tmp_path):
    (tmp_path / "README.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="evaluation:start"):
        summary.write(REPORT, tmp_path / "README.md", tmp_path / "figures.json")


def test_conversations_are_told_by_writer_and_whether_the_set_chose():
    assert next(row["measure"] for row in summary.talk_rows(REPORT)).endswith("(dev, chose)")
    assert "(dev, chose)" in summary.table(summary.small(REPORT))


def test_what_follows_a_card_is_told_by_writer_as_far_as_it_was_measured():
    found = [row["measure"] for row in summary.card_rows(REPORT)]
    assert len(found) == len(summary.AFTER_CARD) + 1
    assert "asked for a number: the right one first (one)" in found
    assert "(one)" in summary.table(summary.small(REPORT))


def test_every_target_says_whether_it_is_met():
    found = {row["measure"]: row["met"] for row in summary.rows(REPORT)}
    assert found["right topic at once"] is True
    assert found["service intents right"] is False
    assert found["cards on ordinary questions"] is False
    assert found["right topic at once, with typos and text-speak"] is False
    assert found["distress without stated danger: card or help line"] is None


def test_baselines_that_were_not_run_have_no_row():
    assert not any("stock" in row["measure"] or "cross" in row["measure"] for row in summary.rows(REPORT))
    folds = {**REPORT, "cross_validation": {"right": FIGURE}}
    assert "optimistic" in summary.rows(folds)[-1]["measure"]


def test_the_figures_in_real_manner_stand_above_those_of_the_same_kind_of_author():
    shown = summary.table(summary.small(REPORT))
    assert 0 < shown.index("real manner") < shown.index("same kind of author")
    assert shown.index("cards on harmless messages") < shown.index("cards on harmless fragments")
    assert shown.index("cards on harmless fragments") < shown.index("cards on ordinary questions")


def test_a_figure_in_real_manner_that_misses_its_target_says_so():
    found = {row["measure"]: row["met"] for row in summary.real_rows(REPORT)}
    assert found["cards on harmless messages"] is False
    assert found["danger stated explicitly: card"] is True


def test_each_set_and_the_second_reader_stand_beside_the_figure_of_all():
    rows = {row["measure"]: row for row in summary.real_rows(REPORT)}
    assert len(rows["questions: right topic at once"]["sets"]) == len(summary.JUDGING)
    assert len(rows["cards on harmless messages"]["reader"]) == 3
    assert rows["service intents right"]["reader"] == []
