"""The lines of data/named/ that stand above an answer: of what the visitor named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rasa_sdk import Tracker

from clinicchat.content import live_words, named_things
from clinicchat.content.models import Source
from clinicchat.content.named_things import COUNTRIES, MEDICINES

MAX_LINES = 3
"""Lines above one answer."""


@dataclass
class Lines:
    """Lines in their order, and the sources that they stand on."""

    texts: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def above(tracker: Tracker, topic: str, own: Mapping[str, str]) -> Lines:
    """Returns the lines above an answer of *topic* for what this message names; *own* are the answer's own lines by
    country, which come before those of the table. After a question about stopping stands not to do that alone."""
    said = tracker.latest_message or {}
    tables, found = named_things.current(), Lines()
    keep = bool(said.get("stopping"))
    for mention in _of(said.get("named"), topic):
        table, thing = tables[mention["kind"]], mention["thing"]
        if mention["kind"] == COUNTRIES and thing in own:
            found.texts.append(own[thing])
            continue
        found.texts.append(table.line(thing, mention["said"]))
        found.sources += [s for i in table.sources_of(thing) if (s := live_words.current().safety.sources.get(i))]
        keep = keep or table.keeps(thing)
    if keep:
        found.texts.append(tables[MEDICINES].keep)
    return found


def _of(named: object, topic: str) -> Sequence[Mapping[str, str]]:
    """Returns the mentions whose lines stand before answers of *topic*."""
    tables = named_things.current()
    mentions = [m for m in named if isinstance(m, dict)] if isinstance(named, list) else []
    return [m for m in mentions if m.get("kind") in tables and topic in tables[m["kind"]].beside][:MAX_LINES]
