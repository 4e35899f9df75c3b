"""What checks work out and keep between runs, in var/check/: after an edit only what is new is looked at.

Everything here can be worked out again: a file that is missing, damaged or made by another version costs only time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

FOLDER = "check"
READING_CODE = [Path(__file__).parents[2] / room for room in ("text", "danger", "understanding")]
Pair = tuple[str, str, float]


def stamp(*parts: object) -> str:
    """Returns a short text that differs when one of *parts* does: what is kept belongs to it."""
    return hashlib.sha256("\0".join(str(p) for p in parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def code_stamp() -> str:
    """Returns the stamp of the program that reads messages (text, danger, understanding)."""
    return stamp(*(file.read_text(encoding="utf-8") for room in READING_CODE for file in sorted(room.glob("*.py"))))


R = TypeVar("R")
"""A result, as JSON can hold it."""


class Kept:
    """Results by name, one file each in *folder*. Only what was asked for last is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def results(
        self, name: str, of: str, texts: Iterable[str], work: Callable[[list[str]], dict[str, R]]
    ) -> dict[str, R]:
        """Returns the result for each of *texts*; *work* is given those that are not known for the stamp *of*."""
        wanted = list(dict.fromkeys(texts))
        known: dict[str, R] = self._read(name, of).get("results", {})
        missing = [text for text in wanted if text not in known]
        if missing:
            known = known | work(missing)
        found = {text: known[text] for text in wanted}
        if missing or len(known) > len(found):
            self._write(name, of, {"results": found})
        return found

    def pairs(
        self, name: str, of: str, texts: Iterable[str], compare: Callable[[list[str], list[str]], Sequence[Pair] | None]
    ) -> list[Pair]:
        """Returns the pairs among *texts*. *compare* finds those of new texts with all; None: it cannot."""
        wanted = list(dict.fromkeys(texts))
        there = set(wanted)
        stored = self._read(name, of)
        known = set(stored.get("texts", []))
        found = [(a, b, score) for a, b, score in stored.get("pairs", []) if a in there and b in there]
        new = [text for text in wanted if text not in known]
        if new:
            more = compare(new, wanted)
            if more is None:
                return []
            found += more
        if new or len(known) > len(wanted):
            self._write(name, of, {"texts": wanted, "pairs": found})
        return found

    def _read(self, name: str, of: str) -> dict[str, Any]:
        try:
            found = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) and found.get("of") == of else {}

    def _write(self, name: str, of: str, what: dict[str, object]) -> None:
        with contextlib.suppress(OSError):  # a folder that cannot be written makes the next run slower, no more
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f"{name}.new"
            fresh.write_text(json.dumps({"of": of, **what}, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.folder / f"{name}.json")
