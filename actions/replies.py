"""Short replies: small talk, who are you, a person, feedback, the menu."""

from __future__ import annotations

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import again, answers, message, statements, visitor
from actions.message import Events
from clinicchat.chat.message import Button, Message
from clinicchat.content import topics
from clinicchat.content import turns as short_turns
from clinicchat.content.names import Intent, Slot
from clinicchat.content.outcomes import Outcome

OUTCOMES: dict[str, Outcome] = {
    Intent.TALK_TO_HUMAN: Outcome.HUMAN,
    Intent.FEEDBACK_POSITIVE: Outcome.FEEDBACK,
    Intent.FEEDBACK_NEGATIVE: Outcome.FEEDBACK,
}
GENTLE: dict[str, str] = {
    Intent.GREET: "gentle_greet",
    Intent.GOODBYE: "gentle_goodbye",
    Intent.THANKS: "gentle_thanks",
}
"""Small talk after a crisis has words of its own."""
ASK_BACK = (Intent.FEEDBACK_NEGATIVE,)
COMPLAINS = re.compile(
    r"\b(?:not?|nah|wrong|useless|bad|stupid|dumb|never|hate|repeat\w*|again|already|worse|cra?p|shit|sucks?|nothing|nope"
    r"|\w+n['’]?t|missed|answer\w*|question|bot|chat|you|helpful|help)\b",
    re.IGNORECASE,
)
"""A word without which nothing is complained of."""
ABOUT_THE_LAST = ("short", "lot", "why", "unfair")
"""Intents, and short turns of data/turns.yml, that are about the last answer."""
TONIGHT = "someone_tonight"
"""The words for who needs somebody at night: with the help lines, for the clinic is closed."""


class ActionReply(Action):
    """Says the reply that is named like the intent."""

    def name(self) -> str:
        return "action_reply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        intent = message.current_topic(tracker) or Intent.GREET
        gentle = GENTLE.get(intent) if tracker.get_slot(Slot.DANGER) else None
        once_more = (tracker.latest_message or {}).get("leans") and intent == Intent.TALK_TO_HUMAN
        # "i dont see the point" may be about more than the chat
        doubtful = intent in ASK_BACK and bool(message.soft_line(tracker))
        complains = message.turn(tracker) or COMPLAINS.search(message.message_text(tracker))
        silent = intent in ASK_BACK and (doubtful or not complains)
        if silent and (events := statements.heard(dispatcher, tracker, [])):
            return events
        about = not doubtful and (intent in ASK_BACK or message.turn(tracker) in ABOUT_THE_LAST)
        if about and (events := again.about_the_last(dispatcher, tracker, intent, message.turn(tracker))):
            return events + message.leave_form(tracker)
        turn = short_turns.current().get(message.turn(tracker))
        own = turn.words if turn and turn.topic == intent else ""
        said_so = "not_understood_beside_help" if doubtful else gentle or own
        text = message.words(tracker, said_so or ("talk_to_human_again" if once_more else intent))
        links = message.clinic_link(tracker) if intent in (Intent.TALK_TO_HUMAN, Intent.FEEDBACK_NEGATIVE) else ()
        if own == TONIGHT:
            links = (*message.help_links(tracker, topics.SUICIDE)[: message.MAX_HELP], *links)
        outcome = OUTCOMES.get(intent, Outcome.SMALL_TALK)
        choices = [] if gentle else _next_steps(intent)
        others = message.other_questions(tracker, intent)
        made = Message(text=text, outcome=outcome, links=links)
        message.send(dispatcher, tracker, made, [] if others else choices)
        said = (
            answers.say_answers(dispatcher, tracker, others)
            if others
            else [*message.understood(), *visitor.heard(tracker)]
        )
        return said + (message.leave_form(tracker) if intent == Intent.TALK_TO_HUMAN else [])


def _next_steps(intent: str) -> list[Button]:
    return answers.menu() if intent == Intent.FEEDBACK_NEGATIVE else message.choices_under(intent)


class ActionMenu(Action):
    """Shows what the chat can do."""

    def name(self) -> str:
        return "action_menu"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        return answers.show_menu(dispatcher, tracker)


class ActionOutOfScope(Action):
    """Says that this is not covered here."""

    def name(self) -> str:
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if label := statements.surely(tracker):
            return answers.say_answers(dispatcher, tracker, [label])
        close = list((tracker.latest_message or {}).get("candidates") or [])
        if events := statements.heard(dispatcher, tracker, close, personal=True):
            return events + visitor.heard(tracker)
        text = message.words(tracker, Intent.OUT_OF_SCOPE)
        near = [message.choice(t) for t in close]
        choices, links = near + message.choices_under(Intent.OUT_OF_SCOPE), message.clinic_link(tracker)
        message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.OUT_OF_SCOPE, links=links), choices)
        return message.understood() + visitor.heard(tracker)
