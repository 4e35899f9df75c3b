"""Which of the bot's words an edit changes, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from clinicchat.content import Content, Words

SAME, GONE, NEW = "same", "gone", "new"
PARTS = ("title", "more")


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
    """Returns every text, title, second part and set of disclaimers that is not as before."""
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
            for part in PARTS:
                if variation.metadata.get(part):
                    found[f"{told}, {part}"] = str(variation.metadata[part])
            for part in ("disclaimers", "related", "severity", "lines"):
                if variation.metadata.get(part):
                    found[f"{told}, {part}"] = str(variation.metadata[part])
    return found


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
