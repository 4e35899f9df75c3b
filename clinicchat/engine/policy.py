"""The policy that lets safety win over an open form.

An active form's prediction is flagged "no user" and beats every ordinary one, whatever its priority. So this policy
flags its own the same way: card, then the form is closed, then the follow-up, then listen.
Slots are filled before any policy runs; that a danger never fills one is the work of `not_intent: [safety]`
in domain.yml.

Where danger was seen before, `clinicchat/danger/reaction.py` says first what a message is: a reply to the question
after the card, a next step ("he threw up"), words that raise or lower the danger; whatever the classifier took it for.
How danger stands is counted on with each message, and forgotten when the visitor was away too long.
"""

from __future__ import annotations

import time

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from clinicchat.content import settings, topics
from clinicchat.content.names import Slot
from clinicchat.danger import next_steps, standing
from clinicchat.danger.heard import Heard
from clinicchat.danger.reaction import Kind, Reaction, react

CARD = "utter_safety"
FOLLOW = "action_follow_card"
AFTER = "action_after_card"


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
        probabilities, events = self._default_predictions(domain), _passing(tracker)
        step = self.next_step(tracker)
        if step is None:
            return self._prediction(probabilities, events=events)
        probabilities[domain.index_for_action(step)] = 1.0
        return self._prediction(probabilities, events=events, is_no_user_prediction=True)

    @staticmethod
    def next_step(tracker: DialogueStateTracker) -> str | None:
        """Returns the action that is due in a safety turn, or None when the turn is not one."""
        message = tracker.latest_message
        if message is None:
            return None
        done = _actions_since_user(tracker)
        if AFTER in done or FOLLOW in done:
            return str(ACTION_LISTEN_NAME)
        found = None if CARD in done else reaction(tracker)
        if found and found.kind is not Kind.CARD:
            closing = tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done
            return str(ACTION_DEACTIVATE_LOOP_NAME) if closing else AFTER
        if message.intent.get("name") != topics.SAFETY:
            return None
        steps = [CARD, *([ACTION_DEACTIVATE_LOOP_NAME] if tracker.active_loop_name else []), FOLLOW]
        due: str = next((step for step in steps if step not in done), ACTION_LISTEN_NAME)
        return due


def reaction(tracker: DialogueStateTracker) -> Reaction | None:
    """Returns what follows the last message where danger was seen, or a button under a card was pressed."""
    heard = Heard.of({**(tracker.latest_message.parse_data or {}), "text": tracker.latest_message.text})
    asked = str(_slot(tracker, Slot.ASKED) or "")
    return react(_standing(tracker), asked, heard, next_steps.current(), bool(tracker.active_loop_name))


def _standing(tracker: DialogueStateTracker) -> standing.Standing | None:
    return standing.read(_slot(tracker, Slot.STANDING), time.time(), settings.load().idle_minutes * 60)


def _passing(tracker: DialogueStateTracker) -> list[Event]:
    """Returns how a message counts on, or ends, what is remembered of danger; once in a turn."""
    if _slot(tracker, Slot.STANDING) is None or _actions_since_user(tracker):
        return []
    stands = _standing(tracker)
    if stands is None:
        return [SlotSet(name, None) for name in (Slot.STANDING, Slot.DANGER, Slot.ASKED)]
    return [SlotSet(Slot.STANDING, standing.kept(standing.heard(stands, time.time())))]


def _slot(tracker: DialogueStateTracker, name: str) -> object:
    return tracker.get_slot(name) if name in tracker.slots else None


def _actions_since_user(tracker: DialogueStateTracker) -> list[str]:
    done: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            done.append(event.action_name)
    return done
