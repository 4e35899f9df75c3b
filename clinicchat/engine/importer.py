"""Rasa's importer: many phrasings in a second instead of half a minute, and the crisis cards of data/safety/.

Rasa copies and hashes every training example a dozen times, with all that hangs on it, and reads its file twice with a
slow parser. For 17,000 phrasings that is most of a training. Here a phrasing is copied and hashed by what it is made
of, and a file is read once; one that holds more than intents, examples and responses (entities, synonyms) goes to
Rasa's own reader.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from clinicchat.content import live_words, phrasings, settings, yaml_file
from clinicchat.engine import trained_cards
from clinicchat.engine.trained_cards import NAMES_ONLY


class Phrasing(Message):
    """A training example of a text and its intent; features come from the text, so they need no hash of their own."""

    _cached_fingerprint: str | None

    def fingerprint(self) -> str:
        """Returns a hash of text and intent, of what else is known, and of whose features there are."""
        if self._cached_fingerprint is None:
            parts = [self.get(TEXT), self.get_full_intent(), *sorted(self.data), *(f.origin for f in self.features)]
            self._cached_fingerprint = hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()
        return self._cached_fingerprint

    def set(self, prop: str, info: object, add_to_output: bool = False) -> None:
        """Sets a property; what is set already (Rasa strips every intent again and again) costs nothing."""
        if add_to_output or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, object]) -> Phrasing:
        copied = Phrasing(self.data, self.output_properties.copy(), self.time, list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


class ContentImporter(RasaFileImporter):
    """Reads data/nlu.yml, data/topics/ and other words fast, and renders the cards; the rest as `RasaFileImporter`."""

    def get_domain(self) -> Domain:
        """Returns the domain, with the words of the cards."""
        cards = trained_cards.responses(live_words.Content(), settings.load())
        found: Domain = super().get_domain().merge(Domain.from_dict({"responses": cards}))
        return found

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Returns the training data of all files."""
        return self._read

    @cached_property
    def _read(self) -> TrainingData:
        plain, others = Plain(), TrainingData()
        for path in map(Path, self._nlu_files):
            if not plain.add(path):
                others = others.merge(utils.training_data_from_paths([str(path)], "en"))
        return plain.training_data().merge(others)


@dataclass
class Plain:
    """What files hold that are plainly phrasings and words."""

    messages: list[Message] = field(default_factory=list)
    responses: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def add(self, path: Path) -> bool:
        """Adds the file *path*; returns False when Rasa's reader is needed for it."""
        try:
            content = yaml_file.load(path)
            found = phrasings.of(content, path)
        except yaml_file.ContentError:
            return False
        self.messages += [Phrasing.build(text, topic) for text, topic in found]
        self.responses |= content.get("responses") or {}
        return True

    def training_data(self) -> TrainingData:
        """Returns everything; with `NAMES_ONLY` in the environment the names of words instead of the words."""
        named = {name: [{"text": name}] for name in self.responses}
        return TrainingData(self.messages, responses=named if os.environ.get(NAMES_ONLY) else self.responses)
