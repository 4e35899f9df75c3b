"""Questions that are nearly the same are found by letters, and by meaning from the embeddings that training keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clinicchat.publish.check import Project, kept, meaning, similarity
from clinicchat.publish.check.meaning import nothing_near_by_meaning
from clinicchat.publish.check.project import NLU
from clinicchat.publish.check.similarity import near_by_letters, nothing_near_by_letters
from clinicchat.understanding import embeddings

TEXTS = ["how long does it last", "how long does it lasts", "dose how long it last", "what is oxytocin", "hi"]


def test_pairs_are_near_but_not_equal_and_found_once() -> None:
    assert [(one, other) for one, other, _ in near_by_letters(TEXTS, TEXTS, 90)] == [(TEXTS[0], TEXTS[1])]


def test_new_texts_are_compared_with_shorter_and_longer_ones() -> None:
    for new in TEXTS[:2]:
        assert [(one, other) for one, other, _ in near_by_letters([new], TEXTS, 90)] == [(TEXTS[0], TEXTS[1])]


def _questions(folder: Path, *extra: str) -> Path:
    lines = "".join(f"    - {q}\n" for q in ("does it help people with PTSD", *extra))
    other = "- intent: faq/b\n  examples: |\n    - will it help PTSD patients\n"
    text = f"nlu:\n- intent: faq/a\n  examples: |\n{lines}{other}"
    (folder / "data").mkdir(exist_ok=True)
    (folder / NLU).write_text(text)
    return folder


def test_words_in_any_order_are_near_and_the_second_run_compares_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        similarity,
        "near_by_letters",
        lambda new, every, least: asked.append(len(new)) or near_by_letters(new, every, least),
    )
    assert list(nothing_near_by_letters(Project(_questions(tmp_path)))) == []
    root = _questions(tmp_path, "PTSD patients it will helps")
    found = list(nothing_near_by_letters(Project(root)))
    assert ["the same letters" in f.what for f in found] == [True]
    assert list(nothing_near_by_letters(Project(root))) == found
    assert asked == [2, 1]
    assert list(nothing_near_by_letters(Project(_questions(tmp_path)))) == []


def test_meaning_is_compared_when_asked_then_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _questions(tmp_path)
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    monkeypatch.setattr(meaning, "MAX_NEW", 0)
    assert list(nothing_near_by_meaning(Project(root))) == []
    asked = list(nothing_near_by_meaning(Project(root, near=True)))
    assert len(asked) == 1
    assert "the same meaning" in asked[0].what
    monkeypatch.setattr(meaning, "near_by_meaning", None)  # nothing is left to compare
    monkeypatch.setattr(embeddings, "Embeddings", None)  # nor to embed
    assert [f.what for f in nothing_near_by_meaning(Project(root))] == [f.what for f in asked]


def test_new_questions_are_compared_by_themselves_while_they_are_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    list(nothing_near_by_meaning(Project(_questions(tmp_path), near=True)))
    root = _questions(tmp_path, "would it help patients who have PTSD")
    assert [f.key for f in nothing_near_by_meaning(Project(root))] == ["faq/b"]
    monkeypatch.setattr(meaning, "MAX_NEW", 0)
    root = _questions(tmp_path, "would it help patients who have PTSD", "and another one about PTSD")
    assert list(nothing_near_by_meaning(Project(root))) == []


def test_what_training_embedded_is_compared_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    root = _questions(tmp_path)
    embeddings.Embeddings(root / "var" / "cache").of([q.text for q in Project(root).questions])
    monkeypatch.setattr(embeddings, "Embeddings", None)
    assert len(list(nothing_near_by_meaning(Project(root)))) == 1


def test_comparing_many_roughly_first_loses_no_pair() -> None:
    random = np.random.default_rng(1)
    several = random.normal(size=(meaning.BLOCK + 500, 200)).astype(np.float32)
    several[700:1500:2] = several[:400] + random.normal(scale=0.4, size=(400, 200))
    several /= np.linalg.norm(several, axis=1)[:, None]
    texts = [str(n) for n in range(len(several))]
    scores = several @ several.T
    wanted = {(str(a), str(b)) for a, b in zip(*(scores >= 0.92).nonzero(), strict=True) if a < b}
    found = meaning.near_by_meaning(texts, texts, dict(zip(texts, several, strict=True)), 0.92)
    assert 100 < len(wanted) < 400 and {(a, b) for a, b, _ in found} == wanted


def test_damaged_files_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Project().house_rules["near"], "meaning", 0.8)
    root = _questions(tmp_path)
    asked = list(nothing_near_by_meaning(Project(root, near=True)))
    for path in (root / "var").rglob("*.*"):
        path.write_bytes(b"not an archive")
    assert list(nothing_near_by_meaning(Project(root, near=True))) == asked


def test_results_of_another_version_are_not_used(tmp_path: Path) -> None:
    keep = kept.Kept(tmp_path)
    assert keep.results("x", "1", ["a", "b"], lambda new: dict.fromkeys(new, 1)) == {"a": 1, "b": 1}
    assert keep.results("x", "1", ["b", "c"], lambda new: dict.fromkeys(new, 2)) == {"b": 1, "c": 2}
    assert keep.results("x", "2", ["b", "c"], lambda new: dict.fromkeys(new, 3)) == {"b": 3, "c": 3}
