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
from clinicchat.places import help_line_words, help_lines

SPANISH = "es"


class ActionHelpLines(Action):
    """Says the line that was asked for, of the country named or known, and what to call in danger."""

    def name(self) -> str:
        return "action_help_lines"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        spanish = message.language(tracker) == SPANISH
        need = str(((tracker.latest_message or {}).get("after_card") or {}).get("need") or "")
        stands, said = message.standing_now(tracker), message.message_text(tracker)
        own = need not in help_lines.NAMED and (
            not help_line_words.asks_for_any(said) or help_lines.BY_TEXT.search(said)
        )
        kinds = [kind.removeprefix("safety/") for kind in stands.lines] if stands and stands.open and own else []
        numbers = help_lines.asked_for(said, message.country(tracker), spanish, need, kinds)
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
