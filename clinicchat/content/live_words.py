"""The words and their metadata: data/*.yml and data/safety/ as objects, re-read when a file changes.

Answers and replies are in Rasa's own `responses:` format; cards are templates that `cards` renders for each country.
Whoever speaks to a visitor asks here by name (`content.say("greet")`), so a changed sentence needs no training, only a
release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from clinicchat import paths
from clinicchat.content import phrasings, serving, settings, topics
from clinicchat.content.cards import FILES as SAFETY_FILES
from clinicchat.content.cards import FOLDER, SafetyFiles
from clinicchat.content.help_line_models import HelpCountry, Line, OtherLine
from clinicchat.content.last_good import LastGood
from clinicchat.content.models import Answer, Around, Reply, Source
from clinicchat.content.terms import Terms
from clinicchat.content.word_files import Words, answers, replies, today
from clinicchat.content.yaml_file import ContentError, label

REPLIES, HELPLINES, SOURCES, CLINIC = "replies.yml", "helplines.yml", "sources.yml", "clinic.yml"
NEEDED = {f"{FOLDER}/": (*topics.DANGERS, "unavailable"), REPLIES: ("link_clinic",)}
"""What must be there for a card and for an apology, without `utter_`."""
__all__ = ["Content", "ContentError", "Words", "current", "is_crisis", "today"]
PENDING = "clinical review pending"
RECHECK_SECONDS = 2.0
ENGLISH = "en"
ELSEWHERE = "ELSEWHERE"


class Content:
    """All words by name, and the help lines by country."""

    def __init__(self, folder: Path | None = None) -> None:
        """Reads *folder* (default: data/). Raises `ContentError` naming file, key and cure."""
        self.folder = folder or paths.DATA
        self.home = _home(self.folder)
        self.words: dict[str, list[Words]] = {}
        self.safety = SafetyFiles.read(self.folder)
        for path in answer_files(self.folder):
            self._add(path, answers(path))
        self._add_cards()
        self._add(self.folder / REPLIES, replies(self.folder / REPLIES))
        for file, names in NEEDED.items():
            for name in names:
                if not self.has(name):
                    raise ContentError(f"data/{file}: utter_{name} is missing. Add it with its text.")

    @property
    def names(self) -> Iterator[str]:
        """Every file and key that is there, such as "data/safety/general.yml: utter_unavailable (UK, en)"."""
        for name, variations in self.words.items():
            for one in variations:
                which = ", ".join(one.conditions.values())
                yield f"data/{one.file}: {name}" + (f" ({which})" if which else "")

    @cached_property
    def review_pending(self) -> bool:
        """Whether something here was reviewed by no clinician yet."""
        reviews = (one.metadata.reviewed for variations in self.words.values() for one in variations)
        return any(review is not None and review.by == PENDING for review in reviews)

    @property
    def terms(self) -> Terms:
        """The terms of data/helplines.yml."""
        return self.safety.terms

    @property
    def countries(self) -> dict[str, HelpCountry]:
        """The countries of data/helplines.yml, each with its emergency number and lines."""
        return self.terms.countries

    @property
    def other_lines(self) -> Sequence[OtherLine]:
        """Lines whose number is not held here."""
        return self.terms.others

    def _add(self, path: Path, responses: Mapping[str, Sequence[Answer | Reply]]) -> None:
        """Adds the variations of the file *path*, with the terms of the clinic's country in all their texts."""
        file = label(path)
        for name, variations in responses.items():
            for one in variations:
                around = {key: self._filled(value) for key, value in msgspec.to_builtins(one.metadata).items()}
                if isinstance(one, Answer):
                    around["sources"] = [self._source(f"{file}: {name}", source) for source in one.metadata.sources]
                conditions: dict[str, str] = {condition.name: condition.value for condition in one.condition}
                text, metadata = self.terms.fill(one.text.strip(), self.home), msgspec.convert(around, Around)
                words = Words(name, text, metadata, conditions, file.removeprefix("data/"))
                self.words.setdefault(name, []).append(words)

    def _source(self, where: str, name: str) -> Source:
        try:
            return self.safety.sources[name]
        except KeyError:
            raise ContentError(
                f"{where}: metadata: sources: `{name}` is not in data/{SOURCES}. Add it there, by this id."
            ) from None

    def _filled(self, value: object) -> object:
        """Returns a text, or the texts of a table, with the terms of the clinic's country."""
        if isinstance(value, dict):
            return {key: self._filled(inner) for key, inner in value.items()}
        return self.terms.fill(value, self.home) if isinstance(value, str) else value

    def _add_cards(self) -> None:
        """Adds each card for every country and language, that of the clinic's country first."""
        for name, renditions in self.safety.renditions(self.home).items():
            self.words[name] = [
                Words(
                    name,
                    r.text,
                    r.metadata,
                    {"country": r.country, "language": r.language},
                    r.file.removeprefix("data/"),
                )
                for r in renditions
            ]

    def speaks(self, country: str, language: str) -> bool:
        """Whether *country* has cards in *language*."""
        entry = self.terms.countries.get(country)
        return entry is not None and language in entry.languages

    def has(self, name: str) -> bool:
        """Whether `utter_<name>` exists."""
        return f"utter_{name}" in self.words

    def say(self, name: str, **slots: str) -> Words:
        """Returns the variation of `utter_<name>` that fits *slots* best (most matching conditions, none failing).

        Who named no country is taken to be in the clinic's; a language that a country has no cards in gets English.
        Raises `ContentError` when the name does not exist.
        """
        try:
            variations = self.words[f"utter_{name}"]
        except KeyError:
            raise ContentError(
                f"data/topics/{name}.yml: {name} has no answer. Add utter_{name} under `responses:` with its text."
                if "/" in name
                else f"data/replies.yml: utter_{name} is missing. Add it with its text."
            ) from None
        wanted = {"country": self.home, "language": ENGLISH} | {k: v for k, v in slots.items() if v}
        for asked in (wanted, {**wanted, "language": ENGLISH}):
            fitting = [w for w in variations if all(asked.get(k) == v for k, v in w.conditions.items())]
            if fitting:
                return max(fitting, key=lambda w: len(w.conditions))
        return variations[0]

    def title(self, topic: str) -> str:
        """Returns the title of a topic in plain words; the topic's id if nobody wrote one."""
        return self.say(topic).title if self.has(topic) and self.say(topic).title else topic

    def topics(self, group: str) -> list[str]:
        """Returns the ids of a group that have words, in the order of the file."""
        prefix = f"utter_{group}/"
        found = [name.removeprefix("utter_") for name in self.words if name.startswith(prefix)]
        return [name for name in found if not topics.part_of(name)]

    def parts(self, topic: str) -> list[str]:
        """Returns the labels of the parts of *topic* that may be given, in the order of the file."""
        prefix = f"utter_{topic}{topics.PART}"
        labels = [name.removeprefix("utter_") for name in self.words if name.startswith(prefix)]
        return [label for label in labels if self.may_give(label)]

    def may_give(self, label: str) -> bool:
        """Whether *label* has words whose review is not past its date."""
        return self.has(label) and not self.say(label).expired

    @property
    def by_country(self) -> str:
        """The topic that answers a bare "and in Canada?"; nothing when none is marked."""
        marked = (name for name, (first, *_) in self.words.items() if first.metadata.by_country)
        return next(marked, "").removeprefix("utter_")

    def disclaimers(self, names: list[str], above: str = "") -> list[str]:
        """Returns the sentences of the named disclaimers, less those that the text *above* has said in its words."""
        said = [self.say(f"disclaimer_{name}") for name in names]
        return [one.text for one in said if not any(words in above for words in one.metadata.unless)]

    def url_of(self, country: str, term: str) -> str:
        """Returns the link of the help line of *country* whose number is its *term*.

        Raises `ContentError` when there is none.
        """
        number = self.terms.of(country).get(term)
        for line in self.countries[country].lines if country in self.countries else ():
            if number and line.number == number:
                return line.url
        raise ContentError(f"data/helplines.yml: countries > {country}: no line has the number of the term `{term}`.")

    def cautions(self, disclaimers: list[str]) -> bool:
        """Whether one of the named *disclaimers* marks an answer as one to be careful with."""
        return any(self.say(f"disclaimer_{name}").metadata.caution for name in disclaimers)

    def help_lines(self, country: str, danger: str | None = None) -> list[dict[str, str]]:
        """Returns `{label, url}` of the country's emergency number and its verified lines for *danger*.

        *danger* is `safety/suicide` or `suicide`; without one only the emergency number and the first line are given.
        """
        entry = self.countries.get(country) or self.countries[ELSEWHERE]
        lines = [line for line in entry.lines if line.verified]
        kind = (danger or "").removeprefix("safety/")
        chosen = [line for line in lines if kind in line.for_] if kind else lines[:1]
        found: list[Line] = [entry.emergency, *chosen]
        return [{"label": one.label, "url": one.url} for one in found if one.url]


def answer_files(folder: Path) -> list[Path]:
    """Returns the files of the topics that are answered or refused."""
    return [path for path in phrasings.topic_files(folder) if path.parent.name in (topics.FAQ, topics.DECLINE)]


def _home(folder: Path) -> str:
    """Returns the clinic's country, whose terms answers and replies have."""
    return settings.load(folder / CLINIC).country


_kept = LastGood(
    Content,
    names=lambda content: content.names,
    files=lambda folder: [
        *answer_files(folder),
        *(folder / name for name in (REPLIES, HELPLINES, SOURCES, CLINIC)),
        *(folder / FOLDER / f"{name}.yml" for name in SAFETY_FILES),
    ],
    recheck=RECHECK_SECONDS,
)


def current() -> Content:
    """Returns the content, re-read when a file changed; a broken or half-saved edit keeps the last good words.

    Raises `ContentError` if there never were good ones.
    """
    return _kept.current(serving.data())


def is_crisis(topic: str | None) -> bool:
    """Whether *topic* is a danger other than distress."""
    return topics.is_danger(topic) and topic != topics.DISTRESS
