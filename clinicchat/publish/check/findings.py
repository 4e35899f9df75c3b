"""One thing that is wrong: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz, process


class Severity(StrEnum):
    """An error fails `make check`; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """`file` is relative to the project, `line` counts from 1, `key` is the way to the place ("utter_greet > text")."""

    severity: Severity
    file: str
    line: int
    key: str
    what: str
    cure: str
    check: str = ""

    @property
    def message(self) -> str:
        """Returns everything in one line.

        >>> error("data/clinic.yml", 3, "hours", "`hours` has no words.", "Write them in quotes.").message
        'data/clinic.yml, line 3: hours: `hours` has no words. Write them in quotes.'
        """
        return f"{self.file}, line {self.line}: {self.key}: {self.what} {self.cure}"

    def as_dict(self) -> dict[str, Any]:
        """Returns the finding for JSON."""
        return asdict(self) | {"severity": str(self.severity)}


def error(file: str, line: int, key: str, what: str, cure: str) -> Finding:
    """Returns a finding that fails the check."""
    return Finding(Severity.ERROR, file, line, key, what, cure)


def warning(file: str, line: int, key: str, what: str, cure: str) -> Finding:
    """Returns a finding that does not fail the check."""
    return Finding(Severity.WARNING, file, line, key, what, cure)


def nearest(word: str, known: Iterable[str], least: float = 70) -> str | None:
    """Returns the known word most like *word*, or None.

    >>> nearest("diclaimers", ["disclaimers", "sources"])
    'disclaimers'
    """
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Returns "Did you mean `x`? Write that." when *word* resembles a known one, else *otherwise*."""
    near = nearest(word, known)
    return f"Did you mean `{near}`? Write that." if near else otherwise


def short(text: str, most: int = 60) -> str:
    """Returns *text* on one line, cut to *most* characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
