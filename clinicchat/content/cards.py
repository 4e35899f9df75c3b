"""Crisis cards, and what is said after them: one template for a name and language, rendered for each country.

    files = SafetyFiles.read(paths.DATA)
    files.renditions("US")    # first that of the clinic's country in English; then each country and language

The template language (the top of data/safety/suicide.yml tells it to staff):
    {term}, {Term}    what it stands for in the country (`terms`); a bullet, or a sentence of a paragraph, whose term
                      the country has not is left out
    [only US, CA]     at the start of a line: the line is for these countries only; [not US]: for all but these.
                      A name in small letters is a term: [not poison_help] is for countries without that term
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clinicchat.content.fields import LANGUAGES
from clinicchat.content.loader import load
from clinicchat.content.models import Around, Safety, Source, Sources, Template
from clinicchat.content.step_models import NextSteps
from clinicchat.content.terms import FILE as HELP_LINES
from clinicchat.content.terms import Terms
from clinicchat.content.yaml_file import ContentError, label

FOLDER = "safety"
DANGERS = ("suicide", "overdose", "medical_emergency", "harm_to_others", "abuse", "distress")
NEXT_STEPS = tuple(f"next_steps/{stem}" for stem in ("emergency", "suicide", "abuse", "others", "any"))
FILES = (*DANGERS, "general", *NEXT_STEPS)
FILLED_LATER = ("clinic_name", "clinic_phone", "clinic_hours")
MARK = re.compile(r"\[(only|not) ([^\]]*)\] *")
SENTENCE = re.compile(r"(?<=[.?!:])\s+")


@dataclass(frozen=True)
class Rendition:
    """One name's words for one country and language, with what the page shows around them."""

    name: str
    country: str
    language: str
    text: str
    metadata: Around
    file: str


def render(template: str, country: str, terms: Terms) -> str:
    """Returns the text of *template* in *country*. Raises `ContentError` for an unknown term or country."""
    if problem := terms.unknown(template, FILLED_LATER):
        raise ContentError(problem)
    lines = (_line(line, country, terms) for line in template.strip().split("\n"))
    text = "\n".join(line for line in lines if line is not None)
    return terms.fill(re.sub(r"\n{3,}", "\n\n", text).strip(), country)


def _line(line: str, country: str, terms: Terms) -> str | None:
    """Returns *line* without its mark and without the sentences that are not for *country*; None: left out."""
    if mark := MARK.match(line):
        if _named(mark.group(2), country, terms) is (mark.group(1) == "not"):
            return None
        line = line[mark.end() :]
    if not terms.lacking(line, country):
        return line
    if line.startswith("- "):
        return None
    return " ".join(s for s in SENTENCE.split(line) if not terms.lacking(s, country)) or None


def _named(names: str, country: str, terms: Terms) -> bool:
    """Whether one of the *names* of a mark is *country*, or a term that it has."""
    listed = [name.strip() for name in names.split(",")]
    for name in listed:
        if name not in terms.countries and name not in terms.known:
            known = ", ".join(terms.countries)
            raise ContentError(f"[{names}]: `{name}` is neither a country nor a term. Use one of: {known}, or a term.")
    return any(name == country or name in terms.of(country) for name in listed)


@dataclass(frozen=True)
class SafetyFiles:
    """The templates of data/safety/ by name (`utter_…`), with the file of each, the terms and the sources."""

    templates: dict[str, tuple[str, Template]]
    terms: Terms
    sources: dict[str, Source]

    @classmethod
    def read(cls, folder: Path) -> SafetyFiles:
        """Reads data/safety/, data/helplines.yml and data/sources.yml. Raises `ContentError` with file, key, cure."""
        templates: dict[str, tuple[str, Template]] = {}
        for stem in FILES:
            path = folder / FOLDER / f"{stem}.yml"
            for name, template in (stepwise if stem in NEXT_STEPS else named)(path).items():
                if name in templates:
                    raise ContentError(f"{label(path)}: {name}: is in {templates[name][0]} too. Delete one of them.")
                templates[name] = label(path), template
        terms = Terms.read(folder)
        for code, name in terms.missing():
            raise ContentError(
                f"data/{HELP_LINES}: countries > {code} > terms: `{name}` is missing, and every country needs it. "
                "Add it, as the other countries have it."
            )
        return cls(templates, terms, load(folder / "sources.yml", Sources).sources)

    def renditions(self, home: str) -> dict[str, list[Rendition]]:
        """Returns each name's words for all countries and languages, *home* (the clinic's) in English first."""
        countries = sorted(self.terms.countries, key=lambda code: code != home)
        return {
            name: [
                rendition
                for country in countries
                for language in LANGUAGES
                if language in self.terms.countries[country].languages
                for rendition in self._rendition(name, country, language)
            ]
            for name in self.templates
        }

    def _rendition(self, name: str, country: str, language: str) -> Iterator[Rendition]:
        file, template = self.templates[name]
        spoken = template.spoken(language)
        if spoken is None:
            return
        try:
            text = render(spoken.text, country, self.terms)
            sources = list(self._sources(spoken.sources, country))
        except ContentError as error:
            raise ContentError(f"{file}: {name} > {language}: {error}") from None
        yield Rendition(name, country, language, text, template.around(spoken, sources), file)

    def _sources(self, listed: list[str], country: str) -> Iterator[Source]:
        for name in listed:
            own = self.terms.countries[country].sources.get(name[1:-1], []) if name.startswith("{") else [name]
            for source in own:
                if source not in self.sources:
                    raise ContentError(f"sources: `{source}` is not in data/sources.yml. Add it there, by this id.")
                yield self.sources[source]


def named(path: Path) -> dict[str, Template]:
    """Returns the templates of a file by name: its `card` is that of the danger which the file is called after."""
    found = load(path, Safety)
    return {**({f"utter_safety/{path.stem}": found.card} if found.card else {}), **found.words}


def stepwise(path: Path) -> dict[str, Template]:
    """Returns the words of a file of next_steps/ by name."""
    found = load(path, NextSteps)
    return {f"utter_step_{name}": step.template(found.reviewed) for name, step in found.steps.items()}
