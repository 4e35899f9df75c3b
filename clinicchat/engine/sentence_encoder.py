"""Rasa's featurizer around the sentence model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from clinicchat.text.reading import canonical
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.sentences import FOLDER, shared

THREADS = "threads"
VERIFY = "verify_checksum"
PATH = "folder"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds a 384-number sentence feature, computed from the canonical text (see `clinicchat.text.reading`)."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self.model = shared(Path(config[PATH]) if config[PATH] else FOLDER, config[THREADS], config[VERIFY])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder`: another encoder's folder; `threads`: of ONNX Runtime; `verify_checksum`: at start."""
        return {**DenseFeaturizer.get_default_config(), PATH: None, THREADS: 1, VERIFY: True}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises `InvalidConfigException` for a key's wrong type or a folder that is not there."""
        threads = config.get(THREADS, 1)
        if not isinstance(threads, int) or threads < 1:
            raise InvalidConfigException(
                f"config.yml: SentenceEncoder: `{THREADS}` must be 1 or more, not {threads!r}."
            )
        folder = config.get(PATH)
        if folder and not Path(folder).is_dir():
            raise InvalidConfigException(f"config.yml: SentenceEncoder: `{PATH}`: there is no folder {folder}.")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the feature to every example that has text; the embeddings are kept for the next training."""
        examples = [m for m in training_data.training_examples if m.get(TEXT)]
        self._add(examples, Embeddings(model=self.model).of([m.get(TEXT) for m in examples]))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the feature to *messages*."""
        vectors = self.model.embed([canonical(m.get(TEXT) or "")[0] for m in messages])
        self._add(messages, vectors)
        return messages

    def _add(self, messages: list[Message], vectors: Floats) -> None:
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
