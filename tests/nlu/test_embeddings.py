"""The kept embeddings: an edit embeds only what is new, and a broken file is made again."""

import numpy as np
import pytest

from clinicchat.nlu import embeddings
from clinicchat.nlu.embeddings import Embeddings
from clinicchat.nlu.sentences import shared
from clinicchat.nlu.text import canonical


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
    assert Embeddings(tmp_path).of([]).shape == (0, 384)


def test_the_file_holds_no_text(tmp_path, counting):
    kept = Embeddings(tmp_path, counting)
    kept.of(["a canary sings"])
    assert b"canary" not in kept.file.read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"not an archive"])
def test_a_broken_file_is_made_again(tmp_path, counting, content):
    Embeddings(tmp_path, counting).of(["hello"])
    file = Embeddings(tmp_path, counting).file
    file.write_bytes(content)
    assert Embeddings(tmp_path, counting).of(["hello"]).shape == (1, 384)
    counting.asked.clear()
    Embeddings(tmp_path, counting).of(["hello"])
    assert not counting.asked


def test_it_does_not_grow_without_end(tmp_path, counting, monkeypatch):
    monkeypatch.setattr(embeddings, "MOST", 2)
    kept = Embeddings(tmp_path, counting)
    kept.of(["one", "two"])
    kept.of(["two", "three"])
    counting.asked.clear()
    Embeddings(tmp_path, counting).of(["two", "three"])
    assert not counting.asked
    Embeddings(tmp_path, counting).of(["one"])
    assert counting.asked == [canonical("one")[0]]
