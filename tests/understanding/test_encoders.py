"""The encoders: their files, their checksums, and that meaning lies close together."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from clinicchat.understanding import encoders
from clinicchat.understanding.encoders import DIMENSIONS, FILES, HEAVY, LIGHT, EncoderFileError, Heavy, Light

pytestmark = pytest.mark.thorough  # it opens both encoders

MAX_MEGABYTES, MAX_IN_A_FILE = 130, 95


@pytest.fixture(scope="module")
def light() -> Light:
    return encoders.light()


def test_embeddings_have_length_one(light):
    found = light.embed(["hello", "is it legal?", ""])
    assert (found.shape, found.dtype) == ((3, DIMENSIONS), np.float32)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)


def test_no_text_gives_no_rows(light):
    assert light.embed([]).shape == (0, DIMENSIONS)
    assert light.rows([]).shape == (0, DIMENSIONS + len(light.dangers))


def test_like_meanings_are_closer_than_unlike_ones(light):
    asked, same, other = light.embed(["what does it cost", "how expensive is it", "is it addictive"])
    assert asked @ same > asked @ other


def test_a_text_does_not_depend_on_its_batch(light):
    texts = ["why?", "is it safe with sertraline", "a " * 300]
    assert np.array_equal(np.vstack([light.rows([t]) for t in texts]), light.rows(texts))


def test_a_long_text_is_cut_not_refused(light):
    assert light.embed(["word " * 5_000]).shape == (1, DIMENSIONS)


def test_the_heavy_one_says_topics_and_dangers():
    heavy = encoders.heavy()
    assert heavy is not None
    (row,) = heavy.rows(["is it legal?"])
    assert heavy.topics[int(row[: len(heavy.topics)].argmax())] == "faq/legal_status"
    assert heavy.dangers[int(row[len(heavy.topics) :].argmax())] == "none"


def test_both_name_the_same_dangers(light):
    heavy = encoders.heavy()
    assert heavy is not None and heavy.dangers == light.dangers


def test_two_components_share_one_model():
    assert encoders.light() is encoders.light()
    assert encoders.heavy() is encoders.heavy()


@pytest.mark.parametrize("missing", ["checksums.json", *FILES])
def test_a_missing_file_is_named_with_its_cure(tmp_path, missing):
    for name in {"checksums.json", *FILES} - {missing}:
        (tmp_path / name).symlink_to(LIGHT / name)
    with pytest.raises(EncoderFileError, match=rf"{missing} is missing\. Restore"):
        Light(tmp_path)


@pytest.mark.parametrize("changed", FILES)
def test_a_changed_file_is_refused(tmp_path, changed):
    for name in {"checksums.json", *FILES} - {changed}:
        (tmp_path / name).symlink_to(HEAVY / name)
    (tmp_path / changed).write_bytes(b"not the file")
    with pytest.raises(EncoderFileError, match="checksum"):
        Heavy(tmp_path)


def test_a_heavy_encoder_that_cannot_be_used_is_left_out_and_told_once(tmp_path, monkeypatch, caplog):
    shutil.copy(HEAVY / "checksums.json", tmp_path)
    monkeypatch.setattr(encoders.Heavy.__init__, "__defaults__", (tmp_path, 1))
    encoders.heavy.cache_clear()
    try:
        assert encoders.heavy() is None and encoders.heavy() is None
    finally:
        encoders.heavy.cache_clear()
    assert caplog.text.count("left out") == 1


@pytest.mark.parametrize("folder", [LIGHT, HEAVY], ids=["light", "heavy"])
def test_the_checksums_name_every_file(folder):
    assert set(json.loads((folder / "checksums.json").read_text(encoding="utf-8"))) == set(FILES)


def test_the_encoders_are_small_enough_for_the_repository():
    sizes = [path.stat().st_size / 1e6 for path in encoders.FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) <= MAX_MEGABYTES and max(sizes) <= MAX_IN_A_FILE
