"""Rasa's last component: sees danger, and may only raise a message to the safety group, never lower it.

With a danger it says for whom the card is, as the entities `country` and `language`: they fill the slots of these names
before Rasa chooses the card, so that the first card has the right numbers on every channel.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from clinicchat.content import topics
from clinicchat.danger import phrases
from clinicchat.places import countries
from clinicchat.understanding.decision import danger, readable, thresholds

THRESHOLD = "threshold"
EXTRACTOR = "DangerDetector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerDetector(GraphComponent, IntentClassifier):
    """Raises to `safety/*` for a danger phrase, or when the classifier's score of danger is over a threshold."""

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: of the probability of danger; null takes the one that the evaluation chose."""
        return {THRESHOLD: None}

    def __init__(self, config: dict[str, Any]) -> None:
        value = config[THRESHOLD]
        if value is not None and not (isinstance(value, int | float) and 0 < value < 1):
            raise InvalidConfigException(
                f"config.yml: DangerDetector: `{THRESHOLD}` must lie between 0 and 1, not {value!r}."
            )
        self.threshold = value if value is not None else thresholds()["safety"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Raises those of *messages* that show danger."""
        for message in messages:
            topic = self.danger_in(message)
            if topic and topic != topics.topic_of(message.data):
                _raise(message, topic)
            if topics.is_danger(topics.topic_of(message.data)):
                _say_for_whom(message)
        return messages

    def danger_in(self, message: Message) -> str | None:
        """Returns the danger that phrases or probabilities show, or None."""
        text = message.get(TEXT) or ""
        alarm = phrases.current().find(text)
        ranking = [(r["topic"], r["confidence"]) for r in message.get("topic_ranking") or []]
        score = message.get("danger_score") or 0.0 if readable(text) else 0.0
        return danger(text, alarm.topic if alarm else None, ranking, score, self.threshold)


def _say_for_whom(message: Message) -> None:
    """Adds country and language, as the text or the channel tells them; what is unknown is left out."""
    text, told = message.get(TEXT) or "", message.get("metadata") or {}
    alarm = phrases.current().find(text)
    known = {
        "country": countries.card_country(countries.lived_in(text)) or told.get("country"),
        "language": told.get("language") or (alarm.language if alarm else countries.language_of(text)),
    }
    new = [{"entity": k, "value": v, "start": 0, "end": 0, "extractor": EXTRACTOR} for k, v in known.items() if v]
    message.set("entities", [*(message.get("entities") or []), *new], add_to_output=True)


def _raise(message: Message, topic: str) -> None:
    for key, value in topics.parse_data(topic).items():
        message.set(key, value, add_to_output=True)
    others = [r for r in message.get("intent_ranking") or [] if r["name"] != topics.SAFETY]
    message.set("intent_ranking", [{"name": topics.SAFETY, "confidence": 1.0}, *others], add_to_output=True)
    message.set("candidates", [], add_to_output=True)
    message.set("second", None, add_to_output=True)
