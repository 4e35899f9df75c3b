"""The words of data/topics/ and data/replies.yml as values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clinicchat.content.loader import load
from clinicchat.content.models import Answer, Around, Replies, Reply, Topic
from clinicchat.content.yaml_file import ContentError, label


@dataclass(frozen=True)
class Words:
    """One variation of a response: text and metadata, with the slots it is meant for."""

    name: str
    text: str
    metadata: Around = field(default_factory=Around)
    conditions: dict[str, str] = field(default_factory=dict)
    file: str = ""

    def fill(self, values: dict[str, str]) -> str:
        """Returns the text with `{clinic_phone}` and the like filled in; unknown braces stay."""
        text = self.text
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        return text

    @property
    def title(self) -> str:
        return self.metadata.title

    @property
    def expired(self) -> bool:
        """Whether the review is past its due date: such an answer is not given any more."""
        reviewed = self.metadata.reviewed
        return reviewed is not None and datetime.date.fromisoformat(reviewed.due) < today()


def today() -> datetime.date:
    """The local date; one place, so that tests can move it."""
    return datetime.date.today()


def answers(path: Path) -> Mapping[str, Sequence[Answer]]:
    """Returns every variation of the answer in a topic's file, by name. Raises `ContentError`."""
    responses = load(path, Topic).responses
    if not responses:
        raise ContentError(f"{label(path)}: responses: has nothing under it. Put it back from the project's history.")
    return responses


def replies(path: Path) -> Mapping[str, Sequence[Reply]]:
    """Returns every variation of data/replies.yml, by name. Raises `ContentError`."""
    return load(path, Replies).responses
