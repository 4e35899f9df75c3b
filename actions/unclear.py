"""Doubt: "did you mean", the menu, and after three in a row the clinic's telephone."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import again, answers, message, statements, visitor
from actions.message import Events
from clinicchat.chat.message import Message
from clinicchat.content import topics
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome

MAX_SHORT = 25
"""Words; who writes more has told a story, and is not asked for other words but for the one question."""

LIKELY = 0.25
"""The share from which a label is offered that shares no word with the message."""
LEAST_ASKED = 0.1
"""The share of words that mean something from which the last answer may hold what is asked, where nothing else fits."""


class ActionUnclear(Action):
    """Offers the close topics and parts, or says that nothing was understood."""

    def name(self) -> str:
        return "action_unclear"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if events := answers.follow_up_on_country(dispatcher, tracker):
            return events
        return self._ask_back(dispatcher, tracker) + visitor.heard(tracker)

    def _ask_back(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        last, close = again.last_told(tracker), _close(tracker)
        if last and (events := again.from_last(dispatcher, tracker, last, close, LEAST_ASKED)):
            return events
        if label := statements.surely(tracker):
            return answers.say_answers(dispatcher, tracker, [label])
        if events := statements.heard(dispatcher, tracker, close):
            return events
        if again.in_a_row(tracker) >= again.PERSON_AT:
            return again.person(dispatcher, tracker, "not_understood_again")
        offered = list(tracker.get_slot(Slot.OFFERED) or [])
        if last:  # after an answer, what only stands near it in the same topic is no guess of what was meant
            own, near = statements.kin(message.message_text(tracker), close), statements.near(tracker)
            close = [label for label in close if label in own or near.get(label, 0.0) >= LIKELY]
        if labels := [label for label in close if label not in offered]:
            return _did_you_mean(dispatcher, tracker, labels[: again.MAX_OFFERED], offered)
        if events := again.where_we_were(dispatcher, tracker) or statements.no_words(dispatcher, tracker):
            return events
        made = Message(text=message.words(tracker, _not_understood(tracker)), outcome=Outcome.NOT_UNDERSTOOD)
        message.send(dispatcher, tracker, made, answers.menu())
        return message.slots(unclear=again.in_a_row(tracker), asked=None)


def _not_understood(tracker: Tracker) -> str:
    """Returns the name of the words for what nobody understood: beside the help line, of a letter, of a question."""
    if message.soft_line(tracker):
        return "not_understood_beside_help"
    long = len(message.message_text(tracker).split()) > MAX_SHORT
    return "not_understood_letter" if long else "not_understood"


def _close(tracker: Tracker) -> list[str]:
    """Returns the labels worth offering, topics and parts, the likeliest first."""
    said = tracker.latest_message or {}
    return list(dict.fromkeys([*(said.get("candidates") or []), *(said.get("parts") or [])]))


def _did_you_mean(dispatcher: CollectingDispatcher, tracker: Tracker, labels: list[str], offered: list[str]) -> Events:
    choices = [*(message.choice(label) for label in labels), message.reply_choice("none_of_these", Intent.DENY)]
    about = {topics.whole(label) for label in labels}
    topic = about.pop() if len(about) == 1 else ""
    asked = Message(text=message.words(tracker, "clarify"), outcome=Outcome.CLARIFY, topic=topic)
    message.send(dispatcher, tracker, asked, choices)
    return message.slots(unclear=again.in_a_row(tracker), asked=Asked.CLARIFY, offered=[*offered, *labels])
