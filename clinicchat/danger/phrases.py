"""Sees danger in a text by the staff's phrases (data/safety/phrases/), without Rasa and without a model.

    alarm = phrases.current().find("im gonna k1ll mys3lf")
    alarm.topic, alarm.group, alarm.language    # ("safety/suicide", "…", "en")

`phrase_file` reads the file, `phrase_language` its phrases, `phrase_spelling` undoes what people do to words, and
`phrase_automaton` is the one pass that looks for all phrases. The web channel asks here before Rasa, the pipeline's
last component again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clinicchat.content import serving, topics
from clinicchat.content.last_good import LastGood
from clinicchat.danger.phrase_automaton import Automaton, Hit
from clinicchat.danger.phrase_file import EVERYWHERE, FILES, FOLDER, Counter, Doubt, Group, Part, PhraseFiles
from clinicchat.danger.phrase_language import BREAK, PAUSE
from clinicchat.danger.phrase_spelling import Spelling, words_in

RECHECK_SECONDS = 2.0
SYMPTOMS = (topics.OVERDOSE, topics.MEDICAL)
"""Dangers whose phrases tell of a body that is unwell now."""
COUNTERS_END_AT = frozenset({BREAK, "but", "now", "again", "still", "tonight", "today", "right"})
"""No counter-phrase reaches across these: "I tried in 2011 but now I want to die" is danger."""

ONCE_MORE, MAX_AHEAD = "again", 3
"""What was past goes on: "tried to kill myself in 2011 and again today"; words after a counter-phrase that tell it."""


@dataclass(frozen=True)
class Alarm:
    """What was found: the danger, the group of phrases that saw it, the words (as understood), `en` or `es`; `live`:
    symptoms, means or a plan, which no denial lowers."""

    topic: str
    group: str
    words: str
    language: str = "en"
    live: bool = False

    @property
    def name(self) -> str:
        """The group and the words, as testers and staff read them."""
        return f"{self.group}: {self.words}"


@dataclass
class DangerPhrases:
    """All groups and counter-phrases, ready to look at texts. Make one with `load`."""

    groups: list[Group]
    counters: list[Counter]
    automaton: Automaton
    spelling: Spelling
    parts: list[Part]
    muted: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def load(cls, folder: Path) -> DangerPhrases:
        """Reads *folder*. Raises `ContentError` that names file, group, phrase and cure."""
        file = PhraseFiles(folder)
        automaton = Automaton(file.sequences, words_in(file.language.fillers))
        return cls(file.groups, file.counters, automaton, Spelling(automaton, file.language), file.parts)

    def without(self, name: str) -> DangerPhrases:
        """Returns the same phrases less one group (by name) or counter-phrase (by its text): what tests remove."""
        fewer = copy.copy(self)
        fewer.muted = self.muted | {name}
        return fewer

    def find(self, text: str) -> Alarm | None:
        """Returns the most urgent danger in *text*, or None. Never raises; reads the first 4,000 characters."""
        return next(self.find_all(text), None)

    def find_all(self, text: str) -> Iterator[Alarm]:
        """Yields an alarm for each group that *text* sets off, the most urgent danger first."""
        yield from self.find_in(self.spelling.words(text))

    def find_in(self, words: Sequence[str]) -> Iterator[Alarm]:
        """Yields what `find_all` does for a text of which `Spelling` made *words*."""
        hits = self._hits(words)
        for group in self._groups_in(hits):
            hidden = self._hidden(group, hits, words)
            left = ["" if i in hidden else w for i, w in enumerate(words)]
            rest = self._hits(left) if hidden else hits
            if group in self._groups_in(rest):
                live = group.live or group.topic in SYMPTOMS
                yield Alarm(group.topic, group.name, self._words(group, rest, left), group.language, live)

    def doubted(self, text: str) -> frozenset[str]:
        """Returns the dangers of which *text* has words that make scores alone doubtful: "suicide Tuesday"."""
        hits = self._hits(self.spelling.words(text))
        return frozenset(part.owner.topic for part, _ in hits if isinstance(part.owner, Doubt))

    def _hits(self, words: Sequence[str]) -> list[tuple[Part, Hit]]:
        found = [(self.parts[h.sequence], h) for h in self.automaton.run(words)]
        return [(part, hit) for part, hit in found if _name(part.owner) not in self.muted]

    def _groups_in(self, hits: Iterable[tuple[Part, Hit]]) -> list[Group]:
        """The groups that are complete, in the order of the file."""
        seen = {(id(part.owner), part.together) for part, _ in hits if isinstance(part.owner, Group)}
        return [g for g in self.groups if (id(g), False) in seen and (not g.together or (id(g), True) in seen)]

    def _hidden(self, group: Group, hits: Iterable[tuple[Part, Hit]], words: Sequence[str]) -> set[int]:
        """The places of the words that counter-phrases for *group* cover."""
        found: set[int] = set()
        for part, hit in hits:
            owner = part.owner
            if (
                isinstance(owner, Counter)
                and owner.topic in (EVERYWHERE, group.topic)
                and owner.group in (EVERYWHERE, group.name)
            ):
                first, last = self.automaton.span(hit, words)
                goes_on = ONCE_MORE in words[last + 1 : last + 1 + MAX_AHEAD]
                if not goes_on and not COUNTERS_END_AT & set(words[first + 1 : last]):
                    found.update(i for i in range(first, last + 1) if words[i] not in (BREAK, PAUSE))
        return found

    def _words(self, group: Group, hits: Iterable[tuple[Part, Hit]], words: Sequence[str]) -> str:
        hit = next(h for part, h in hits if part.owner is group)
        first, last = self.automaton.span(hit, words)
        return " ".join(w for w in words[first : last + 1] if w not in (BREAK, PAUSE))


def _name(owner: Group | Counter | Doubt) -> str:
    return owner.name if isinstance(owner, Group) else owner.phrase


_kept = LastGood(
    DangerPhrases.load,
    names=lambda found: [f"data/{FOLDER}: {g.topic}: {g.name}" for g in found.groups],
    files=lambda folder: [folder / name for name in FILES],
    recheck=RECHECK_SECONDS,
)


def current() -> DangerPhrases:
    """Returns the phrases of data/safety/phrases/, re-read when it changes; a broken edit keeps the last good ones.

    Raises `ContentError` if there never were good ones.
    """
    return _kept.current(serving.data() / FOLDER)
