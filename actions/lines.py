"""The lines of data/named/ that stand above an answer: of what the visitor named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rasa_sdk import Tracker

from actions import message
from clinicchat.content import live_words, named_things, topics
from clinicchat.content.models import Source
from clinicchat.content.named_things import COUNTRIES, MEDICINES, STATES, THERAPIES
from clinicchat.content.names import Slot
from clinicchat.places import countries

PLACES = (COUNTRIES, STATES)
HERE = re.compile(
    r"\b(?:i['’]?m|i am|we['’]?re|we are|i live|we live|living|based|here)\b[^.?!]{0,12}\b(?:in|from)\s+(?:the\s+)?$"
    r"|\bi['’]?m from\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What stands before a place that the writer is in."""
ONLY_A_PLACE = re.compile(
    r"(?:and|or|what about|how about|what if|i['’]?m|we['’]?re|in|near|from|for|then|ok|so|any|\W)*"
)
"""What may stand around a place that is all a message says."""
OF_TRIALS = re.compile(r"\b(?:trials?|join)\b", re.IGNORECASE)
FINDS_TRIALS = 'Type "find a trial"'
"""What an answer says after which a place alone asks for trials there."""
ASKED = "asked"
"""What marks a country that is only asked about."""
MAX_LINES = 3
"""Lines above one answer."""


@dataclass
class Lines:
    """Lines in their order, and the sources that they stand on."""

    texts: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def above(tracker: Tracker, label: str, own: Mapping[str, str]) -> Lines:
    """Returns the lines above the answer *label* for what this message names; *own* are the answer's own lines by
    country, which come before those of the table. After a question about stopping stands not to do that alone."""
    topic, title = topics.whole(label), live_words.current().title(label).lower()
    said = tracker.latest_message or {}
    tables, found = named_things.current(), Lines()
    keep = bool(said.get("stopping"))
    for mention in _of([*(said.get("named") or []), *_where(tracker, said.get("named"))], topic):
        table, thing = tables[mention["kind"]], mention["thing"]
        if table.is_silent(thing) or (mention["kind"] == THERAPIES and mention["said"].lower() in title):
            continue
        if mention["kind"] in PLACES and _again(tracker, f"{thing} {topic}", bool(mention.get("kept"))):
            continue
        if mention["kind"] == COUNTRIES and thing in own:
            found.texts.append(own[thing])
            continue
        found.texts.append(table.line(thing, mention["said"]))
        found.sources += [s for i in table.sources_of(thing) if (s := live_words.current().safety.sources.get(i))]
        keep = keep or table.keeps(thing)
    if keep:
        found.texts.append(tables[MEDICINES].keep)
    return found


def _again(tracker: Tracker, key: str, kept: bool) -> bool:
    """Whether the line of a place was said before answers of the topic already, and the visitor does not name it now;
    notes it in the slot `said_back`."""
    before = list(tracker.get_slot(Slot.SAID_BACK) or [])
    tracker.slots[Slot.SAID_BACK] = [*before, *([] if key in before else [key])]
    return kept and key in before


def stays(tracker: Tracker) -> str | None:
    """Returns the country or state where the visitor says to be ("i live in texas"), as `kind thing`; None if nowhere.

    A country that is asked about stays too, as `kind thing asked`, until another is: the next questions are about it.
    """
    text = message.message_text(tracker)
    named = (tracker.latest_message or {}).get("named") or []
    for mention in named:
        at = text.lower().find(str(mention.get("said")).lower())
        if mention.get("kind") in PLACES and at >= 0 and HERE.search(text[:at]):
            return f"{mention['kind']} {mention['thing']}"
    thing = countries.as_listed(countries.lived_in(text))
    if thing in named_things.current()[COUNTRIES].things:
        return f"{COUNTRIES} {thing}"
    asked = {str(m["thing"]) for m in named if m.get("kind") == COUNTRIES}
    alone = len(asked) == 1 and not any(m.get("kind") == STATES for m in named)
    known = str(tracker.get_slot(Slot.WHERE) or "")
    return f"{COUNTRIES} {asked.pop()} {ASKED}" if alone and (not known or known.endswith(ASKED)) else None


def where(tracker: Tracker) -> tuple[str, str]:
    """Returns the kind and the thing of the place that is known of the visitor, both "" where none is."""
    kind, thing, *_ = [*str(tracker.get_slot(Slot.WHERE) or "").split(), "", ""]
    return kind, thing


def asks_for_trials_there(tracker: Tracker) -> bool:
    """Whether the message is the name of a state and little else, after an answer about trials: "and in ohio"."""
    named = (tracker.latest_message or {}).get("named") or []
    said = [str(m["said"]) for m in named if m.get("kind") == STATES]
    rest = " ".join(message.message_text(tracker).lower().split())
    for name in said:
        rest = rest.replace(name.lower(), " ")
    return bool(said) and ONLY_A_PLACE.fullmatch(rest) is not None and told_of_trials(tracker)


def told_of_trials(tracker: Tracker) -> bool:
    """Whether the last answer was about trials, so that a place alone asks for those there."""
    told = list(tracker.get_slot(Slot.TOLD) or [])
    words = live_words.current()
    if not told or not words.may_give(told[-1]):
        return False
    return bool(OF_TRIALS.search(words.title(told[-1])) or FINDS_TRIALS in words.say(told[-1]).text)


def _where(tracker: Tracker, named: object) -> list[dict[str, str]]:
    """Returns the place that the visitor said to be in, unless this message names one."""
    kind, thing = where(tracker)
    names_one = any(m.get("kind") in PLACES for m in named) if isinstance(named, list) else False
    return [] if names_one or not thing else [{"kind": kind, "thing": thing, "said": thing, "kept": "yes"}]


def _of(named: object, topic: str) -> Sequence[Mapping[str, str]]:
    """Returns the mentions whose lines stand before answers of *topic*."""
    tables = named_things.current()
    mentions = [m for m in named if isinstance(m, dict)] if isinstance(named, list) else []
    return [m for m in mentions if m.get("kind") in tables and topic in tables[m["kind"]].beside][:MAX_LINES]
