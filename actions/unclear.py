"""Doubt: "did you mean", the menu, and after three in a row the clinic's telephone."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import answers, message, safety
from actions.message import Events
from clinicchat.chat.message import Message
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome

OFFER_TELEPHONE_AT = 3
"""Messages in a row that were not understood."""


class ActionUnclear(Action):
    """Offers the close topics, or says that nothing was understood."""

    def name(self) -> str:
        return "action_unclear"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if events := safety.still_asked(dispatcher, tracker) or answers.follow_up_on_country(dispatcher, tracker):
            return events
        in_a_row = float(tracker.get_slot(Slot.UNCLEAR) or 0.0) + 1.0
        candidates = (tracker.latest_message or {}).get("candidates") or []
        if candidates:
            return _did_you_mean(dispatcher, tracker, candidates, in_a_row)
        again = in_a_row >= OFFER_TELEPHONE_AT
        text = message.words(tracker, "not_understood_again" if again else "not_understood")
        links = message.clinic_link(tracker) if again else ()
        message.send(
            dispatcher, tracker, Message(text=text, outcome=Outcome.NOT_UNDERSTOOD, links=links), answers.menu()
        )
        return message.slots(unclear=in_a_row, asked=None)


def _did_you_mean(dispatcher: CollectingDispatcher, tracker: Tracker, candidates: list[str], in_a_row: float) -> Events:
    choices = [message.choice(t) for t in candidates]
    choices.append(message.reply_choice("none_of_these", Intent.DENY))
    asked = Message(text=message.words(tracker, "clarify"), outcome=Outcome.CLARIFY)
    message.send(dispatcher, tracker, asked, choices)
    return message.slots(unclear=in_a_row, asked=Asked.CLARIFY)
