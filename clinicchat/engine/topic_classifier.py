"""Rasa's intent classifier around the topic model: one probability for every leaf topic, and an honest doubt.

It fills `intent`, `intent_ranking` and `response_selector` with the leaf's own confidence, so that a doubtful
sub-topic is seen (stock Rasa hides it behind the group's confidence: RasaHQ/rasa#9723). Doubt becomes the intent
`nlu_fallback`; `candidates` holds the close topics to offer as "did you mean", or beside an answer.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from clinicchat.content import phrasings, topics
from clinicchat.content.names import Intent
from clinicchat.content.phrasings import Phrasing
from clinicchat.text import corrections
from clinicchat.text.clauses import question_beside, questions
from clinicchat.text.reading import Text
from clinicchat.understanding import heavy_labels
from clinicchat.understanding.context import Before, followed
from clinicchat.understanding.corrected import SEARCHES
from clinicchat.understanding.decision import (
    MODEL_SETTINGS,
    RANKING_LENGTH,
    Decision,
    Ranking,
    thresholds,
)
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.model import TopicModel
from clinicchat.understanding.parts import nearest
from clinicchat.understanding.reading import Reading, Understanding, decided
from clinicchat.understanding.several import Asked, asked, only_offered
from clinicchat.understanding.turns import found, read_phrasings, topic_of

LIMITS = ("answer", "service", "offer", "beside")
READING, DECISION = "reading", "decision"
"""What the danger detector finds in a message: the whole reading, and what was decided about the topic."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """One calibrated linear model over all leaf topics."""

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """`c`, `embedding_weight`, `iterations`: of the model; the limits (`LIMITS`): null takes the chosen."""
        return {**MODEL_SETTINGS, **dict.fromkeys(LIMITS), "ranking_length": RANKING_LENGTH}

    @classmethod
    def validate_config(cls, config: dict[str, object]) -> None:
        """Raises `InvalidConfigException` for a threshold that is not a probability."""
        for key in LIMITS:
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
        self.model = model or TopicModel(**{key: config[key] for key in MODEL_SETTINGS})
        self._understanding: Understanding | None = None  # training needs none: it would open the heavy encoder
        self._storage = storage
        self._resource = resource
        self._limits = {k: config[k] if config[k] is not None else v for k, v in thresholds().items() if k in config}

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on every example that has an intent and text and is no danger, and on the titles of parts."""
        examples = [Phrasing(m.get(TEXT), m.get_full_intent()) for m in training_data.intent_examples if m.get(TEXT)]
        learned = [p for p in dict.fromkeys([*examples, *phrasings.titles()]) if not topics.is_danger(p.topic)]
        texts = [Text(phrasing.text) for phrasing in learned]
        self.model.fit(texts, Embeddings().of(texts), [phrasing.topic for phrasing in learned])
        with self._storage.write_to(self._resource) as folder:
            self.model.save(Path(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            loaded = cls(config, model_storage, resource, TopicModel.load(Path(folder)))
        loaded.understanding.read(["hello"])  # opens the encoders now, not under a visitor's first message
        read_phrasings()
        heavy_labels.shipped()
        return loaded

    @property
    def understanding(self) -> Understanding:
        """The model with this process's encoders."""
        self._understanding = self._understanding or Understanding.of(self.model)
        return self._understanding

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets what the messages are about."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        told = message.get("metadata") or {}
        before, after_card = Before.of(told), bool(told.get("danger", True))  # in doubt, where a channel does not tell
        first = self._read(text, after_card)
        reading = followed(self.understanding, first, before)
        decision = decided(reading, self._limits, before.label, first=before == Before())
        message.set("leans", reading.leans, add_to_output=True)
        message.set("corrects", reading.corrects, add_to_output=True)
        one = reading.corrects and not questions(corrections.meant(text))  # "not the meds, how long off work"
        several = [] if one else asked(self.understanding, text, self._limits, before)
        if only_offered(several, topics.label(decision.topic, decision.part)):
            several = []
        turn = found(first, before)
        if turn and len({topics.whole(one.label) for one in several}) > 1:
            turn = ""
        if turn:  # "cant travel, what about video": clauses about one topic are no several questions after a search
            several, decision = [], Decision(topic_of(turn, before), 1.0)
        elif several:
            decision = self._first(several, decision)
        message.set("turn", turn, add_to_output=True)
        message.set("questions", [q._asdict() for q in several], add_to_output=True)
        message.set("near", nearest(reading.labels), add_to_output=True)
        self._set(message, decision, reading.ranking)
        message.set(READING, reading)
        message.set(DECISION, decision)

    def _read(self, text: str, closely: bool) -> Reading:
        """Returns the reading of *text*: of thanks with a question, what the question is about."""
        (first,) = self.understanding.read([text], closely)
        asked_too = question_beside(text) if first.ranking[0][0] == Intent.THANKS else ""
        if not asked_too:
            return first
        (second,) = self.understanding.read([asked_too], closely)
        return replace(second, text=text, danger=first.danger, seen=first.seen)

    def _first(self, several: list[Asked], whole: Decision) -> Decision:
        """Returns what decides the turn when there are *several* questions: a search, which asks where, or the first
        that is answered."""
        searches = [one for one in several if one.sure and one.label in SEARCHES]
        first = (searches or several)[0]
        return replace(
            whole,
            topic=topics.whole(first.label),
            part=topics.part_of(first.label),
            confidence=first.share,
            candidates=[],
        )

    def _set(self, message: Message, decision: Decision, ranking: Ranking) -> None:
        shown = ranking[: self.config["ranking_length"]]
        for key, value in topics.parse_data(decision.topic, decision.confidence, decision.part).items():
            message.set(key, value, add_to_output=True)
        message.set("intent_ranking", _by_intent(shown, decision), add_to_output=True)
        message.set("topic_ranking", [{"topic": t, "confidence": s} for t, s in shown], add_to_output=True)
        message.set("candidates", decision.candidates, add_to_output=True)
        message.set("parts", decision.parts, add_to_output=True)
        message.set("named", [asdict(mention) for mention in decision.named], add_to_output=True)
        message.set("stopping", decision.stopping, add_to_output=True)
        message.set("doubtful", decision.doubtful, add_to_output=True)


def _by_intent(ranking: Ranking, decision: Decision) -> list[dict[str, object]]:
    """Returns Rasa's ranking: each base intent once, the decided one first."""
    best: dict[str, float] = {topics.group(decision.topic): decision.confidence}
    for name, share in ranking:
        best.setdefault(topics.group(name), share)
    return [{"name": n, "confidence": c} for n, c in best.items()]
