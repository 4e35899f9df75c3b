"""Asked for a number, it gives the number: at once, in every state, without a card."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import message, names
from clinicchat.content.outcomes import Outcome, Severity
from clinicchat.places import help_lines

SPANISH = "es"


class ActionHelpLines(Action):
    """Says the line that was asked for, of the country named or known, and what to call in danger."""

    def name(self) -> str:
        return "action_help_lines"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        spanish = message.language(tracker) == SPANISH
        numbers = help_lines.asked_for(message.message_text(tracker), message.country(tracker), spanish)
        message.send(
            dispatcher,
            tracker,
            message.words(tracker, names.HELP_LINES, first=numbers.first, emergency_label=numbers.emergency),
            Outcome.HELP_LINES,
            severity=Severity.CAUTION,
            topic=names.HELP_LINES,
            lang=message.spoken_in(message.chosen(tracker, names.HELP_LINES)),
            links=numbers.links,
        )
        return message.understood()
