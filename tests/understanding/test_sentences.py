"""The sentence encoder: its files, its checksums, and that meaning lies close together."""

import json
import shutil

import numpy as np
import pytest

from clinicchat.understanding.sentences import DIMENSIONS, FOLDER, EncoderFileError, SentenceModel, shared


@pytest.fixture(scope="module")
def model():
    return shared()


def test_embeddings_have_length_one(model):
    found = model.embed(["hello", "is it legal?", ""])
    assert found.shape == (3, DIMENSIONS)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)


def test_no_text_gives_no_rows(model):
    assert model.embed([]).shape == (0, DIMENSIONS)


def test_like_meanings_are_closer_than_unlike_ones(model):
    asked, same, other = model.embed(["what does it cost", "how expensive is it", "is it addictive"])
    assert asked @ same > asked @ other


def test_a_text_hardly_depends_on_its_batch(model):
    texts = ["why?", "is it safe with sertraline", "a " * 300]
    alone = np.vstack([model.embed([t]) for t in texts])
    assert (alone * model.embed(texts)).sum(axis=1).min() > 0.999


def test_a_long_text_is_cut_not_refused(model):
    assert model.embed(["word " * 5_000]).shape == (1, DIMENSIONS)


def test_two_components_share_one_model():
    assert shared() is shared()


@pytest.mark.parametrize("missing", ["checksums.json", "model.int8.onnx"])
def test_a_missing_file_is_named_with_its_cure(tmp_path, missing):
    for name in {"checksums.json", "tokenizer.json"} - {missing}:
        shutil.copy(FOLDER / name, tmp_path)
    with pytest.raises(EncoderFileError, match=rf"{missing} is missing\. Restore"):
        SentenceModel(tmp_path)


def test_a_changed_file_is_refused(tmp_path):
    shutil.copy(FOLDER / "checksums.json", tmp_path)
    (tmp_path / "model.int8.onnx").write_bytes(b"not the model")
    with pytest.raises(EncoderFileError, match="checksum"):
        SentenceModel(tmp_path)


def test_the_files_are_the_ones_that_the_checksums_name():
    names = json.loads((FOLDER / "checksums.json").read_text(encoding="utf-8"))
    assert set(names) == {"model.int8.onnx", "tokenizer.json"}
    SentenceModel(FOLDER, verify=True)


def test_the_encoder_is_small_enough_for_the_repository():
    assert (FOLDER / "model.int8.onnx").stat().st_size < 25_000_000
