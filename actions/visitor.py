"""What the visitor said stays, and is said back once where it matters: a place, about whom, a pregnancy."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions import lines, message
from actions.message import Events
from clinicchat.content import named_things, topics, visitor
from clinicchat.content.named_things import COUNTRIES
from clinicchat.content.names import Slot
from clinicchat.places import countries

HOME = "US"


def heard(tracker: Tracker) -> Events:
    """Returns the events that remember what this message tells: where the visitor is, about whom it is, traits."""
    text, told = message.message_text(tracker), visitor.current()
    known: dict[str, object] = {
        Slot.COUNTRY: countries.card_country(countries.lived_in(text)),
        Slot.WHERE: lines.stays(tracker),
        Slot.ABOUT: told.about_in(text),
    }
    before = list(tracker.get_slot(Slot.TRAITS) or [])
    if new := [name for name in told.traits_in(text) if name not in before]:
        known[Slot.TRAITS] = [*before, *new]
    found = {name: value for name, value in known.items() if value is not None}
    tracker.slots.update(found)
    return message.slots(**found)


def said_back(tracker: Tracker, label: str) -> list[str]:
    """Returns the lines that say back before the answer *label* what the visitor told, each once in a conversation for
    a topic; notes them in the slot `said_back`."""
    told, topic = visitor.current(), topics.whole(label)
    before, found = list(tracker.get_slot(Slot.SAID_BACK) or []), []
    about = str(tracker.get_slot(Slot.ABOUT) or "")
    if about and topic in told.about_beside and told.about_in(message.message_text(tracker)) is None:
        found.append((about, message.words(tracker, "about_whom", whom=about)))
    for name in tracker.get_slot(Slot.TRAITS) or []:
        trait = told.traits.get(name)
        if trait and topic in trait.beside:
            found.append((name, trait.line))
    new = [(f"{name} {topic}", line) for name, line in found if f"{name} {topic}" not in before]
    tracker.slots[Slot.SAID_BACK] = [*before, *(key for key, _ in new)]
    return [line for _, line in new]


def elsewhere(tracker: Tracker, label: str) -> str:
    """Returns the country that is meant where the answer *label* is about the US alone; "" where it fits."""
    if label not in visitor.current().only_us:
        return ""
    named = [m for m in (tracker.latest_message or {}).get("named") or [] if m.get("kind") in lines.PLACES]
    places = [(m["kind"], m["thing"]) for m in named]
    kind, thing = places[0] if places else lines.where(tracker)
    known = named_things.current()[COUNTRIES].things
    return known[thing].name if kind == COUNTRIES and thing != HOME and thing in known else ""
