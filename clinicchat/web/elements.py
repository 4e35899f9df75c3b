"""What the template of a message asks for beside the message itself: safe addresses, plain blocks, fresh buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clinicchat.chat.message import ADDRESS, Entry, Message, Said
from clinicchat.content.outcomes import Outcome

RATEABLE = (Outcome.ANSWERED, Outcome.DECLINED, Outcome.RESULTS, Outcome.NO_RESULTS, Outcome.OUT_OF_SCOPE)
"""Outcomes whose message asks whether it helped; a crisis card never does."""
Block = tuple[str, str | list[str]]


@dataclass(frozen=True)
class Shown:
    """An entry in its place: what is of the latest turn (*fresh*) keeps its buttons, and its card is an alert."""

    entry: Entry
    fresh: bool = True

    @property
    def by_visitor(self) -> bool:
        """Whether the visitor said it."""
        return isinstance(self.entry, Said)

    @property
    def rated(self) -> bool:
        """Whether it asks if it helped."""
        return isinstance(self.entry, Message) and self.entry.outcome in RATEABLE


def shown(entries: Sequence[Entry]) -> list[Shown]:
    """Returns *entries* in their places: the visitor's last one and what follows it are fresh."""
    last = max((n for n, e in enumerate(entries) if isinstance(e, Said)), default=0)
    return [Shown(entry, number >= last) for number, entry in enumerate(entries)]


def safe(url: str) -> str:
    """Returns *url* if it may be linked: https, tel, sms or mailto; else nothing.

    >>> safe("tel:911"), safe("javascript:x")
    ('tel:911', '')
    """
    return url if re.fullmatch(ADDRESS, url or "", re.IGNORECASE) else ""


def opens_page(url: str) -> bool:
    """Whether *url* leads to a page, which is opened in a tab of its own."""
    return safe(url).lower().startswith("https:")


def telephone(number: str) -> str:
    """Returns the address that calls *number*, nothing for words without a digit.

    >>> telephone("(512) 555-0142"), telephone("ask")
    ('tel:5125550142', '')
    """
    digits = re.sub(r"[^0-9+]", "", number)
    return f"tel:{digits}" if digits else ""


NUMBER = re.compile(r"(?<![\w-])\+?\d[\d ()\u2011-]*\d(?![\w-])")


def numbers(text: str) -> list[tuple[str, bool]]:
    """Returns *text* in pieces, each with whether it is a number that no line may break.

    >>> numbers("Call 13 11 14 now")
    [('Call ', False), ('13 11 14', True), (' now', False)]
    """
    found: list[tuple[str, bool]] = []
    end = 0
    for match in NUMBER.finditer(text):
        found += [(text[end : match.start()], False), (match.group(), True)]
        end = match.end()
    return [piece for piece in [*found, (text[end:], False)] if piece[0]]


def blocks(text: str) -> list[Block]:
    """Returns the text as ("p", words) and ("ul", [words, …]); nothing else is ever markup.

    >>> blocks("One:\\n\\n- a\\n- b")
    [('p', 'One:'), ('ul', ['a', 'b'])]
    """
    found: list[Block] = []
    items: list[str] = []
    open_kind = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        kind = "" if not line.strip() else "ul" if line.startswith("- ") else "p"
        if kind == "ul":
            if open_kind != "ul":
                found.append(("ul", items := []))
            items.append(line[2:])
        elif kind == "p" and open_kind == "p":
            found[-1] = ("p", f"{found[-1][1]}\n{line}")
        elif kind == "p":
            found.append(("p", line))
        open_kind = kind
    return found
