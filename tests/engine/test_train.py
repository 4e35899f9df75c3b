"""clinicchat/engine/train.py: what the model is made of."""

from __future__ import annotations

import tarfile

import pytest
import yaml

from clinicchat.content import live_words
from clinicchat.engine import train, trained_cards


@pytest.mark.product  # needs the trained model
def test_the_model_knows_every_card():
    """Rasa says nothing at all for an `utter_` action that its domain does not hold: a card would be silence."""
    model = train.latest()
    assert model, "no model of the current content: run `make train`"
    with tarfile.open(model) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith("domain_provider/domain.yml"))
        domain = yaml.safe_load(archive.extractfile(member))
    cards = {name for name in live_words.Content().words if name.startswith(trained_cards.CARD)}
    assert len(cards) >= 6 and cards <= set(domain["responses"])


def test_a_changed_sentence_needs_no_training(tmp_path, monkeypatch):
    before = train.fingerprint()
    words = live_words.Content()
    name = next(iter(words.words))
    words.words[name] = [live_words.Words(name, "Other words.")]
    monkeypatch.setattr(live_words, "Content", lambda _data=None: words)
    assert train.fingerprint() == before
    words.words["utter_faq/new"] = words.words[name]
    assert train.fingerprint() != before
