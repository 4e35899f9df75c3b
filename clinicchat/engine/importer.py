"""Rasa's importer: many phrasings in a second instead of half a minute, and the crisis cards of data/safety/.

Rasa copies and hashes every training example a dozen times, with all that hangs on it, and reads its file twice with a
slow parser. For 17,000 phrasings that is most of a training. Here a phrasing is copied and hashed by what it is made
of, and the file is read once; a file that holds more than intents and examples (entities, synonyms, responses) goes to
Rasa's own reader.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from clinicchat.content import questions, settings
from clinicchat.content import words as content
from clinicchat.engine import trained_cards


class Phrasing(Message):
    """A training example of a text and its intent; features come from the text, so they need no hash of their own."""

    _cached_fingerprint: str | None

    def fingerprint(self) -> str:
        """Returns a hash of text and intent, of what else is known, and of whose features there are."""
        if self._cached_fingerprint is None:
            parts = [self.get(TEXT), self.get_full_intent(), *sorted(self.data), *(f.origin for f in self.features)]
            self._cached_fingerprint = hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()
        return self._cached_fingerprint

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Sets a property; what is set already (Rasa strips every intent again and again) costs nothing."""
        if add_to_output or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> Phrasing:
        copied = Phrasing(self.data, self.output_properties.copy(), self.time, list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


class PhrasingImporter(RasaFileImporter):
    """Reads data/nlu.yml fast, and renders the cards; everything else as `RasaFileImporter`."""

    def get_domain(self) -> Domain:
        """Returns the domain, with the words of the cards."""
        cards = trained_cards.responses(content.Content(), settings.load())
        found: Domain = super().get_domain().merge(Domain.from_dict({"responses": cards}))
        return found

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Returns the training data of all files."""
        return self._read

    @cached_property
    def _read(self) -> TrainingData:
        found = TrainingData()
        for path in self._nlu_files:
            found = found.merge(phrasings(Path(path)) or utils.training_data_from_paths([path], "en"))
        return found


def phrasings(path: Path) -> TrainingData | None:
    """Returns the training data of a file of intents and examples; None when Rasa's reader is needed for it."""
    try:
        return TrainingData([Phrasing.build(text, topic) for text, topic in questions.read(path)])
    except questions.OtherContentError:
        return None
