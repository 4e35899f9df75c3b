"""The answer of a part or of a whole topic, with its disclaimers, sources and next questions, as one message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import again, lines, message, statements, visitor
from actions.message import Events
from clinicchat.chat.message import Button, Message, surrounded
from clinicchat.content import live_words, topics
from clinicchat.content.models import Source
from clinicchat.content.names import Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.places import countries

GENERAL = "general"
FOLLOW_UP = re.compile(r"\W*(and|what about|how about|but|same|ok|so|in|for)\b|\W*\w+\W*$", re.IGNORECASE)
"""A short message that leans on the last topic: "and in Canada?", "what about the UK"."""
MAX_FOLLOW_UP_WORDS = 5
"""Words; "is it legal in Canada" is a question of its own, but has the same answer."""
GENERAL_AGAIN_AFTER = 10
"""Answers until the general disclaimer is shown again."""
MAX_PARTS, MAX_RELATED, MAX_RELATED_BESIDE = 4, 3, 2
"""Buttons under an answer: of the topic's other parts, of related topics, and of those where there are parts too."""
MAX_ANSWERS = 2
"""Answers to one message, each by a message of its own."""
MAX_TOLD = 40
"""Answers that a conversation remembers having given."""


class ActionAnswer(Action):
    """Says the reviewed answer, or the refusal, of the topic that was understood."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        topic = message.current_topic(tracker) or ""
        if tracker.get_slot(Slot.DANGER) and topics.group(topic) == topics.DECLINE:
            return say_card_again(dispatcher, tracker)
        if not live_words.current().has(topic):  # a button of an older release: its topic was retired meanwhile
            return follow_up_on_country(dispatcher, tracker) or show_menu(dispatcher, tracker)
        short = len(message.message_text(tracker).split()) <= MAX_FOLLOW_UP_WORDS
        if short and (events := again.cite(dispatcher, tracker, topic) or follow_up_on_country(dispatcher, tracker)):
            return events
        said = tracker.latest_message or {}
        label = topics.label(topic, str(said.get("part") or ""))
        if said.get("leans") and lines.asks_for_trials_there(tracker):
            return [FollowupAction("action_begin_search")]
        if events := statements.instead(dispatcher, tracker, label):
            return events
        leaves = said.get("corrects") or message.answered_aside(tracker)
        most = min(MAX_ANSWERS, max(1, message.understood_questions(tracker)))
        events = say_answers(dispatcher, tracker, [label, *message.other_questions(tracker, label)], most)
        ends = live_words.current().say(topic).metadata.ends_search
        return events + (message.leave_form(tracker) if leaves or ends else [])


class ActionMore(Action):
    """Says more about the last topic: its next part that was not told yet, or what is related to it."""

    def name(self) -> str:
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        topic = tracker.get_slot(Slot.LAST_TOPIC)
        if not topic or not live_words.current().has(topic):
            text = message.words(tracker, "more_of_what")
            message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK), menu())
            return message.understood()
        if left := untold(tracker, topic):
            return say_answers(dispatcher, tracker, left[:1])
        text, answer = message.words(tracker, "nothing_more"), live_words.current().say(topic)
        message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK), related(answer))
        return message.understood()


def follow_up_on_country(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Answers "and in Canada?" from the last topic if that has something to say by country, else from the law.

    Returns the events; none when the message is not such a follow-up.
    """
    last, text = tracker.get_slot(Slot.LAST_TOPIC), message.message_text(tracker)
    if not last or not live_words.current().has(last) or not FOLLOW_UP.match(text) or not countries.mentioned(text):
        return []
    words = live_words.current()
    topic = last if words.say(last).metadata.countries else words.by_country
    return say_answers(dispatcher, tracker, [topic]) if topic else []


def say_answers(dispatcher: CollectingDispatcher, tracker: Tracker, labels: Sequence[str], most: int = 1) -> Events:
    """Answers the first *most* of *labels*, each by a message of its own, and offers the others as buttons.

    A label is a topic, a part, or a service with words of its own. Returns the events.
    """
    events, told = [*message.understood(), *visitor.heard(tracker)], list(tracker.get_slot(Slot.TOLD) or [])
    shown, others = labels[:most], labels[most:]
    for place, wanted in enumerate(shown, start=1):
        label = wanted if live_words.current().may_give(wanted) else topics.whole(wanted)
        if len(shown) == 1 and again.is_known(tracker, label, told) and again.adds_nothing(tracker, label):
            return again.say(dispatcher, tracker, label, untold(tracker, topics.whole(label)))
        choices = _next_steps(tracker, label, others) if place == len(shown) else []
        events += _say(dispatcher, tracker, label, choices)
        told = [*(one for one in told if one != label), label][-MAX_TOLD:]
    kept = {Slot.SAID_BACK: tracker.get_slot(Slot.SAID_BACK) or []}
    return events + message.slots(told=told, since_general=_since_general(tracker), offered=[], **kept)


def _say(dispatcher: CollectingDispatcher, tracker: Tracker, label: str, choices: list[Button]) -> Events:
    """Sends the answer *label* with the buttons *choices*; of a service its reply."""
    if "/" not in label:
        links = message.clinic_link(tracker) if label == Intent.TALK_TO_HUMAN else ()
        text = message.words(tracker, label)
        message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK, topic=label, links=links))
        return []
    topic, answer = topics.whole(label), live_words.current().say(label)
    if answer.expired:
        message.send(dispatcher, tracker, _withdrawn(tracker, topic), related(answer))
    else:
        above = _above(tracker, label)
        body = answer.fill(message.clinic_values())
        if name := visitor.elsewhere(tracker, label):
            body, label = message.words(tracker, "only_us", place=name), topic
            answer = live_words.current().say(topic)
        text = "\n\n".join(dict.fromkeys([*visitor.said_back(tracker, label), *above.texts, *body.split("\n\n")]))
        _send_answer(dispatcher, tracker, label, answer, text, choices, above.sources)
    return message.slots(last_topic=topic)


def _above(tracker: Tracker, label: str) -> lines.Lines:
    """Returns the lines that stand above the answer *label* for what the message names."""
    words, topic = live_words.current(), topics.whole(label)
    own = {**words.say(topic).metadata.countries, **words.say(label).metadata.countries}
    return lines.above(tracker, label, own)


def _next_steps(tracker: Tracker, label: str, others: Sequence[str]) -> list[Button]:
    """Returns the buttons under the answer *label*: *others* that were asked, what else may be meant, parts of the
    topic, related topics."""
    if "/" not in label:
        return [message.choice(other) for other in others]
    answer = live_words.current().say(topics.whole(label))
    close = (tracker.latest_message or {}).get("candidates") or []
    near = [one for one in dict.fromkeys([*others, *close]) if one != label]
    parts = [one for one in untold(tracker, topics.whole(label)) if one != label and one not in near]
    parts = parts[: max(0, MAX_PARTS - len(near))]
    beside = related(answer, near)[: MAX_RELATED_BESIDE if parts else MAX_RELATED]
    choices = [*map(message.choice, near), *map(message.topic_choice, parts), *beside]
    return choices + [message.search_choice(s) for s in answer.metadata.searches if s not in near]


def untold(tracker: Tracker, topic: str) -> list[str]:
    """Returns the labels of the topic's parts that were not told yet: those that the message came near to first."""
    near = [p for p in (tracker.latest_message or {}).get("parts") or [] if live_words.current().may_give(p)]
    told = tracker.get_slot(Slot.TOLD) or []
    own = [p for p in dict.fromkeys([*near, *live_words.current().parts(topic)]) if topics.whole(p) == topic]
    return [part for part in own if part not in told]


def _withdrawn(tracker: Tracker, topic: str) -> Message:
    """Returns what stands for an answer past its review date."""
    return Message(
        text=message.words(tracker, "expired"),
        outcome=Outcome.UNAVAILABLE,
        topic=topic,
        links=message.clinic_link(tracker),
    )


def _send_answer(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    label: str,
    answer: live_words.Words,
    text: str,
    choices: list[Button],
    beside: Sequence[Source] = (),
) -> None:
    """Sends the *text* with what stands around the *answer*; *beside* are the sources of lines in the text."""
    topic = topics.whole(label)
    chosen = _disclaimers(topic, answer)
    declined = topics.group(topic) == topics.DECLINE
    shown = [GENERAL, *chosen] if _general_due(tracker) else chosen
    made = Message(
        text=text,
        outcome=Outcome.DECLINED if declined else Outcome.ANSWERED,
        topic=topic,
        part=topics.part_of(label),
        disclaimers=tuple(live_words.current().disclaimers(shown, text)),
    )
    cited = dict.fromkeys([*(s for s in beside if s not in answer.metadata.sources), *answer.metadata.sources])
    around = replace(answer.metadata, sources=[*cited])
    careful = live_words.current().cautions(chosen)
    message.send(dispatcher, tracker, surrounded(made, around, careful), choices)


def _disclaimers(topic: str, answer: live_words.Words) -> list[str]:
    """Returns the names of what is noted under *answer*: its own, and of a part's *topic* those that call for care."""
    words = live_words.current()
    careful = [name for name in words.say(topic).metadata.disclaimers if words.cautions([name])]
    return list(dict.fromkeys([*answer.metadata.disclaimers, *careful]))


def _general_due(tracker: Tracker) -> bool:
    since = tracker.get_slot(Slot.SINCE_GENERAL)
    return since is None or since >= GENERAL_AGAIN_AFTER


def _since_general(tracker: Tracker) -> float:
    return 1.0 if _general_due(tracker) else float(tracker.get_slot(Slot.SINCE_GENERAL)) + 1.0


def related(answer: live_words.Words, near: Sequence[str] = ()) -> list[Button]:
    """Returns the buttons of related topics: three, less the buttons for what else may be meant (*near*)."""
    others = [t for t in answer.metadata.related if t not in near]
    return [message.topic_choice(t) for t in others[: max(0, MAX_RELATED - len(near))]]


def show_menu(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Sends what the chat can do, and returns the events."""
    text = message.words(tracker, Intent.HELP_MENU)
    message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.SMALL_TALK), menu())
    return message.understood()


def menu() -> list[Button]:
    """Returns the buttons of the menu."""
    return message.choices_under(Intent.HELP_MENU)


def say_card_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """After a crisis a question about doses, use at home or buying gets the card's help, not a refusal."""
    danger = tracker.get_slot(Slot.DANGER)
    words = message.chosen(tracker, "crisis_again")
    made = Message(
        text=words.text,
        outcome=Outcome.CRISIS,
        topic=danger,
        lang=message.spoken_in(words),
        links=message.help_links(tracker, danger),
    )
    message.send(dispatcher, tracker, made)
    return message.understood()
