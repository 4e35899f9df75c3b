"""Questions that are nearly the same are found by letters, and by meaning with a cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.check import Project, likeness
from clinicchat.check.likeness import CACHE, near_by_letters, nothing_near_by_meaning
from clinicchat.check.project import NLU

TEXTS = ("how long does it last", "how long does it lasts", "it does last how long", "what is oxytocin", "hi")


def test_pairs_are_near_in_any_order_of_words_but_not_equal() -> None:
    assert [(one, other) for one, other, _ in near_by_letters(TEXTS, 90, 6)] == [(0, 1), (1, 2)]


def _questions(folder: Path, *extra: str) -> Path:
    lines = "".join(f"    - {q}\n" for q in ("does it help people with PTSD", *extra))
    other = "- intent: faq/b\n  examples: |\n    - will it help PTSD patients\n"
    text = f"nlu:\n- intent: faq/a\n  examples: |\n{lines}{other}"
    (folder / "data").mkdir(exist_ok=True)
    (folder / NLU).write_text(text)
    return folder


def test_meaning_is_compared_only_when_asked_then_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _questions(tmp_path)
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    assert list(nothing_near_by_meaning(Project(root))) == []
    asked = list(nothing_near_by_meaning(Project(root, near=True)))
    assert len(asked) == 1
    assert "the same meaning" in asked[0].what
    monkeypatch.setattr(likeness.Kept, "add", None)  # nothing is left to embed
    assert [f.what for f in nothing_near_by_meaning(Project(root))] == [f.what for f in asked]


def test_new_questions_are_compared_from_the_cache_while_they_are_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    list(nothing_near_by_meaning(Project(_questions(tmp_path), near=True)))
    root = _questions(tmp_path, "would it help patients who have PTSD")
    assert len(list(nothing_near_by_meaning(Project(root)))) == 2
    monkeypatch.setattr(likeness, "MOST_NEW", 0)
    root = _questions(tmp_path, "would it help patients who have PTSD", "and another one about PTSD")
    assert list(nothing_near_by_meaning(Project(root))) == []


def test_damaged_cache_is_made_again(tmp_path: Path) -> None:
    root = _questions(tmp_path)
    (root / CACHE).parent.mkdir(parents=True)
    (root / CACHE).write_bytes(b"not an archive")
    list(nothing_near_by_meaning(Project(root)))
    assert len(likeness.Kept.read(root / CACHE).vectors) == 2
