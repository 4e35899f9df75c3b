"""How grave what a message tells is taken to be."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """A card takes the answer's place; a help line, one soft sentence with the numbers, stands above the answer."""

    CARD = "card"
    HELP = "help"
    NONE = "none"
