"""Asked for a number, it gives the number: at once, in every state, without a card."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import message
from actions.message import Events
from clinicchat.chat.message import Message, links
from clinicchat.content.names import Intent
from clinicchat.content.outcomes import Outcome
from clinicchat.places import help_lines

SPANISH = "es"


class ActionHelpLines(Action):
    """Says the line that was asked for, of the country named or known, and what to call in danger."""

    def name(self) -> str:
        return "action_help_lines"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        spanish = message.language(tracker) == SPANISH
        need = str(((tracker.latest_message or {}).get("after_card") or {}).get("need") or "")
        numbers = help_lines.asked_for(message.message_text(tracker), message.country(tracker), spanish, need)
        text = message.words(tracker, Intent.HELP_LINES, first=numbers.first, emergency_label=numbers.emergency)
        before = [message.words(tracker, "number_not_held", line=numbers.other)] if numbers.other else []
        made = Message(
            text="\n\n".join([*before, text]),
            outcome=Outcome.HELP_LINES,
            topic=Intent.HELP_LINES,
            lang=message.spoken_in(message.chosen(tracker, Intent.HELP_LINES)),
            links=links(numbers.links),
        )
        message.send(dispatcher, tracker, made)
        return message.understood()
