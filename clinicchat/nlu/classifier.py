"""Rasa's intent classifier around the topic model: one probability for every leaf topic, and an honest doubt.

It fills `intent`, `intent_ranking` and `response_selector` with the leaf's own confidence, so that a doubtful
sub-topic is seen (stock Rasa hides it behind the group's confidence: RasaHQ/rasa#9723). Doubt becomes the intent
`nlu_fallback`; `candidates` then holds the close topics to offer as "did you mean".
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from clinicchat import topics
from clinicchat.nlu.model import TopicModel
from clinicchat.nlu.sentences import shared
from clinicchat.nlu.text import canonical

THRESHOLDS = Path(__file__).parent / "thresholds.json"
OUT_OF_SCOPE = "out_of_scope"
CLAUSE = re.compile(
    r"(?<=[?.!;])\s+|,?\s+(?:and also|and|also|plus|but)\s+(?=(?:what|how|is|are|does|do|can|could|where|who|why|when|will|would|should|if)\b)",
    re.IGNORECASE,
)
SHORTEST_CLAUSE = 3
"""Words; less is a fragment that belongs to its neighbour."""


def thresholds() -> dict[str, float]:
    """Returns what `python -m evaluation.thresholds` chose from the development set: `answer`, `offer`, `second`, `safety`."""
    return json.loads(THRESHOLDS.read_text(encoding="utf-8"))["chosen"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """One calibrated linear model over all leaf topics."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`c`, `embedding_weight`, `iterations`: of the model; `answer`, `offer`, `second`: thresholds or null for the chosen."""
        return {
            "c": 10.0,
            "embedding_weight": 2.0,
            "iterations": 40,
            "answer": None,
            "offer": None,
            "second": None,
            "ranking_length": 10,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises `InvalidConfigException` for a threshold that is not a probability."""
        for key in ("answer", "offer", "second"):
            value = config.get(key)
            if value is not None and not (isinstance(value, int | float) and 0 <= value <= 1):
                raise InvalidConfigException(
                    f"config.yml: TopicClassifier: `{key}` must be from 0 to 1, not {value!r}."
                )

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
    ) -> None:
        self.validate_config(config)
        self.config = config
        self.model = model or TopicModel(config["c"], config["embedding_weight"], config["iterations"])
        self._storage = storage
        self._resource = resource
        self._limits = {
            k: config[k] if config[k] is not None else v for k, v in thresholds().items() if k in config
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on every example that has an intent and text."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self.model.fit(
            [m.get(TEXT) for m in examples],
            np.vstack([_embedding(m) for m in examples]),
            [m.get_full_intent() for m in examples],
        )
        with self._storage.write_to(self._resource) as folder:
            self.model.save(Path(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(Path(folder)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets what the messages are about."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        shares = self.model.predict([text], _embedding(message))[0]
        order = np.argsort(-shares)
        ranking = [(self.model.topics[i], float(shares[i])) for i in order]
        danger = sum(share for topic, share in ranking if topics.is_danger(topic))
        topic, confidence = ranking[0]
        candidates: list[str] = []
        if not re.search(r"\w", text) or not canonical(text)[0]:
            topic, confidence = topics.FALLBACK, 1.0  # only signs: any guess would be noise (rasa-notes 0.8)
        elif self._doubtful(ranking):
            candidates = self._candidates(ranking)
            topic, confidence = topics.FALLBACK, 1.0 - confidence
        elif second := self._second(text, topic):
            message.set("second", second, add_to_output=True)
        self._set(message, topic, confidence, ranking, candidates, danger)

    def _doubtful(self, ranking: list[tuple[str, float]]) -> bool:
        return ranking[0][1] < self._limits["answer"] and not topics.is_danger(ranking[0][0])

    def _candidates(self, ranking: list[tuple[str, float]]) -> list[str]:
        """Returns up to three topics worth offering, none when the best is that it is out of scope."""
        near = [(t, s) for t, s in ranking[:4] if s >= self._limits["offer"]]
        if not near or near[0][0] == OUT_OF_SCOPE:
            return []
        return [
            t for t, _ in near if topics.group(t) in (topics.FAQ, topics.DECLINE) or t.startswith("find_")
        ][:3]

    def _second(self, text: str, topic: str) -> str | None:
        """Returns the topic of a second question in the same message, if one is clearly there."""
        if topics.group(topic) not in (topics.FAQ, topics.DECLINE):
            return None
        clauses = [c for c in CLAUSE.split(text) if len(c.split()) >= SHORTEST_CLAUSE]
        if len(clauses) < 2:
            return None
        shares = self.model.predict(clauses, self._embed(clauses))
        for row in shares:
            best = int(row.argmax())
            other = self.model.topics[best]
            if row[best] >= self._limits["second"] and other != topic and topics.group(other) == topics.FAQ:
                return other
        return None

    def _embed(self, texts: list[str]) -> np.ndarray:
        return shared().embed([canonical(t)[0] for t in texts])

    def _set(
        self,
        message: Message,
        topic: str,
        confidence: float,
        ranking: list[tuple[str, float]],
        candidates: list[str],
        danger: float,
    ) -> None:
        shown = ranking[: self.config["ranking_length"]]
        for key, value in topics.parse_data(topic, confidence).items():
            message.set(key, value, add_to_output=True)
        message.set("intent_ranking", _by_intent(shown, topic, confidence), add_to_output=True)
        message.set("topic_ranking", [{"topic": t, "confidence": s} for t, s in shown], add_to_output=True)
        message.set("candidates", candidates, add_to_output=True)
        message.set("danger_share", danger, add_to_output=True)


def _embedding(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    if sentence is None:
        raise InvalidConfigException(
            "config.yml: TopicClassifier needs clinicchat.nlu.encoder.SentenceEncoder before it."
        )
    return sentence.features


def _by_intent(ranking: list[tuple[str, float]], topic: str, confidence: float) -> list[dict[str, Any]]:
    """Returns Rasa's ranking: each base intent once, the decided one first."""
    best: dict[str, float] = {topics.group(topic): confidence}
    for name, share in ranking:
        best.setdefault(topics.group(name), share)
    return [{"name": n, "confidence": c} for n, c in best.items()]
