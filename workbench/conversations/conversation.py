"""What a conversation test holds: its name, its settings, and turns with what must come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from clinicchat.chat.message import Message

NOT_UNDERSTOOD = "nlu_fallback"
WORDS = {field.name: field.type for field in fields(Message) if isinstance(field.type, type)}
HEAD: dict[str, type[StrEnum] | None] = {
    "topic": None,
    "part": None,
    **{name: kind for name, kind in WORDS.items() if issubclass(kind, StrEnum)},
}
"""What says at a glance what a message is; a topic and a part are any id, the others one of their words."""
NO_TOPIC = "none"


@dataclass(frozen=True)
class Settings:
    """What is different from an ordinary day. The defaults are the ordinary day."""

    action_server: str = "running"  # stopped, hanging
    registry: str = "working"  # down, slow, errors
    country: str = ""  # the clinic's country; empty: as in data/clinic.yml
    model: str = "trained"  # none
    language: str = ""  # of the visitor's browser (en-GB); needs no product of its own

    @property
    def product(self) -> tuple[str, str, str, str]:
        """What the product must be like; conversations with the same value follow each other."""
        return (self.model, self.registry, self.action_server, self.country)

    def __str__(self) -> str:
        told = {
            "action server": self.action_server,
            "registry": self.registry,
            "country": self.country,
            "model": self.model,
        }
        usual = {"running", "working", "", "trained"}
        return ", ".join(f"{key} {value}" for key, value in told.items() if value not in usual) or "ordinary day"


@dataclass(frozen=True)
class Turn:
    """What the visitor types or presses, what must come back, and the line in the file."""

    visitor: str | None
    press: str | None
    expect: dict[str, Any]
    line: int = 0

    def __str__(self) -> str:
        return f'"{self.visitor}"' if self.visitor is not None else f"[{self.press}]"


@dataclass(frozen=True)
class Conversation:
    """One test. `known_problem` says why it is expected to fail for now."""

    name: str
    turns: tuple[Turn, ...]
    file: Path
    line: int = 0
    settings: Settings = field(default_factory=Settings)
    known_problem: str = ""


def in_order(conversations: list[Conversation]) -> list[Conversation]:
    """Returns *conversations* so that those with the same settings follow each other, the ordinary day first.

    The action server is started anew for a registry that misbehaves, which takes seconds; so it hangs and stops before.
    """
    return sorted(conversations, key=lambda c: (_place(c.settings), c.settings.product))


def _place(settings: Settings) -> tuple[bool, int, int]:
    registries, servers = ("working", "down", "errors", "slow"), ("running", "hanging", "stopped")
    return settings.model != "trained", registries.index(settings.registry), servers.index(settings.action_server)
