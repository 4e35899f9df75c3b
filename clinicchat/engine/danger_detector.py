"""Rasa's last component: sees danger, and may only raise a message, never lower it.

A card makes the topic a danger of the safety group; a help line leaves the topic, and `danger_level` and `danger` tell
the actions to put the numbers above the answer. With a card it says for whom it is, as the entities `country` and
`language`: they fill the slots of these names before Rasa chooses the card, so that the first card has the right
numbers on every channel.
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
from clinicchat.content.names import Intent
from clinicchat.danger import phrases
from clinicchat.danger.level import Level
from clinicchat.engine.topic_classifier import DECISION, READING
from clinicchat.places import countries
from clinicchat.understanding import replies
from clinicchat.understanding.danger_scores import SUREST
from clinicchat.understanding.decision import Decision, thresholds
from clinicchat.understanding.reading import Reading, Understood, with_danger

LIMITS = ("card", "help", "phrase")
EXTRACTOR = "DangerDetector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerDetector(GraphComponent, IntentClassifier):
    """Raises to a card for a danger phrase or a high score, to a help line where scores or phrase are doubtful."""

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """Log-odds of danger from which there is a card or a help line (`card`, `help`), and under which a phrase
        alone is a help line (`phrase`); null takes the chosen."""
        return dict.fromkeys(LIMITS)

    def __init__(self, config: dict[str, Any]) -> None:
        own = {key: config[key] for key in LIMITS if config[key] is not None}
        for key, value in own.items():
            if not (isinstance(value, int | float) and abs(value) <= SUREST):
                raise InvalidConfigException(
                    f"config.yml: DangerDetector: `{key}` must be from -{SUREST:g} to {SUREST:g}, not {value!r}."
                )
        self.limits = {key: thresholds()[key] for key in LIMITS} | own

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        return cls(config)

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: object,
    ) -> DangerDetector:
        replies.model()  # is read now, not under a visitor's first message
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Raises those of *messages* that show danger."""
        for message in messages:
            reading = _reading(message)
            understood = self.understood(message, reading)
            beneath = topics.label(topics.topic_of(message.data) or "", message.get("part") or "")
            told = replies.after_card(message.get(TEXT) or "", reading, beneath)
            message.set("after_card", told, add_to_output=True)
            if understood.level is not Level.NONE or understood.topic == Intent.HELP_LINES:
                _raise(message, understood)
            message.set("danger_level", str(understood.level), add_to_output=True)
            message.set("danger", understood.danger, add_to_output=True)
            _say_why(message, reading)
            if topics.is_danger(topics.topic_of(message.data)):
                _say_for_whom(message, reading.seen)
        return messages

    def understood(self, message: Message, reading: Reading) -> Understood:
        """Returns what stands once danger was looked for."""
        topic = topics.topic_of(message.data) or topics.FALLBACK
        return with_danger(message.get(DECISION) or Decision(topic, 1.0), reading, self.limits)


def _reading(message: Message) -> Reading:
    """Returns what the topic classifier read; behind another classifier, what the danger phrases see."""
    text = message.get(TEXT) or ""
    return message.get(READING) or Reading(text, [], seen=phrases.current().find(text))


def _say_why(message: Message, reading: Reading) -> None:
    """Adds, for testers, the phrase or the scores that were decided by."""
    scores = {"card": reading.danger.card, "help": reading.danger.help} if message.get(READING) else {}
    told: dict[str, object] = {key: round(value, 2) for key, value in scores.items()}
    if reading.seen:
        told["phrase"] = reading.phrase
    message.set("danger_scores", told, add_to_output=True)


def _say_for_whom(message: Message, alarm: phrases.Alarm | None) -> None:
    """Adds country and language, as the text or the channel tells them; what is unknown is left out."""
    text, told = message.get(TEXT) or "", message.get("metadata") or {}
    known = {
        "country": countries.card_country(countries.lived_in(text)) or told.get("country"),
        "language": told.get("language") or (alarm.language if alarm else countries.language_of(text)),
    }
    new = [{"entity": k, "value": v, "start": 0, "end": 0, "extractor": EXTRACTOR} for k, v in known.items() if v]
    message.set("entities", [*(message.get("entities") or []), *new], add_to_output=True)


def _raise(message: Message, understood: Understood) -> None:
    if understood.topic == topics.topic_of(message.data):
        return
    for key, value in topics.parse_data(understood.topic, understood.confidence).items():
        message.set(key, value, add_to_output=True)
    group = topics.group(understood.topic)
    others = [r for r in message.get("intent_ranking") or [] if r["name"] != group]
    message.set("intent_ranking", [{"name": group, "confidence": understood.confidence}, *others], add_to_output=True)
    message.set("candidates", understood.candidates, add_to_output=True)
    message.set("parts", understood.parts, add_to_output=True)
    message.set("questions", [], add_to_output=True)
