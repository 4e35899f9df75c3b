"""What follows words that ask nothing, or ask what no reviewed words are about, after an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import again, message
from actions.message import Events
from clinicchat.chat.message import Message
from clinicchat.content import live_words, topics, turns
from clinicchat.content.names import Asked, Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.text import sentences, statements

MAX_SHOWN = 3
"""Buttons beside what is said to a statement."""
SURELY, LEAST_WORDS = 0.5, 5
"""The share from which a label is surely meant; words of a statement that says enough to tell it from a question."""
ANSWERS = 0.6
"""The share from which a label answers words that no topic stands for, where it shares a word with them."""
COUNTS = re.compile(
    r"\W*(?:(?:and|so|but|for|since) )*(?:how (?:many|long|much)|when)\b(?: \w+){0,3}\W*$", re.IGNORECASE
)
"""A few words that ask for a figure, which the last answer may hold: "how many weeks"."""
BY_KIND = {"plan": "heard_plan", "feeling": "heard_feeling", "": "heard"}
"""The words for each kind of statement."""
SUICIDE = "suicid"
"""What stands in the labels of answers about suicide: after those a way to talk to somebody is named."""


def heard(dispatcher: CollectingDispatcher, tracker: Tracker, close: Sequence[str], personal: bool = False) -> Events:
    """Says to who asks nothing that it was heard, and offers what goes on from the last answer: *close* labels that are
    about the same, else its other parts. Returns the events; none where something is asked, or nothing was answered, or
    it must be *personal* and is neither near an answer nor about anybody ("best tacos in town go")."""
    text, label = message.message_text(tracker), again.last_told(tracker)
    told, near = list(tracker.get_slot(Slot.TOLD) or []), _near(tracker, text)
    own = not personal or near or SUICIDE in label or statements.is_personal(text)
    place = tracker.active_loop.get("name") and len(text.split()) < LEAST_WORDS
    if not label or not own or place or len(text.split()) == 1 or statements.asks(text):
        return []
    shown = [one for one in [*near, *kin(text, close), *again.fresh_parts(label, told)] if one not in told]
    name = _name(tracker, text, label)
    choices = [message.choice(one) for one in dict.fromkeys(shown)][:MAX_SHOWN]
    said = message.words(tracker, name, title=live_words.current().say(label).title)
    if message.said_last(tracker, said):
        said, choices = message.words(tracker, "heard_again"), []
    made = Message(text=said, outcome=Outcome.SMALL_TALK, topic=topics.whole(label))
    message.send(dispatcher, tracker, made, [*choices, message.search_choice(Intent.TALK_TO_HUMAN)])
    return message.understood() + message.leave_form(tracker)


def _name(tracker: Tracker, text: str, label: str) -> str:
    """Returns the name of what is said to the statement *text* after the answer *label*."""
    if message.soft_line(tracker):
        return "heard_beside_help"
    if SUICIDE in label:
        return "heard_after_suicide"
    return BY_KIND[statements.kind(text)]


def _near(tracker: Tracker, text: str) -> list[str]:
    """Returns the labels near the statement *text*: surely meant, its kin, or of the last topic."""
    shares, last = near(tracker), topics.whole(again.last_told(tracker))
    own = [*kin(text, list(shares)), *(label for label in shares if topics.whole(label) == last)]
    return [label for label, share in shares.items() if share >= SURELY or label in own]


def surely(tracker: Tracker) -> str:
    """Returns the label that the message is surely about though no topic stands: likely, and its kin. "" where none is,
    nothing was answered before, or danger is not far."""
    text, shares = message.message_text(tracker), near(tracker)
    best = max(shares, key=lambda label: shares[label], default="")
    new = best and best != again.last_told(tracker) and len(text.split()) >= LEAST_WORDS
    if not new or not again.last_told(tracker) or message.soft_line(tracker) or shares[best] < ANSWERS:
        return ""
    return next(iter(kin(text, [best])), "")


def near(tracker: Tracker) -> dict[str, float]:
    """Returns the labels near this message, with their shares."""
    return dict((tracker.latest_message or {}).get("near") or {})


def instead(dispatcher: CollectingDispatcher, tracker: Tracker, label: str) -> Events:
    """Says what fits better than the answer *label*: the sentence of the last answer that holds what a few words ask,
    or that a statement was heard of which that answer is a poor guess. Returns the events; none where it fits."""
    said, text = tracker.latest_message or {}, message.message_text(tracker)
    goes_on = said.get("doubtful") or (said.get("leans") and COUNTS.match(text))
    if goes_on and (events := again.rather_from_last(dispatcher, tracker, label)):
        return events
    poor = topics.group(label) == topics.FAQ and len(text.split()) >= LEAST_WORDS and not message.soft_line(tracker)
    named = said.get("named") or said.get("questions") or said.get("corrects")
    if not poor or named or near(tracker).get(label, 0.0) >= SURELY or kin(text, [label]):
        return []
    return heard(dispatcher, tracker, [label])


def no_words(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Says plainly that no reviewed words are about what is asked, and who knows it. Returns the events; none where
    nothing was answered before."""
    label = again.last_told(tracker)
    if not label or message.soft_line(tracker):
        return []
    said = message.words(tracker, "no_words", who=turns.who_knows(topics.whole(label)))
    if message.said_last(tracker, said):
        return []
    choices = [message.search_choice(name) for name in (Intent.TALK_TO_HUMAN, Intent.HELP_MENU)]
    message.send(dispatcher, tracker, Message(text=said, outcome=Outcome.CLARIFY, topic=topics.whole(label)), choices)
    return message.slots(unclear=again.in_a_row(tracker), asked=Asked.CLARIFY)


def kin(text: str, labels: Sequence[str]) -> list[str]:
    """Returns those of *labels* whose title, or first sentence, shares a word that means something with *text*; a
    service, which has neither, too."""
    return [label for label in labels if "/" not in label or _is_kin(text, label)]


def _is_kin(text: str, label: str) -> bool:
    words = live_words.current()
    if not words.may_give(label):
        return False
    said = words.say(label)
    return sentences.is_kin(text, words.title(label), again.first_sentence(said.fill(message.clinic_values())))
