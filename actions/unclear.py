"""Doubt: "did you mean", the menu, and after three in a row the clinic's telephone."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, message, names, safety
from clinicchat.content.outcomes import Outcome

OFFER_TELEPHONE_AT = 3
"""Messages in a row that were not understood."""


class ActionUnclear(Action):
    """Offers the close topics, or says that nothing was understood."""

    def name(self) -> str:
        return "action_unclear"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        if events := safety.still_asked(dispatcher, tracker) or answers.follow_up_on_country(dispatcher, tracker):
            return events
        in_a_row = float(tracker.get_slot(names.UNCLEAR) or 0.0) + 1.0
        candidates = (tracker.latest_message or {}).get("candidates") or []
        if candidates:
            return _did_you_mean(dispatcher, tracker, candidates, in_a_row)
        again = in_a_row >= OFFER_TELEPHONE_AT
        text = message.words(tracker, "not_understood_again" if again else "not_understood")
        links = message.clinic_link(tracker) if again else []
        message.send(dispatcher, tracker, text, Outcome.NOT_UNDERSTOOD, choices=answers.menu(), links=links)
        return message.slots(unclear=in_a_row, asked=None)


def _did_you_mean(
    dispatcher: CollectingDispatcher, tracker: Tracker, candidates: list[str], in_a_row: float
) -> list[dict[str, Any]]:
    choices = [message.choice(t) for t in candidates]
    choices.append(message.reply_choice("none_of_these", names.DENY))
    message.send(dispatcher, tracker, message.words(tracker, "clarify"), Outcome.CLARIFY, choices=choices)
    return message.slots(unclear=in_a_row, asked=names.CLARIFY)
