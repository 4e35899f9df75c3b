"""The phrasings of a file such as data/nlu.yml, read fast: intents with examples, and nothing else that Rasa knows."""

from __future__ import annotations

from pathlib import Path

import yaml

ONLY = {"version", "nlu"}
LISTED = {"intent", "examples"}


class OtherContentError(ValueError):
    """The file holds more than intents and examples, or puts them in another way: Rasa's own reader is needed."""


def read(path: Path) -> list[tuple[str, str]]:
    """Returns each phrasing with its topic, in the order of the file.

    Raises `OtherContentError` for anything that is not plainly an intent and its list of examples.
    """
    content = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(content, dict) or not set(content) <= ONLY or not isinstance(content.get("nlu"), list):
        raise OtherContentError(f"{path}: holds more than intents and examples.")
    return [(text, entry["intent"]) for entry in content["nlu"] for text in _examples(path, entry)]


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
