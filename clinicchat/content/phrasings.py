"""The phrasings of data/nlu.yml and data/topics/: the one reader that training, evaluation, checks and tools share.

    phrasings.read_all()    # [Phrasing("hi", "greet"), Phrasing("how can i get it", "faq/access"), …]

It reads what staff write, intents and their examples, fast; what else Rasa knows is left to Rasa's own reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from clinicchat import paths
from clinicchat.content import topics, yaml_file
from clinicchat.content.models import Intent

SMALL_TALK = "nlu.yml"
TOPICS = "topics"
KNOWN = {"version", "nlu", "responses"}


class Phrasing(NamedTuple):
    """How a visitor may put it, and what it is about: a topic, a part of one (`faq/access.price`), or an intent."""

    text: str
    topic: str


class OtherContentError(yaml_file.ContentError):
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


def known(data: Path | None = None) -> list[Phrasing]:
    """Returns what is learned from: every phrasing, and the title of every part, each once. Raises as `read`."""
    return list(dict.fromkeys([*read_all(data), *titles(data)]))


def titles(data: Path | None = None) -> list[Phrasing]:
    """Returns the titles of the parts, which are questions. Raises `ContentError`."""
    return [title for path in topic_files(data) for title in _titles(yaml_file.load(path))]


def _titles(content: dict[str, Any]) -> Iterator[Phrasing]:
    for name, variations in (content.get("responses") or {}).items():
        label = str(name).removeprefix("utter_")
        for one in variations if topics.part_of(label) and isinstance(variations, list) else ():
            if title := (one.get("metadata") or {}).get("title"):
                yield Phrasing(str(title), label)


def read(path: Path) -> list[Phrasing]:
    """Returns the phrasings of a file in their order.

    Raises `OtherContentError` for anything that is not plainly an intent and its list of examples, and
    `ContentError` for a file that cannot be read.
    """
    return of(yaml_file.load(path), path)


def of(content: dict[str, Any], path: Path) -> list[Phrasing]:
    """Returns the phrasings in the *content* of the file *path*. Raises `OtherContentError` as `read`."""
    if not set(content) <= KNOWN or not isinstance(content.get("nlu", []), list):
        raise OtherContentError(f"{yaml_file.label(path)}: holds more than intents, examples and words.")
    return [Phrasing(text, entry["intent"]) for entry in content.get("nlu", []) for text in _examples(path, entry)]


def _examples(path: Path, entry: object) -> list[str]:
    try:
        found = msgspec.convert(entry, Intent)
    except msgspec.ValidationError:
        found = Intent(intent="", examples="[")
    rows = [row for row in found.examples.splitlines() if row.strip()]
    if "[" in found.examples or not all(row.startswith("- ") and row[2:].strip() for row in rows):
        what = "an entry is not plainly an intent and its examples, each after a dash and a space."
        raise OtherContentError(f"{yaml_file.label(path)}: {what}")
    return [row[2:].strip() for row in rows]
