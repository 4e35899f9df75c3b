"""Public data in HINT3's format goes through the same model."""

from __future__ import annotations

import sys

import pytest

from clinicchat.understanding.embeddings import Embeddings
from evaluation import benchmark

TRAIN = [("where is my order", "ORDER"), ("track my parcel", "ORDER"), ("when will it arrive", "ORDER"),
         ("i want my money back", "REFUND"), ("refund please", "REFUND"), ("can i return it", "REFUND"),
         ("which size do i need", "SIZE"), ("is there a bigger size", "SIZE"), ("size chart", "SIZE")]  # fmt: skip
TEST = [("track my order", "ORDER"), ("a refund please", "REFUND"), ("sing a song", "NO_NODES_DETECTED")]


def write(path, rows, columns="sentence,label"):
    path.write_text("\n".join([columns, *(f"{a},{b}" for a, b in rows)]) + "\n", encoding="utf-8")
    return path


def test_it_reports_the_best_correlation_over_thresholds_and_in_scope_accuracy(tmp_path):
    train, test = (write(tmp_path / f"{n}.csv", rows) for n, rows in (("train", TRAIN), ("test", TEST)))
    found = benchmark.judge(benchmark.rows(train), benchmark.rows(test), Embeddings(tmp_path))
    assert found["in_scope_accuracy"] == 1.0
    assert found["best_mcc"] == max(found["mcc"].values())
    assert len(found["mcc"]) == 9


def test_a_missing_column_is_named_with_its_file(tmp_path):
    with pytest.raises(ValueError, match=r"x\.csv: has no column `label`"):
        benchmark.rows(write(tmp_path / "x.csv", [("a", "b")], "sentence,intent"))


def test_an_empty_folder_says_where_the_data_is_to_be_had(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["benchmark", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"hellohaptik/HINT3"):
        benchmark.main()
