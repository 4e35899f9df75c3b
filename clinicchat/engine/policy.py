"""The policy that lets safety win over an open form.

An active form's prediction is flagged "no user" and beats every ordinary one, whatever its priority. So this policy
flags its own the same way: card, then the form is closed, then the follow-up, then listen.
Slots are filled before any policy runs; that a danger never fills one is the work of `not_intent: [safety]`
in domain.yml.

A plain reply to the question after a card ("not safe", "for a friend") goes to that question, whatever the classifier
took it for; so does a cry for help in a conversation that has seen danger.
"""

from __future__ import annotations

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from clinicchat.content import topics
from clinicchat.danger import after_card, phrases

CARD = "utter_safety"
FOLLOW = "action_follow_card"
REPLY = "action_yes_no"
OF_YES_NO = ("affirm", "deny", "unsure")
"""Intents that data/rules.yml gives to `REPLY` anyway."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SafetyPolicy(Policy):
    """Answers every message of the group `safety` with its card, in any state, and a reply to the card's question."""

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """`priority`: above RulePolicy's 6."""
        return {"priority": 10}

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: object,
    ) -> SafetyPolicy:
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[DialogueStateTracker], domain: Domain, **_: object) -> Resource:
        """Learns nothing: what follows danger is fixed."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, object] | None = None,
        **_: object,
    ) -> PolicyPrediction:
        """Returns certainty for the next step of the safety turn, or nothing for any other turn."""
        probabilities = self._default_predictions(domain)
        step = self.next_step(tracker)
        if step is None:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(step)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)

    @staticmethod
    def next_step(tracker: DialogueStateTracker) -> str | None:
        """Returns the action that is due in a safety turn, or None when the turn is not one."""
        message = tracker.latest_message
        if message is None:
            return None
        done, intent = _actions_since_user(tracker), message.intent.get("name")
        if REPLY in done:
            return None if intent in OF_YES_NO else ACTION_LISTEN_NAME
        replies = set(done) <= {ACTION_DEACTIVATE_LOOP_NAME} and intent not in OF_YES_NO
        if replies and _is_reply(tracker, message.text or "", intent == topics.SAFETY):
            return ACTION_DEACTIVATE_LOOP_NAME if tracker.active_loop_name and not done else REPLY
        if intent != topics.SAFETY:
            return None
        steps = [CARD, *([ACTION_DEACTIVATE_LOOP_NAME] if tracker.active_loop_name else []), FOLLOW]
        due: str = next((step for step in steps if step not in done), ACTION_LISTEN_NAME)
        return due


def _is_reply(tracker: DialogueStateTracker, text: str, danger: bool) -> bool:
    """Whether *text* answers the question after a card; words that show a new danger are no reply."""
    asked = tracker.get_slot("asked") if "asked" in tracker.slots else None
    replied = after_card.reads_as(text, asked) is not None
    if not replied and tracker.slots.get("danger") is not None and tracker.get_slot("danger"):
        replied = after_card.asks_for_help(text)
    return replied and not (danger and phrases.current().find(text))


def _actions_since_user(tracker: DialogueStateTracker) -> list[str]:
    done: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            done.append(event.action_name)
    return done
