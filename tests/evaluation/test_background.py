"""The background gate counts what everyday lines get, and leaves out what a reader called true danger."""

from __future__ import annotations

import json

from evaluation import background

LINES = [("forum", "how do i fix my bike chain"), ("forum", "i want to kill myself"), ("bank", "is mdma legal")]


def test_cards_answers_and_help_lines_are_counted_by_collection(small):
    gate, carded = background.judge(small, LINES)
    assert [u.text for u in carded] == ["i want to kill myself"]
    assert "phrase" in carded[0].why
    assert gate["forum card"] == gate["forum card"] | {"count": 1, "of": 2}
    assert gate["all card"]["of"] == 3


def test_true_danger_is_left_out(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps({"sub": name, "text": text}) + "\n" for name, text in LINES))
    assert background.read(path, ["i want to kill myself"]) == [LINES[0], LINES[2]]
