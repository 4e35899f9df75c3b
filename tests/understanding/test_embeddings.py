"""The kept embeddings: an edit embeds only what is new, and a broken file is made again."""

import shutil

import numpy as np
import pytest

from clinicchat.content import topics
from clinicchat.text.reading import canonical
from clinicchat.understanding import embedding_file, embeddings
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.encoders import light as shared
from evaluation import datasets

pytestmark = pytest.mark.thorough  # it opens the encoder

SHIPPED = embedding_file.shipped()


class Counting:
    """A sentence model that notes what it is asked."""

    folder = shared().folder

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts):
        self.asked += texts
        return shared().embed(texts)


@pytest.fixture
def counting():
    return Counting()


@pytest.fixture(autouse=True)
def nothing_shipped(request, monkeypatch):
    """What comes with the encoder is left out, but where a test is about it."""
    if "shipped" not in request.node.name:
        monkeypatch.setattr(embedding_file, "SHIPPED", "none.npz")


def test_only_new_texts_are_embedded_in_the_next_run(tmp_path, counting):
    before = Embeddings(tmp_path, counting).of(["hello there", "is it legal"])
    counting.asked.clear()
    after = Embeddings(tmp_path, counting).of(["is it legal", "what does it cost"])
    assert counting.asked == [canonical("what does it cost")[0]]
    assert (after[0] == before[1]).all()


def test_a_text_is_embedded_as_a_visitors_message_is(tmp_path):
    text = "will molly mess w my zoloft"
    assert np.allclose(Embeddings(tmp_path).of([text, "hi"])[0], shared().embed([canonical(text)[0]])[0])


def test_no_texts_give_no_rows(tmp_path):
    assert Embeddings(tmp_path).of([]).shape == (0, 768)


def test_the_file_holds_no_text(tmp_path, counting):
    Embeddings(tmp_path, counting).of(["a canary sings"])
    assert b"canary" not in embedding_file.cache_file(tmp_path).read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"not an archive"])
def test_a_broken_file_is_made_again(tmp_path, counting, content):
    Embeddings(tmp_path, counting).of(["hello"])
    embedding_file.cache_file(tmp_path).write_bytes(content)
    assert Embeddings(tmp_path, counting).of(["hello"]).shape == (1, 768)
    counting.asked.clear()
    Embeddings(tmp_path, counting).of(["hello"])
    assert not counting.asked


def test_it_does_not_grow_without_end(tmp_path, counting, monkeypatch):
    monkeypatch.setattr(embeddings, "MAX_KEPT", 2)
    kept = Embeddings(tmp_path, counting)
    kept.of(["one", "two"])
    kept.of(["two", "three"])
    counting.asked.clear()
    Embeddings(tmp_path, counting).of(["two", "three"])
    assert not counting.asked
    Embeddings(tmp_path, counting).of(["one"])
    assert counting.asked == [canonical("one")[0]]


def test_most_phrasings_are_shipped_embedded():
    known = embedding_file.shipped()
    texts = [canonical(x.text)[0] for x in datasets.training() if not topics.is_danger(x.topic)]
    share = np.mean([embedding_file.key(text) in known for text in texts])
    assert share > 0.85, f"a first training must embed {1 - share:.0%} of the phrasings: run make embeddings"


def test_what_is_shipped_is_what_the_encoder_says():
    texts = [x.text for x in datasets.training()][::400]
    shipped = embedding_file.shipped()
    for text in (canonical(t)[0] for t in texts):
        if embedding_file.key(text) in shipped:
            vector = shipped[embedding_file.key(text)]
            length = float(np.linalg.norm(vector))
            assert length == pytest.approx(1, abs=0.01)  # 768 numbers in few steps
            assert vector @ shared().embed([text])[0] / length == pytest.approx(1, abs=0.005)


def test_what_is_shipped_wins_so_that_machines_agree(tmp_path):
    text = next(t for x in datasets.training() if embedding_file.key(t := canonical(x.text)[0]) in SHIPPED)
    embedding_file.keep({embedding_file.key(text): np.zeros(768, dtype=np.float32)}, tmp_path)
    assert embedding_file.known(tmp_path)[embedding_file.key(text)].any()


def test_what_another_encoder_shipped_is_not_used(tmp_path):
    for name in ("checksums.json", embedding_file.SHIPPED):
        shutil.copy(embedding_file.ENCODER / name, tmp_path)
    assert embedding_file.shipped(tmp_path)
    (tmp_path / "checksums.json").write_text("{}", encoding="utf-8")
    assert embedding_file.shipped(tmp_path) == {}


@pytest.mark.parametrize("place", [100, 3000, 20_000, 400_000, 2_000_000])
def test_a_damaged_shipped_file_is_not_used(tmp_path, place):
    shutil.copy(embedding_file.ENCODER / "checksums.json", tmp_path)
    content = bytearray((embedding_file.ENCODER / embedding_file.SHIPPED).read_bytes())
    content[place : place + 40] = bytes(40)
    (tmp_path / embedding_file.SHIPPED).write_bytes(content)
    assert embedding_file.shipped(tmp_path) == {}


def test_what_is_shipped_is_not_kept_again(tmp_path):
    Embeddings(tmp_path).of([*(x.text for x in datasets.training()[:50]), "a text of shipped nothing"])
    assert len(embedding_file.own(tmp_path)) < 10


def test_shipping_again_changes_nothing_that_is_shipped(tmp_path):
    shutil.copy(embedding_file.ENCODER / "checksums.json", tmp_path)
    vectors = dict(list(SHIPPED.items())[:50])
    embedding_file.ship(vectors, tmp_path)
    again = embedding_file.shipped(tmp_path)
    assert all(np.allclose(again[key], vectors[key], atol=1e-6) for key in vectors)


def test_the_keys_alone_are_those_of_all_that_is_shipped_and_kept(tmp_path):
    embedding_file.keep({5: np.zeros(768, dtype=np.float32)}, tmp_path)
    assert embedding_file.known_keys(tmp_path) == embedding_file.known(tmp_path).keys() > {5}
