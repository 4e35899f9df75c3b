"""Asked for a number, it gives the number: at once, in every state, without a card."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import message
from actions.message import Events
from clinicchat.chat.message import Message, links
from clinicchat.content import topics
from clinicchat.content.marks import is_marked
from clinicchat.content.names import Intent, Mark, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.heard import TELLS_WHERE
from clinicchat.danger.standing import Standing
from clinicchat.places import countries, help_line_words, help_lines

SPANISH = "es"
EMERGENCY, POISON = "emergency", "poison"
"""Needs: of `clinicchat.understanding.needs`."""


class ActionHelpLines(Action):
    """Says the line that was asked for, of the country named or known, and what to call in danger."""

    def name(self) -> str:
        return "action_help_lines"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        spanish = message.language(tracker) == SPANISH
        need = str(((tracker.latest_message or {}).get("after_card") or {}).get("need") or "")
        said = message.message_text(tracker)
        stands = message.standing_now(tracker)
        if need in ("", EMERGENCY) and _may_be_poisoned(tracker):
            need = POISON
        if need not in help_lines.NAMED and _tells_where_a_life_is_at_risk(stands, said):
            need = EMERGENCY
        kinds = [] if need in help_lines.NAMED else _after_abuse(stands, said)
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


def _may_be_poisoned(tracker: Tracker) -> bool:
    """Whether no danger stands and the last answer was about something taken: "who do i call on a sunday"."""
    last = topics.whole((list(tracker.get_slot(Slot.TOLD) or []) or [""])[-1])
    return message.standing_now(tracker) is None and is_marked(last, Mark.TAKEN)


def _tells_where_a_life_is_at_risk(stands: Standing | None, said: str) -> bool:
    """Whether somebody is gravely unwell and *said* only tells where: no line to talk goes before the ambulance."""
    asks = help_line_words.asks(said) or help_line_words.asks_for_any(said) or not countries.lived_in(said)
    return stands is not None and stands.open and stands.danger in topics.BODY and not asks


def _after_abuse(stands: Standing | None, said: str) -> list[str]:
    """Returns the kinds of lines that come first after abuse for who only tells a place, or is a child and asks for a
    line to write to; else none: the crisis lines are right."""
    if stands is None or not stands.open or stands.danger != topics.ABUSE:
        return []
    asks = help_line_words.asks(said) or help_line_words.asks_for_any(said) or help_lines.ANY_CRISIS.search(said)
    told = countries.lived_in(said) or TELLS_WHERE.search(said)
    fits = stands.child and help_lines.BY_TEXT.search(said) if asks else told
    return [kind.removeprefix("safety/") for kind in stands.lines] if fits else []
