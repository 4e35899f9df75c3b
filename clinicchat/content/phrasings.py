"""The phrasings of data/nlu.yml and data/topics/: the one reader that training, evaluation, checks and tools share.

    phrasings.read_all()    # [Phrasing("hi", "greet"), Phrasing("how can i get it", "faq/access"), …]

It reads what staff write, intents and their examples, fast; what else Rasa knows is left to Rasa's own reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from clinicchat import paths

SMALL_TALK = "nlu.yml"
TOPICS = "topics"
KNOWN = {"version", "nlu", "responses"}
LISTED = {"intent", "examples"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Phrasing(NamedTuple):
    """How a visitor may put it, and the topic or intent that it is about."""

    text: str
    topic: str


class OtherContentError(ValueError):
    """The file holds more than intents, examples and words, or puts them in another way."""


def topic_files(data: Path | None = None) -> list[Path]:
    """Returns the files of data/topics/, in the order of their names."""
    return sorted(((data or paths.DATA) / TOPICS).glob("*/*.yml"))


def files(data: Path | None = None) -> list[Path]:
    """Returns the files that hold phrasings."""
    return [(data or paths.DATA) / SMALL_TALK, *topic_files(data)]


def read_all(data: Path | None = None) -> list[Phrasing]:
    """Returns every phrasing under *data* (default: data/), in the order of the files. Raises as `read`."""
    return [phrasing for path in files(data) for phrasing in read(path)]


def read(path: Path) -> list[Phrasing]:
    """Returns the phrasings of a file in their order.

    Raises `OtherContentError` for anything that is not plainly an intent and its list of examples, and
    `yaml.YAMLError` for what is no YAML.
    """
    return of(yaml.load(path.read_bytes(), Loader=LOADER), path)


def of(content: Any, path: Path) -> list[Phrasing]:
    """Returns the phrasings in the *content* of the file *path*. Raises `OtherContentError` as `read`."""
    if not isinstance(content, dict) or not set(content) <= KNOWN or not isinstance(content.get("nlu", []), list):
        raise OtherContentError(f"{path}: holds more than intents, examples and words.")
    return [Phrasing(text, entry["intent"]) for entry in content.get("nlu", []) for text in _examples(path, entry)]


def _examples(path: Path, entry: object) -> list[str]:
    if not isinstance(entry, dict) or set(entry) != LISTED:
        raise OtherContentError(f"{path}: an entry has other keys than `intent` and `examples`.")
    intent, examples = entry["intent"], entry["examples"]
    if not isinstance(intent, str) or not intent.strip() or not isinstance(examples, str) or "[" in examples:
        raise OtherContentError(f"{path}: {intent!r} is not plainly an intent with examples.")
    rows = [row for row in examples.splitlines() if row.strip()]
    if not all(row.startswith("- ") and row[2:].strip() for row in rows):
        raise OtherContentError(f"{path}: {intent!r} has an example that does not begin with a dash and a space.")
    return [row[2:].strip() for row in rows]


def by_topic(phrasings: Iterable[Phrasing]) -> dict[str, list[str]]:
    """Returns the texts of each topic.

    >>> by_topic([Phrasing("hi", "greet"), Phrasing("hey", "greet")])
    {'greet': ['hi', 'hey']}
    """
    found: dict[str, list[str]] = {}
    for text, topic in phrasings:
        found.setdefault(topic, []).append(text)
    return found
