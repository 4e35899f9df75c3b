"""Builds one message to a visitor: reviewed words by name, with what the chat API shows around them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from msgspec import to_builtins
from msgspec.structs import replace
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from clinicchat.chat.message import Button, Link, Message, Reminder, links, once, packed, reminded
from clinicchat.content import live_words, settings, topics
from clinicchat.content.names import Slot
from clinicchat.danger import standing
from clinicchat.danger.level import Level
from clinicchat.danger.standing import Standing, tells_of_child

MAX_LINKS = 5
"""Links of weight under a message."""
MAX_HELP = 3
"""Links in the soft line."""
Events = list[EventType]
"""What an action returns: how it changes the conversation."""


def country(tracker: Tracker) -> str:
    """Returns the country whose words and numbers fit: the visitor's if known, else the clinic's.

    The channel knows best (what the visitor said, or the browser's region) and tells it with every message.
    """
    return str(_told(tracker, Slot.COUNTRY) or tracker.get_slot(Slot.COUNTRY) or settings.load().country)


def language(tracker: Tracker) -> str:
    """Returns `es` after danger in Spanish, as on the card: only in a country that has Spanish cards."""
    spoken = str(_told(tracker, Slot.LANGUAGE) or tracker.get_slot(Slot.LANGUAGE) or "en")
    return spoken if live_words.current().speaks(country(tracker), spoken) else live_words.ENGLISH


def _told(tracker: Tracker, name: str) -> object:
    return ((tracker.latest_message or {}).get("metadata") or {}).get(name)


def clinic_values() -> dict[str, str]:
    """Returns what `{clinic_name}` and the like stand for."""
    clinic = settings.load()
    return {"clinic_name": clinic.name, "clinic_phone": clinic.telephone, "clinic_hours": clinic.hours}


def words(tracker: Tracker, name: str, **values: str) -> str:
    """Returns the words called *name* for this visitor's country and language, placeholders filled."""
    return chosen(tracker, name).fill({**clinic_values(), **values})


def chosen(tracker: Tracker, name: str) -> live_words.Words:
    """Returns the variation of *name* for this visitor's country and language."""
    return live_words.current().say(name, country=country(tracker), language=language(tracker))


def spoken_in(words: live_words.Words) -> str:
    """Returns the language of *words* where it is not the page's, else nothing."""
    return words.conditions.get("language", "")


def topic_choice(topic: str) -> Button:
    """Returns the button that asks *topic*, or a part of one by its label; the button is called by its title."""
    return Button(live_words.current().title(topic), topics.whole(topic), topics.part_of(topic))


def reply_choice(button: str, topic: str, **entities: str) -> Button:
    """Returns the button called `button_<button>`; pressing it counts as *topic* with *entities*."""
    return Button(live_words.current().say(f"button_{button}").text, topic, entities=entities)


def search_choice(topic: str) -> Button:
    """Returns the button of a search, a person or the menu."""
    return reply_choice(topic, topic)


def choice(name: str) -> Button:
    """Returns the button of *name*: a topic of data/topics/, or a search, a person or the menu."""
    return topic_choice(name) if live_words.current().has(name) and "/" in name else search_choice(name)


def choices_under(name: str) -> list[Button]:
    """Returns the buttons that stand under the words called *name* (`choices` of data/replies.yml)."""
    return [choice(c) for c in live_words.current().say(name).metadata.choices]


def clinic_link(tracker: Tracker) -> tuple[Link, ...]:
    """Returns the link that calls the clinic, or nothing when it has no telephone."""
    return links([{"label": words(tracker, "link_clinic"), "url": settings.load().telephone_url}])


def help_links(tracker: Tracker, danger: str | None) -> tuple[Link, ...]:
    """Returns the numbers for *danger* in this visitor's country."""
    return once(links(live_words.current().help_lines(country(tracker), danger)))


def standing_links(tracker: Tracker, stands: Standing) -> tuple[Link, ...]:
    """Returns the numbers for danger that *stands*: where a child may be in it, also by this message, a child line
    first."""
    told = replace(stands, child=stands.child or tells_of_child(message_text(tracker)))
    return lines_for(tracker, told.lines)


def lines_for(tracker: Tracker, kinds: Sequence[str]) -> tuple[Link, ...]:
    """Returns the numbers for all *kinds* of danger, those of the first kind first."""
    return once(tuple(link for kind in kinds for link in help_links(tracker, kind)))


def is_called(link: Link) -> bool:
    """Whether *link* is a telephone number to speak on."""
    return link.url.startswith("tel:")


def reminder(tracker: Tracker) -> Reminder | None:
    """Returns the help line that stays under every message after a crisis: one line once it was long ago or denied."""
    stands = standing_now(tracker)
    if stands is None:
        return None
    if stands.faded:
        return Reminder(words(tracker, "reminder_in_one_line"))
    return Reminder(words(tracker, "after_crisis_reminder"), standing_links(tracker, stands)[:MAX_LINKS])


def standing_now(tracker: Tracker) -> Standing | None:
    """Returns how danger stands, None where none was seen."""
    return standing.read(tracker.get_slot(Slot.STANDING), time.time(), settings.load().idle_minutes * 60)


def soft_line(tracker: Tracker) -> tuple[Link, ...]:
    """Returns the numbers that stand above an answer when this message may tell of danger: emergency, crisis lines;
    where danger goes on already, those of that danger."""
    said = tracker.latest_message or {}
    if said.get("danger_level") != Level.HELP:
        return ()
    if (stands := standing_now(tracker)) and stands.open:
        return standing_links(tracker, stands)[:MAX_HELP]
    return help_links(tracker, said.get("danger"))[:MAX_HELP]


def answered_aside(tracker: Tracker) -> bool:
    """Whether a question was answered in the open search already: asked where twice, the visitor wants no search."""
    for event in reversed(tracker.events or []):
        if event.get("event") == "active_loop":
            return False
        if event.get("event") == "action" and event.get("name") == "action_answer":
            return True
    return False


def leave_form(tracker: Tracker) -> Events:
    """Returns the events that close an open search: clinic business and a correction are not about a place."""
    return [ActiveLoop(None), *slots(requested_slot=None)] if tracker.active_loop.get("name") else []


def other_questions(tracker: Tracker, own: str) -> list[str]:
    """Returns the labels of this message's other questions, in its order, when it has several and *own* is one."""
    asked = [str(q.get("label")) for q in (tracker.latest_message or {}).get("questions") or []]
    return [label for label in asked if label != own] if own in asked else []


def understood_questions(tracker: Tracker) -> int:
    """Returns how many of this message's questions were surely understood; the others are offered only."""
    return sum(bool(q.get("sure", True)) for q in (tracker.latest_message or {}).get("questions") or [])


def turn(tracker: Tracker) -> str:
    """Returns the name of the short turn of data/turns.yml that this message is; nothing when it is none."""
    return str((tracker.latest_message or {}).get("turn") or "")


def words_of_question(tracker: Tracker, label: str) -> str:
    """Returns the visitor's words that ask *label*, where the message asks several things; else the whole message."""
    asked = (tracker.latest_message or {}).get("questions") or []
    return next((str(q["text"]) for q in asked if q.get("label") == label), message_text(tracker))


def send(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    message: Message,
    choices: Sequence[Button] = (),
    remind: bool = True,
) -> None:
    """Sends *message* with its buttons, about this turn's topic if it names none.

    After a crisis it carries the help line (unless *remind* is off), whatever it is about, unless it is as urgent as a
    card itself. The first message after words that may tell of danger carries the soft line, unless its numbers stand
    there anyway.
    """
    topic = message.topic or topics.topic_of(tracker.latest_message) or ""
    made = replace(message, topic=topic if topic != topics.FALLBACK else "")
    if remind and (kept := reminder(tracker)):
        made = reminded(made, kept)
    if not dispatcher.messages and (soft := soft_line(tracker)):
        shown = {link.url for link in (*made.links, *(made.reminder.links if made.reminder else ()))}
        made = replace(made, help=soft if {link.url for link in soft} - shown else ())
    # Other channels show `title` and send `payload` when it is pressed.
    buttons = [{"title": choice.label, "payload": choice.label, **to_builtins(choice)} for choice in choices]
    dispatcher.utter_message(text=message.text, buttons=buttons or None, json_message=packed(made))


def slots(**values: object) -> Events:
    """Returns the events that set *values*."""
    return [SlotSet(name, value) for name, value in values.items()]


def said_last(tracker: Tracker, text: str) -> bool:
    """Whether the assistant's last message said *text*, alone or with more."""
    events = reversed(tracker.events or [])
    return text in next((str(e["text"]) for e in events if e.get("event") == "bot" and e.get("text")), "")


def understood(**values: object) -> Events:
    """Like `slots`, for a turn that was understood: ends the row of unclear messages and any open question."""
    return slots(**{Slot.UNCLEAR: 0.0, Slot.ASKED: None, **values})


def message_text(tracker: Tracker) -> str:
    """Returns the visitor's words of this turn."""
    return str((tracker.latest_message or {}).get("text") or "")


def entity(tracker: Tracker, name: str) -> str | None:
    """Returns the value that a pressed button carries under *name*."""
    for found in (tracker.latest_message or {}).get("entities") or []:
        if found.get("entity") == name:
            return str(found.get("value"))
    return None


def current_topic(tracker: Tracker) -> str | None:
    """Returns the leaf topic of this turn."""
    return topics.topic_of(tracker.latest_message)
