"""Rasa gets the same training data from our importer as from its own reader."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.training_data.features import Features

from clinicchat import paths
from clinicchat.engine.importer import ContentImporter, Phrasing, Plain
from clinicchat.engine.tokenizer import QuestionTokenizer
from clinicchat.engine.trained_cards import NAMES_ONLY

NLU = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hi
    - hello  there
    - hi
- intent: faq/access
  examples: |
    - how can i get it?
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "nlu.yml"
    path.write_text(NLU, encoding="utf-8")
    return path


def plain(path: Path):
    """Returns the training data that our reader makes of a file; None when it leaves it to Rasa's."""
    found = Plain()
    return found.training_data() if found.add(path) else None


def told(data):
    return [(m.get("text"), m.get("intent"), m.get("intent_response_key")) for m in data.training_examples]


def test_a_file_is_read_as_rasa_reads_it(file):
    assert told(plain(file)) == told(training_data_from_paths([str(file)], "en"))


@pytest.mark.thorough
@pytest.mark.parametrize("file", ["nlu.yml", "replies.yml", "topics/faq/veterans.yml", "topics/out_of_scope/chat.yml"])
def test_our_own_files_are_read_as_rasa_reads_them(file):
    own, rasas = plain(paths.DATA / file), training_data_from_paths([str(paths.DATA / file)], "en")
    assert told(own) == told(rasas)
    assert own.responses == rasas.responses


def test_make_train_needs_only_the_names_of_words(monkeypatch):
    monkeypatch.setenv(NAMES_ONLY, "1")
    responses = plain(paths.DATA / "topics/faq/veterans.yml").responses
    assert responses == {name: [{"text": name}] for name in responses} and "utter_faq/veterans" in responses


def test_parts_of_a_topic_are_read(file):
    """Dotted retrieval intents, in the topic's own file."""
    file.write_text(
        'version: "3.1"\nnlu:\n- intent: faq/access.price\n  examples: |\n    - what does it cost\n'
        "responses:\n  utter_faq/access.price:\n  - text: It depends.\n",
        encoding="utf-8",
    )
    assert told(plain(file)) == told(training_data_from_paths([str(file)], "en"))


@pytest.mark.parametrize(
    "more",
    [
        "- synonym: mdma\n  examples: |\n    - molly\n",
        "- intent: inform_place\n  examples: |\n    - i live in [Ohio](place)\n",
        "- intent: goodbye\n  examples: |\n    -bye\n",
        "- intent: yes\n  examples: |\n    - sure\n",
        "- intent: goodbye\n  examples:\n",
    ],
)
def test_what_else_rasa_knows_goes_to_its_own_reader(file, more):
    file.write_text(NLU + more, encoding="utf-8")
    assert plain(file) is None
    read = ContentImporter(training_data_paths=[str(file)]).get_nlu_data()
    rasas = training_data_from_paths([str(file)], "en")
    assert told(read) == told(rasas)
    assert (read.entity_synonyms, read.responses) == (rasas.entity_synonyms, rasas.responses)


def test_a_copy_is_independent():
    first = Phrasing.build("hi", "greet")
    second = copy.deepcopy(first)
    second.set("intent", "goodbye")
    second.add_features(Features.__new__(Features))
    assert (first.get("intent"), len(first.features)) == ("greet", 0)


def test_a_fingerprint_follows_text_and_intent():
    first = Phrasing.build("hi", "greet")
    before = first.fingerprint()
    assert before == Phrasing.build("hi", "greet").fingerprint() == copy.deepcopy(first).fingerprint()
    first.set("intent", "goodbye")
    assert first.fingerprint() != before
    assert Phrasing.build("hello", "greet").fingerprint() != before


def test_rasa_uses_it():
    importer = TrainingDataImporter.load_from_config(str(paths.ROOT / "config.yml"))
    inner = importer.importer if hasattr(importer, "importer") else importer
    while hasattr(inner, "importer") or hasattr(inner, "_importer"):
        inner = getattr(inner, "importer", None) or inner._importer
    assert any(isinstance(i, ContentImporter) for i in inner._importers)


def test_training_phrasings_are_not_cut_into_words(file):
    tokenizer = QuestionTokenizer(QuestionTokenizer.get_default_config())
    data = plain(file)
    assert not any(m.get("text_tokens") for m in tokenizer.process_training_data(data).training_examples)
    message = tokenizer.process([Phrasing.build("is it legal")])[0]
    assert [t.text for t in message.get("text_tokens")] == ["is", "it", "legal"]
