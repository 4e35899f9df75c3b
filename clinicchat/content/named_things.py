"""What is named in data/named/: medicines, conditions, therapies, US states and countries, each with its reviewed line.

things = named_things.current()
things["medicines"].line("sertraline")     # "Sertraline (Zoloft) probably blunts MDMA's effect, …"
"""

from __future__ import annotations

import datetime
from pathlib import Path

from clinicchat import paths
from clinicchat.content import serving
from clinicchat.content.fields import Model, Words
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load
from clinicchat.content.models import Reviewed
from clinicchat.content.word_files import today

FOLDER = "named"
MEDICINES, CONDITIONS, THERAPIES, STATES, COUNTRIES = "medicines", "conditions", "therapies", "states", "countries"
KINDS = (MEDICINES, CONDITIONS, THERAPIES, STATES, COUNTRIES)
"""The files, in the order in which lines stand above an answer."""
RECHECK_SECONDS = 2.0


class Thing(Model, frozen=True):
    """One named thing. Without a *line* the file's `otherwise` stands for it; `kind` names the class it belongs to.

    `silent`: nothing is said of it above an answer, for the answers are about it.
    """

    name: Words
    called: list[Words]
    line: str = ""
    fact: str = ""
    general: bool = False
    kind: str = ""
    keep: bool = True
    silent: bool = False
    sources: list[Words] | None = None


class Named(Model, frozen=True):
    """A file of data/named/. `answered_by` is the topic of a message that names one of its things and nothing else
    clear; `beside` are the topics before whose answers a line stands."""

    reviewed: Reviewed
    answered_by: Words
    beside: list[Words]
    sources: list[Words]
    otherwise: Words
    things: dict[Words, Thing]
    general: str = ""
    keep: str = ""

    def line(self, thing: str, said: str = "") -> str:
        """Returns the line of *thing*; of one that is not in the table, which the visitor called *said*, that nothing
        is known. After its review's date a line is not given any more."""
        found = self.things.get(thing)
        if found is None:
            return self.otherwise.replace("{name}", said)
        due = datetime.date.fromisoformat(self.reviewed.due) < today()
        of_kind = self.things.get(found.kind)
        line, general = found.line, found.general
        if not line and of_kind and of_kind.line:
            line, general = f"{found.name} is one of the {_small(of_kind.name)}. {of_kind.line}", of_kind.general
        if due or not line:
            return self.otherwise.replace("{name}", _small(found.name))
        return f"{line} {self.general}" if general and self.general else line

    def is_silent(self, thing: str) -> bool:
        """Whether nothing is said of *thing* above an answer."""
        return thing in self.things and self.things[thing].silent

    def keeps(self, thing: str) -> bool:
        """Whether the visitor is told to go on with *thing* as prescribed."""
        return bool(self.keep) and (thing not in self.things or self.things[thing].keep)

    def sources_of(self, thing: str) -> list[str]:
        """Returns the ids of the sources of the line of *thing*; none where there is no line."""
        found = self.things.get(thing)
        if found is None or not (found.line or found.kind):
            return []
        return list(self.sources if found.sources is None else found.sources)


def _small(name: str) -> str:
    """Returns *name* as it stands in a sentence: "Sertraline (Zoloft)" begins small, "SSRIs" does not."""
    first = name.split()[0]
    return name if any(c.isupper() or c.isdigit() for c in first[1:]) or name in PROPER else name[0].lower() + name[1:]


PROPER = frozenset({"Parkinson's disease", "Somatic Experiencing"})


def read(folder: Path | None = None) -> dict[str, Named]:
    """Returns the tables under *folder* (default: data/named/), by kind. Raises `ContentError`."""
    folder = folder or paths.DATA / FOLDER
    return {kind: load(folder / f"{kind}.yml", Named) for kind in KINDS}


_kept = LastGood(
    read,
    names=lambda found: [
        f"data/{FOLDER}/{kind}.yml: {thing}" for kind, named in found.items() for thing in named.things
    ],
    files=lambda folder: [folder / f"{kind}.yml" for kind in KINDS],
    recheck=RECHECK_SECONDS,
)


def current() -> dict[str, Named]:
    """Returns the tables, re-read when a file changed. Raises `ContentError` if there never were good ones."""
    return _kept.current(serving.data() / FOLDER)
