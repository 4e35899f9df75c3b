"""After a card: note the danger, ask one question, and help with each answer to it."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import answers, message, standing
from actions.message import Events
from clinicchat.chat.message import Button, Message, as_urgent, calm
from clinicchat.chat.render import outcome_of
from clinicchat.content import live_words, topics
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import after_card, next_steps
from clinicchat.danger.heard import Heard
from clinicchat.danger.reaction import NOT_DANGER
from clinicchat.danger.standing import CHILD_LINES
from clinicchat.places import countries

QUESTIONS = {
    topics.SUICIDE: (Asked.SAFE_NOW, "ask_safe_now"),
    topics.OVERDOSE: (Asked.UNWELL_NOW, "ask_unwell_now"),
    topics.MEDICAL: (Asked.AWAKE_NOW, "ask_unwell_now"),
    topics.HARM: (Asked.EVERYONE_SAFE, "ask_everyone_safe"),
    topics.ABUSE: (Asked.ABUSE_SAFE, "ask_safe_now"),
    topics.DISTRESS: (Asked.CALMER, "ask_calmer"),
}
"""Danger to what is asked once after its card, and the words that ask it."""
ANSWERS: dict[tuple[str, str], str] = {
    (Asked.SAFE_NOW, Intent.AFFIRM): "safe_yes",
    (Asked.SAFE_NOW, Intent.DENY): "safe_no",
    (Asked.SAFE_NOW, Intent.UNSURE): "safe_unsure",
    (Asked.SAFE_NOW, "other"): "safe_other",
    (Asked.UNWELL_NOW, Intent.AFFIRM): "unwell_yes",
    (Asked.UNWELL_NOW, Intent.DENY): "unwell_no",
    (Asked.UNWELL_NOW, Intent.UNSURE): "unwell_unsure",
    (Asked.AWAKE_NOW, Intent.AFFIRM): "medical_awake",
    (Asked.AWAKE_NOW, Intent.DENY): "medical_not_awake",
    (Asked.AWAKE_NOW, Intent.UNSURE): "medical_unsure",
    (Asked.EVERYONE_SAFE, Intent.AFFIRM): "harm_safe",
    (Asked.EVERYONE_SAFE, Intent.DENY): "harm_not_safe",
    (Asked.EVERYONE_SAFE, Intent.UNSURE): "harm_not_safe",
    (Asked.ABUSE_SAFE, Intent.AFFIRM): "abuse_safe",
    (Asked.ABUSE_SAFE, Intent.DENY): "abuse_not_safe",
    (Asked.ABUSE_SAFE, Intent.UNSURE): "abuse_not_safe",
    (Asked.ABUSE_SAFE, "therapist"): "card_abuse_therapist",
    (Asked.CALMER, Intent.AFFIRM): "distress_safe",
    (Asked.CALMER, Intent.DENY): "distress_not_safe",
    (Asked.CALMER, Intent.UNSURE): "distress_not_safe",
    (Asked.CALMER, "took_something"): "distress_took_something",
}
"""What was asked and what was said, to the words that help next."""
NOTHING_ASKED: dict[str, str] = {Intent.AFFIRM: "yes_to_nothing", Intent.DENY: "no_to_nothing"}
CHILD_FIRST, STILL_HERE = "child_first", "still_here"
"""Words before the question where a child may be abused, and in its place once "not safe" was said."""
SAFE = ("distress_safe", "abuse_safe", "safe_yes")
NOT_SAFE = ("safe_no", "unwell_no", "medical_not_awake", "harm_not_safe", "abuse_not_safe", "distress_not_safe")
"""Answers after which no denial lowers the danger."""


class ActionFollowCard(Action):
    """Runs after Rasa has shown the card: remembers the danger and asks its question."""

    def name(self) -> str:
        return "action_follow_card"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        danger = message.current_topic(tracker) or topics.SUICIDE
        events = standing.rise(tracker, danger, live=Heard.of(tracker.latest_message).live)
        asked, question = QUESTIONS.get(danger, QUESTIONS[topics.SUICIDE])
        if danger == topics.OVERDOSE and shows_signs(tracker):
            asked = Asked.AWAKE_NOW
        stands, heard = standing.of(tracker), Heard.of(tracker.latest_message)
        words, choices = _question(tracker, asked, question)
        if stands and (step := next_steps.first_of(heard.steps, danger, stands.other, next_steps.current())):
            words = message.chosen(tracker, f"step_{step}")
            events += standing.stepped(tracker, step)
        for_child = [CHILD_FIRST] if stands and CHILD_LINES in stands.lines else []
        made = Message(
            text="\n\n".join([*(message.words(tracker, name) for name in for_child), words.text]),
            outcome=outcome_of(danger),
            topic=danger,
            lang=message.spoken_in(words),
            links=message.help_links(tracker, CHILD_LINES) if for_child else (),
        )
        message.send(dispatcher, tracker, made, choices, remind=False)  # the card has the numbers
        place = countries.card_country(countries.lived_in(message.message_text(tracker)))
        events += message.understood(asked=asked, place=None)
        return events + (message.slots(country=place) if place else [])


def shows_signs(tracker: Tracker) -> bool:
    """Whether the message tells of a body that is unwell: then no "yes" leads to the poison line first."""
    steps = next_steps.current()
    own = [steps[name] for name in Heard.of(tracker.latest_message).steps]
    return any(step.effect == "rises" and topics.MEDICAL in step.dangers for step in own)


def choices_of(asked: str, tracker: Tracker | None = None) -> list[Button]:
    """Returns the buttons under a question after a card. Each carries its question, so that it never gets old."""
    thirds: dict[str, tuple[str, dict[str, str]]] = {
        Asked.SAFE_NOW: ("someone_else", {"said": "other"}),
        Asked.ABUSE_SAFE: ("therapist_did_it", {"said": "therapist"}),
        Asked.CALMER: ("took_something", {"said": "took_something"}),
    }
    third = thirds.get(asked)

    def label(name: str) -> str:
        return message.words(tracker, name) if tracker else live_words.current().say(name).text

    buttons: list[tuple[str, str, dict[str, str]]] = [
        ("yes", Intent.AFFIRM, {}),
        ("no", Intent.DENY, {}),
        ("unsure", Intent.UNSURE, {}),
        *([(third[0], Intent.UNSURE, third[1])] if third else []),
    ]
    replies = [
        Button(label(f"button_{button}"), topic, entities={Slot.ASKED: asked, **said})
        for button, topic, said in buttons
    ]
    return [*replies, Button(label("button_not_danger"), Intent.UNSURE, entities={"said": NOT_DANGER})]


def _question(tracker: Tracker, asked: str, question: str) -> tuple[live_words.Words, list[Button]]:
    """Returns the words called *question* with their buttons; in their place, words that stay with who is not safe."""
    stands, choices = standing.of(tracker), choices_of(asked, tracker)
    if stands and stands.unsafe:
        return message.chosen(tracker, STILL_HERE), choices[-1:]
    return message.chosen(tracker, question), choices


class ActionYesNo(Action):
    """Answers yes, no and not sure by what was asked last; after a card, what is no answer to its question."""

    def name(self) -> str:
        return "action_yes_no"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        asked, said = tracker.get_slot(Slot.ASKED), message.current_topic(tracker) or Intent.UNSURE
        if said == Intent.DENY and tracker.active_loop.get("name"):
            return leave_search(dispatcher, tracker)
        if asked == Asked.CLARIFY and said == Intent.DENY:
            return _plain(dispatcher, tracker, "none_of_these", answers.menu())
        if tracker.get_slot(Slot.DANGER):  # never "all right, you can stop here"
            if said == Intent.AFFIRM:
                return _plain(dispatcher, tracker, "gentle_yes", [])
            return ask_again(dispatcher, tracker)
        plain = NOTHING_ASKED.get(said, "unsure_of_nothing")
        return _plain(dispatcher, tracker, plain, [] if said == Intent.DENY else answers.menu())


def ask_again(dispatcher: CollectingDispatcher, tracker: Tracker, before: str = "") -> Events:
    """Asks the danger's question once more, after the words called *before*, with the help line.

    A "no" long after the question may still mean "not safe"; what was not understood may be an answer to it. Who has
    said "not safe" is not asked again, but told that help is there.
    """
    danger = tracker.get_slot(Slot.DANGER) or topics.SUICIDE
    asked, question = QUESTIONS.get(danger, QUESTIONS[topics.SUICIDE])
    words, choices = _question(tracker, asked, question)
    first = [message.words(tracker, before)] if before else []
    if first and message.said_last(tracker, first[0]):  # twice would tell that nobody listens
        first, words = [], message.chosen(tracker, STILL_HERE)
    made = Message(
        text="\n\n".join([*first, words.text]),
        outcome=outcome_of(danger),
        topic=danger,
        lang=message.spoken_in(words),
        links=message.help_links(tracker, danger),
    )
    message.send(dispatcher, tracker, calm(made), choices)
    return message.understood(asked=asked)


def answer(dispatcher: CollectingDispatcher, tracker: Tracker, asked: str | None, said: str) -> Events:
    """Helps with what was *said* to the question *asked*; who is not safe, or not sure, is in danger that goes on."""
    stands = standing.of(tracker)
    danger = stands.danger if stands else next(d for d, (name, _) in QUESTIONS.items() if name == asked)
    question = asked if asked in after_card.QUESTIONS else QUESTIONS.get(danger, QUESTIONS[topics.SUICIDE])[0]
    response = ANSWERS.get((question or "", said)) or ANSWERS[question or Asked.SAFE_NOW, Intent.UNSURE]
    events = standing.rise(tracker, danger, live=True) if response in NOT_SAFE else []
    if said in (Intent.DENY, Intent.AFFIRM):
        events += standing.safe(tracker, said == Intent.AFFIRM)
    if said == after_card.OTHER:
        events += standing.about_another(tracker)
    chosen = message.chosen(tracker, response)
    first = [message.topic_choice(t) for t in (stands.first if stands else "",) if t] if response in SAFE else []
    search = [message.search_choice(Intent.FIND_PROVIDER)] if response in SAFE else []
    message.send(dispatcher, tracker, helping(tracker, danger, chosen), [*first, *search])
    return [*message.understood(place=None), *events]


def helping(tracker: Tracker, danger: str, words: live_words.Words) -> Message:
    """Returns the message of *words* that help in *danger*, with the numbers that they name."""
    stands, kinds = standing.of(tracker), words.metadata.lines or [danger]
    first = stands.lines[:-1] if stands and danger == stands.danger else ()
    made = Message(
        text=words.fill(message.clinic_values()),
        outcome=outcome_of(danger),
        topic=danger,
        lang=message.spoken_in(words),
        links=message.lines_for(tracker, [*first, *kinds]),
    )
    return as_urgent(made, words.metadata)


def leave_search(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Closes an open search; says so, or that there was none."""
    searching = bool(tracker.active_loop.get("name"))
    if tracker.get_slot(Slot.DANGER) and not searching:  # "leave me alone" after a card is a goodbye
        return _plain(dispatcher, tracker, "gentle_goodbye", [])
    text = message.words(tracker, "search_cancelled" if searching else "nothing_to_cancel")
    said = Message(text=text, outcome=Outcome.SMALL_TALK)
    earlier = [message.topic_choice(label) for label in (tracker.get_slot(Slot.TOLD) or [])[-2:-1]]
    message.send(dispatcher, tracker, said, answers.menu() if searching else [*earlier, *answers.menu()])
    return [ActiveLoop(None), *message.understood(place=None, requested_slot=None)]


def _plain(dispatcher: CollectingDispatcher, tracker: Tracker, response: str, choices: list[Button]) -> Events:
    said = Message(text=message.words(tracker, response), outcome=Outcome.SMALL_TALK)
    message.send(dispatcher, tracker, said, choices)
    return message.understood()
