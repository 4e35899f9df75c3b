"""The topic model, on a small made-up set: five topics, embeddings that are mere bags of letters."""

import json

import numpy as np
import pytest

from clinicchat.understanding.model import FITS, TopicModel
from clinicchat.understanding.neighbours import Neighbours
from clinicchat.understanding.ngrams import NGrams, letters, words
from clinicchat.understanding.regression import Features, Settings, train

ASKED = {
    "cost": ["what does it cost", "is it expensive", "price of a session", "how much money", "cost of therapy"],
    "legal": ["is it legal", "is it against the law", "legal in texas", "did the fda approve it", "law on mdma"],
    "dosage": ["how many mg", "what dose", "dose for my weight", "is one pill enough", "how much mdma do i take"],
    "greet": ["hi", "hello there", "good morning", "hey", "hello"],
    "outside": ["weather tomorrow", "who won the game", "pizza near me", "play a song", "what time is it"],
}
TEXTS = [text for texts in ASKED.values() for text in texts]
TOPICS = [topic for topic, texts in ASKED.items() for _ in texts]


def embed(texts):
    """Unit vectors (n, 384) from counts of letter pairs."""
    found = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        for a, b in zip(f" {text}", f"{text} ", strict=True):
            row[(31 * ord(a) + ord(b)) % 384] += 1
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def fitted(**settings):
    return TopicModel(**settings).fit(TEXTS, embed(TEXTS), TOPICS)


@pytest.fixture(scope="module")
def model():
    return fitted()


def best(model, text):
    return model.topics[int(model.predict([text], embed([text]))[0].argmax())]


def test_what_was_learned_is_known(model):
    assert [best(model, text) for text in TEXTS] == TOPICS


@pytest.mark.parametrize(
    ("text", "topic"), [("is it legal in ohio", "legal"), ("HELLO!!", "greet"), ("whats the cost", "cost")]
)
def test_a_new_phrasing_finds_its_topic(model, text, topic):
    assert best(model, text) == topic


def test_probabilities_sum_to_one(model):
    shares = model.predict(["is it legal", "", "zzzz"], embed(["is it legal", "", "zzzz"]))
    assert shares.shape == (3, 5)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert (shares >= 0).all()


def test_the_unlike_is_doubted_more_than_the_like(model):
    near, far = model.predict(["is it legal", "qqq xkcd 99 zzzz"], embed(["is it legal", "qqq xkcd 99 zzzz"])).max(
        axis=1
    )
    assert near > 2 * far


def test_no_text_gives_no_rows(model):
    assert model.predict([], np.zeros((0, 384), dtype=np.float32)).shape == (0, 5)


def test_one_text_alone_is_judged_as_in_a_batch(model):
    together = model.predict(TEXTS, embed(TEXTS))
    alone = np.vstack([model.predict([t], embed([t])) for t in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_the_same_data_gives_the_same_model(model):
    assert np.array_equal(model.predict(TEXTS, embed(TEXTS)), fitted().predict(TEXTS, embed(TEXTS)))


def test_the_order_of_the_phrasings_does_not_matter(model):
    """They are in many files, and an edit moves them."""
    turned = TopicModel().fit(TEXTS[::-1], embed(TEXTS[::-1]), TOPICS[::-1])
    assert np.array_equal(model.predict(TEXTS, embed(TEXTS)), turned.predict(TEXTS, embed(TEXTS)))


@pytest.mark.parametrize("weight", [2.0, 0.0])
def test_a_saved_model_says_the_same(tmp_path, weight):
    model = fitted(embedding_weight=weight)
    model.save(tmp_path)
    again = TopicModel.load(tmp_path)
    assert again.topics == model.topics
    assert np.array_equal(again.predict(TEXTS, embed(TEXTS)), model.predict(TEXTS, embed(TEXTS)))


def test_what_is_saved_needs_no_pickle(tmp_path, model):
    model.save(tmp_path)
    json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    for file in tmp_path.glob("*.npz"):
        with np.load(file, allow_pickle=False) as stored:
            assert all(stored[name].dtype.kind in "fi" for name in stored)


def test_without_embeddings_only_words_count():
    model = fitted(embedding_weight=0.0)
    shares = [model.predict(["is it legal"], vectors) for vectors in (embed(["is it legal"]), embed(["hello"]))]
    assert np.array_equal(*shares)


def test_phrasings_of_danger_teach_no_topic(model):
    told = ["i want to die", "he is not breathing"]
    taught = TopicModel().fit([*TEXTS, *told], embed([*TEXTS, *told]), [*TOPICS, "safety/suicide", "safety/overdose"])
    assert taught.topics == model.topics
    assert np.array_equal(taught.predict(TEXTS, embed(TEXTS)), model.predict(TEXTS, embed(TEXTS)))


def test_a_part_teaches_its_topic_and_is_near_by_itself(model):
    labels = ["cost.session" if "session" in text else topic for text, topic in zip(TEXTS, TOPICS, strict=True)]
    taught = TopicModel().fit(TEXTS, embed(TEXTS), labels)
    assert (taught.topics, taught.labels) == (model.topics, ["cost", "cost.session", *model.labels[1:]])
    assert best(taught, "whats the cost") == "cost"
    _, fits = taught.read(["price of a session"], embed(["price of a session"]))
    assert [taught.labels[place] for place in fits[0].argmax(axis=0)] == ["cost.session"] * len(FITS)


def test_weights_of_other_topics_are_of_another_version(tmp_path, model):
    model.save(tmp_path)
    file = tmp_path / "model.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"dosage", ', ""), encoding="utf-8")
    with pytest.raises(ValueError, match="another version"):
        TopicModel.load(tmp_path)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(OSError, match=r"model\.json"):
        TopicModel.load(tmp_path)


def test_n_grams_stay_within_their_words():
    assert list(words("is it legal")) == ["is", "it", "legal", "is it", "it legal"]
    assert list(letters("e to")) == [" e", "e ", " e ", " t", "to", "o ", " to", "to ", " to "]


def test_only_the_commonest_n_grams_are_kept():
    grams = NGrams("words", most=2)
    grams.fit_transform(["a b", "a c", "a b"])
    assert grams.state()["grams"] == ["a", "a b"]


@pytest.mark.parametrize("kind", ["words", "letters"])
def test_a_text_learned_from_weighs_what_it_weighs_when_it_is_read(kind):
    texts = ["is it legal", "it is what it is", "legal legal", "", "what"]
    grams = NGrams(kind, least=2)
    learned = grams.fit_transform(texts).toarray()
    for text, weights in zip(texts, learned, strict=True):
        places, values = grams.row(text)
        assert np.allclose(weights[places], values)
        assert np.isclose(np.linalg.norm(weights), np.linalg.norm(values))


def test_an_n_gram_counts_once_for_each_text_that_it_stands_in():
    """One text says "a" three times, two say "b" once: "b" is the commoner."""
    grams = NGrams("words", most=1)
    grams.fit_transform(["a a a", "b c", "b d"])
    assert grams.state()["grams"] == ["b"]


def test_unknown_words_weigh_nothing():
    grams = NGrams("words")
    grams.fit_transform(["a b"])
    places, weights = grams.row("zzz")
    assert len(places) == len(weights) == 0


def test_training_reaches_what_its_formula_promises():
    """With one feature for each class, equal sizes and hardly any ridge, the shares become the smoothed targets."""
    dense = np.eye(3, dtype=np.float32).repeat(4, axis=0)
    grams = NGrams("words").fit_transform(["x"] * 12)
    how = Settings(c=1e4, iterations=200, smoothing=0.3, balance=0.0)
    found = train(Features(grams, dense), np.arange(3).repeat(4), how)
    scores = np.exp(np.eye(3) @ found.dense + found.bias)
    assert np.allclose(np.diag(scores / scores.sum(axis=1, keepdims=True)), 0.8, atol=0.01)


def test_neighbours_find_their_own_class():
    vectors, classes = embed(TEXTS), np.unique(TOPICS, return_inverse=True)[1]
    similarity = Neighbours.of(vectors, classes).similarity(vectors)
    assert (similarity.argmax(axis=1) == classes).all()
    assert np.allclose(similarity.max(axis=1), 1, atol=0.02)
