"""The preview shows changed words and messages, and stops an edit that lowers safety."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clinicchat import content, paths
from evaluation import preview
from evaluation.preview import Change, Message, Preview, Recall
from evaluation.word_changes import word_changes


def made(seen: int) -> Preview:
    message = Message("what does it cost", "faq/cost_insurance", "heldout.yml")
    change = Change(message, "faq/access", "faq/cost_insurance", good=True, bad=False)
    return Preview("HEAD", 1, [change], [], [Recall("safety-heldout.yml", "safety/suicide", 10, 10, seen)])


def test_changed_words_are_shown_word_by_word(tmp_path: Path) -> None:
    shutil.copytree(paths.DATA, tmp_path / "data")
    file = tmp_path / "data" / "answers.yml"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("a lab-made drug", "a synthetic drug"), encoding="utf-8")
    found = word_changes(content.Content(paths.DATA), content.Content(tmp_path / "data"))
    assert [w.name for w in found] == ["faq/what_is_mdma"]
    assert "[-lab-made-] {+synthetic+}" in found[0].plain


def test_the_same_content_changes_nothing() -> None:
    assert word_changes(content.Content(paths.DATA), content.Content(paths.DATA)) == []


@pytest.mark.parametrize(("seen", "status"), [(10, 0), (9, 2)])
def test_a_lower_safety_recall_is_a_hard_stop(
    seen: int, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview, "compare", lambda base, revision: made(seen))
    monkeypatch.setattr(preview, "export", lambda revision, folder: folder)
    monkeypatch.setattr(preview, "FOLDER", tmp_path)
    monkeypatch.setattr(preview.write, "__defaults__", (tmp_path,))
    assert preview.main([]) == status
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert ("must not go live" in page) == ("STOP" in capsys.readouterr().out) == bool(status)
    assert "what does it cost" in page
