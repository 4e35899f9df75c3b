"""One thing that is wrong: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from clinicchat.content.suggestions import did_you_mean, nearest, short

__all__ = ["Finding", "Level", "did_you_mean", "error", "nearest", "short", "warning"]


class Level(StrEnum):
    """An error fails `make check`; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """`file` is relative to the project, `line` counts from 1, `key` is the way to the place ("utter_greet > text")."""

    level: Level
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

    @property
    def mark(self) -> str:
        """What makes it the same finding as in another state of the files: not its line."""
        return f"{self.file}: {self.key}: {self.what}"

    def as_dict(self) -> dict[str, object]:
        """Returns the finding for JSON."""
        return asdict(self) | {"level": str(self.level)}


def error(file: str, line: int, key: str, what: str, cure: str) -> Finding:
    """Returns a finding that fails the check."""
    return Finding(Level.ERROR, file, line, key, what, cure)


def warning(file: str, line: int, key: str, what: str, cure: str) -> Finding:
    """Returns a finding that does not fail the check."""
    return Finding(Level.WARNING, file, line, key, what, cure)
