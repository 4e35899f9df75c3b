"""What {emergency} and the like stand for in each country: the terms of data/helplines.yml.

    terms = Terms.read(paths.DATA)
    terms.fill("Call {emergency}, or Poison Help at {US.poison_help}.", "UK")   # "Call 999, or Poison Help at 1-800-…"

A term is a number or a phrase that holds one. `{Term}` begins with a capital letter, `{US.term}` is the term of the
US wherever the reader is. Other braces ({clinic_phone}, {place}) are left for whoever fills them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from clinicchat.content.fields import COUNTRIES
from clinicchat.content.help_line_models import HelpCountry, HelpLines, OtherLine
from clinicchat.content.loader import load
from clinicchat.content.suggestions import did_you_mean
from clinicchat.content.yaml_file import ContentError, label

FILE = "helplines.yml"
REQUIRED = ("emergency", "reach_crisis_line", "real_people", "find_a_helpline")
"""The terms that every country needs; what uses another one leaves out its line in a country without it."""
NAME = re.compile(r"\{(?:([A-Z]+)\.)?([A-Za-z]\w*)\}")


@dataclass(frozen=True)
class Terms:
    """The terms by country, and the languages and sources of the cards there."""

    countries: dict[str, HelpCountry]
    shared: dict[str, str]
    others: Sequence[OtherLine] = ()

    @classmethod
    def read(cls, folder: Path) -> Terms:
        """Reads data/helplines.yml in *folder*. Raises `ContentError`."""
        found = load(folder / FILE, HelpLines)
        for code in COUNTRIES:
            if code not in found.countries:
                raise ContentError(f"{label(folder / FILE)}: countries: {code}: has no help lines. Add its own.")
        return cls(found.countries, found.terms, found.others)

    def missing(self) -> Iterator[tuple[str, str]]:
        """Yields country and name of each term that the country lacks and needs."""
        return ((code, name) for code in self.countries for name in REQUIRED if name not in self.of(code))

    def of(self, country: str) -> dict[str, str]:
        """Returns the terms of *country*: its own, its emergency number, and those of every country."""
        entry = self.countries.get(country)
        if entry is None:
            return dict(self.shared)
        number = {"emergency": entry.emergency.number} if entry.emergency.number else {}
        return {**self.shared, **number, **entry.terms}

    @cached_property
    def known(self) -> set[str]:
        """The names that at least one country has."""
        return set(self.shared).union(*(self.of(code) for code in self.countries))

    def lacking(self, text: str, country: str) -> list[str]:
        """Returns the terms in *text* that *country* has not. Raises `ContentError` for one that no country has."""
        found = []
        for code, name in NAME.findall(text):
            term = name[0].lower() + name[1:]
            if code and term not in self.of(code):
                raise ContentError(f"{{{code}.{name}}}: {self._unknown(term, self.of(code))}")
            if not code and term in self.known and term not in self.of(country):
                found.append(term)
        return found

    def unknown(self, text: str, others: Iterable[str] = ()) -> str | None:
        """Returns what is wrong with the first brace in *text* that is neither a term nor one of *others*."""
        for code, name in NAME.findall(text):
            term = name[0].lower() + name[1:]
            if name not in others and term not in (self.of(code) if code else self.known):
                return f"`{{{code}{'.' if code else ''}{name}}}` {self._unknown(term, self.known)}"
        return None

    @staticmethod
    def _unknown(term: str, known: Iterable[str]) -> str:
        cure = did_you_mean(term, known, f"Use one of: {', '.join(sorted(known))}.")
        return f"is not a term of data/{FILE}. {cure}"

    def fill(self, text: str, country: str) -> str:
        """Returns *text* with the terms of *country* (or of the one they name) filled in; other braces stay."""

        def term(match: re.Match[str]) -> str:
            code, name = match.groups()
            value = self.of(code or country).get(name[0].lower() + name[1:])
            if value is None:
                return match.group()
            return value[0].upper() + value[1:] if name[0].isupper() else value

        return NAME.sub(term, text) if "{" in text else text
