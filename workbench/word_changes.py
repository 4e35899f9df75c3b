"""Which of the bot's words an edit changes, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import to_builtins

from clinicchat.content.live_words import Content, Words

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class WordChange:
    """The words called *name*: pieces that stayed, went, or came, in order."""

    name: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> str:
        """As text: [-gone-] and {+new+}, what stayed shortened."""
        shown = {GONE: "[-{}-]", NEW: "{{+{}+}}"}
        return " ".join(shown[kind].format(words) if kind in shown else _short(words) for kind, words in self.pieces)


def word_changes(before: Content, after: Content) -> list[WordChange]:
    """Returns every text, and every part of what stands under `metadata`, that is not as before."""
    was, now = _texts(before), _texts(after)
    names = [*now, *(name for name in was if name not in now)]
    return [
        WordChange(name, _pieces(was.get(name, ""), now.get(name, "")))
        for name in names
        if was.get(name, "") != now.get(name, "")
    ]


def _texts(words: Content) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, variations in words.words.items():
        for variation in variations:
            told = name.removeprefix("utter_") + _conditions(variation)
            found[told] = variation.text
            for part, value in to_builtins(variation.metadata).items():
                for which, piece in _parts(value):
                    found[f"{told}, {part}{which}"] = piece
    return found


def _parts(value: object) -> Iterator[tuple[str, str]]:
    """Yields the pieces of a metadata entry as a reader would name them: a country's line, a source, a list."""
    if isinstance(value, dict) and set(value) <= {"by", "on", "due"}:
        yield "", ", ".join(f"{key} {entry}" for key, entry in value.items())
    elif isinstance(value, dict):
        yield from ((f" {key}", str(entry)) for key, entry in value.items())
    elif isinstance(value, list):
        entries = [", ".join(str(v) for v in e.values()) if isinstance(e, dict) else str(e) for e in value]
        yield "", "; ".join(entries)
    elif value:
        yield "", str(value)


def _conditions(variation: Words) -> str:
    told = ", ".join(variation.conditions.values())
    return f" ({told})" if told else ""


def _pieces(was: str, now: str) -> tuple[tuple[str, str], ...]:
    old, new = re.findall(r"\S+", was), re.findall(r"\S+", now)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append((SAME, " ".join(old[a:b])))
            continue
        found += [(k, " ".join(words)) for k, words in ((GONE, old[a:b]), (NEW, new[c:d])) if words]
    return tuple(found)


def _short(words: str) -> str:
    split = words.split()
    return words if len(split) <= 8 else f"{' '.join(split[:3])} … {' '.join(split[-3:])}"
