"""The turns after a card: the next step, an answer to its question, danger that rises or is lowered."""

from __future__ import annotations

from msgspec.structs import replace
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import answers, message, safety, standing
from actions.help_lines import ActionHelpLines
from actions.message import Events
from clinicchat.chat.message import Message
from clinicchat.content import live_words, topics
from clinicchat.content.names import Asked, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import next_steps
from clinicchat.danger.heard import Heard, topic_of
from clinicchat.danger.reaction import NOT_LOWERED, TO_BE_SURE, Kind, react
from clinicchat.danger.standing import denied, dismissed

BABY_FIRST, OF_THE_BABY = "baby_first", ("put_down", "threw_up", "child_at_risk")
"""Words before other steps while a child who was hurt needs a doctor, and steps that say so themselves."""


class ActionAfterCard(Action):
    """Does what `react` decided; the policy has sent the turn here by the same decision."""

    def name(self) -> str:
        return "action_after_card"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        heard, asked = Heard.of(tracker.latest_message), tracker.get_slot(Slot.ASKED)
        found = react(standing.of(tracker), asked, heard, next_steps.current())
        kind, name = (found.kind, found.name) if found else (Kind.ASK, TO_BE_SURE)
        if kind is Kind.ANSWER:
            return safety.answer(dispatcher, tracker, heard.asked or asked, name)
        if kind is Kind.STEP:
            return _step(dispatcher, tracker, name)
        if kind in (Kind.DENIED, Kind.DISMISSED):
            return _lower(dispatcher, tracker, kind, heard)
        if kind is Kind.NUMBERS:
            place = message.slots(country=heard.country) if heard.country else []
            tracker.slots.update({event["name"]: event["value"] for event in place})
            return [*ActionHelpLines().run(dispatcher, tracker, domain), *place]
        if kind is Kind.AGAIN:
            return answers.say_card_again(dispatcher, tracker)
        if kind is Kind.WAIT:
            return safety.ask_again(dispatcher, tracker, "first_things_first")
        if kind is Kind.TOPIC and topics.is_answered(name) and live_words.current().has(topics.whole(name)):
            return answers.say_answers(dispatcher, tracker, [name])
        return safety.ask_again(dispatcher, tracker, name if kind is Kind.ASK else TO_BE_SURE)


def _step(dispatcher: CollectingDispatcher, tracker: Tracker, name: str) -> Events:
    """Says the words of the step *name*; danger rises where the step says so."""
    stands, heard = standing.of(tracker), Heard.of(tracker.latest_message)
    danger = stands.danger if stands else topics.SUICIDE
    step = next_steps.current()[name]
    rises = heard.live or step.effect == "rises"
    events = standing.rise(tracker, danger, live=True) if rises else []
    events += standing.stepped(tracker, name)
    words = message.chosen(tracker, f"step_{name}")
    if not (rises or (step.plain and name in heard.steps)) and message.said_last(
        tracker, words.text
    ):  # twice would tell that nobody listens
        return _said_already(dispatcher, tracker, heard)
    made = safety.helping(tracker, danger, words)
    if (stands := standing.of(tracker)) and stands.hurt and not (rises or name in OF_THE_BABY):
        made = replace(made, text=f"{message.words(tracker, BABY_FIRST)}\n\n{made.text}")
    if step.by_text:
        made = replace(made, links=tuple(sorted(made.links, key=message.is_called)))
    message.send(dispatcher, tracker, made)
    signs = {Slot.ASKED: Asked.AWAKE_NOW} if rises and danger == topics.OVERDOSE else {}
    return [*message.slots(**{Slot.UNCLEAR: 0.0}, **signs), *events]


def _said_already(dispatcher: CollectingDispatcher, tracker: Tracker, heard: Heard) -> Events:
    """Answers the question that a message holds, where the step for it was the last thing said; else asks again."""
    own = topic_of(heard)
    if topics.group(own) == topics.FAQ and live_words.current().has(topics.whole(own)):
        return answers.say_answers(dispatcher, tracker, [own])
    return safety.ask_again(dispatcher, tracker, TO_BE_SURE)


def _lower(dispatcher: CollectingDispatcher, tracker: Tracker, kind: Kind, heard: Heard) -> Events:
    """Believes a plain denial once: danger is one level lower, and the question that the card took is answered."""
    stands = standing.of(tracker)
    left = stands and (dismissed(stands) if kind is Kind.DISMISSED else denied(stands))
    if stands and left == stands:
        return safety.ask_again(dispatcher, tracker, NOT_LOWERED)
    events = standing.become(tracker, left)
    first = _asked_first(heard, stands.first if stands else "")
    words = message.chosen(tracker, "lowered" if first else "lowered_nothing_asked")
    said = Message(text=words.text, outcome=Outcome.SMALL_TALK, lang=message.spoken_in(words), topic="")
    message.send(dispatcher, tracker, said, remind=not first)
    told = answers.say_answers(dispatcher, tracker, [first]) if first else message.understood()
    return [*told, *message.slots(**{Slot.ASKED: None}), *events]


def _asked_first(heard: Heard, first: str) -> str:
    """Returns the question to answer now: one that the denial itself asks, else the one that the card took."""
    asks = [topic for topic in (heard.beneath, first) if topics.group(topic) == topics.FAQ]
    return next((topic for topic in asks if live_words.current().has(topics.whole(topic))), "")
