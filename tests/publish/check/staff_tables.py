"""The tables of docs/for-staff.md that say what to do about each kind of finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.publish.conftest import ROOT

DOCUMENT = (ROOT / "docs" / "for-staff.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.partition("## Mend what `make check` finds")[2].partition("\n## ")[0]


def rows() -> Iterator[re.Pattern[str]]:
    """Yields what the first cell of every table row stands for: "…" is anything."""
    for line in SECTION.splitlines():
        if match := re.match(r"\| (?!It says|---)(.+?) \| .+ \|$", line):
            pattern = ".*?".join(re.escape(part.strip()) for part in match[1].split("…"))
            yield re.compile(rf"\s*{pattern}\s*".replace(".*?", r"\s?.*?\s?"), re.DOTALL)


ROWS = list(rows())


def told(what: str) -> bool:
    """Whether a row of the tables speaks of the finding that says *what*."""
    return any(pattern.fullmatch(what) for pattern in ROWS)
