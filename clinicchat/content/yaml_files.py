"""Staff's YAML files: read as mappings, and as typed values; every fault names file, key and cure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")


class ContentError(ValueError):
    """A file in data/ cannot be read, or a name that the program uses is not there."""


def label(path: Path) -> str:
    """Returns how messages name a file of the content: from data/ on.

    >>> label(Path("/srv/clinic/data/safety/suicide.yml")), label(Path("/tmp/replies.yml"))
    ('data/safety/suicide.yml', 'data/replies.yml')
    """
    parts = path.parts
    start = len(parts) - 1 - parts[::-1].index("data") if "data" in parts else len(parts) - 1
    return "/".join(parts[start:]) if "data" in parts else f"data/{path.name}"


def read_yaml(path: Path) -> dict[str, Any]:
    """Returns the mapping in *path*; an empty one if the file is missing. Raises `ContentError` with the line."""
    if not path.is_file():
        return {}
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except UnicodeDecodeError as error:
        at = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(
            f"{label(path)}, line {at}: a character is not saved as UTF-8. Type it again and save as UTF-8."
        ) from error
    except (yaml.YAMLError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ContentError(
            f"{label(path)}{line}: cannot be read. Check the spaces at the line's start, colons and quotes."
        ) from error
    if found is not None and not isinstance(found, dict):
        raise ContentError(f"{label(path)}: must hold `key: value` lines at its top.")
    return found or {}


def typed(value: Any, of: type[T], file: str, key: str) -> T:
    """Returns *value* as an *of* (a msgspec struct). Raises `ContentError` that names *file*, the key and the cure."""
    try:
        return msgspec.convert(value, of)
    except msgspec.ValidationError as error:
        what, _, way = str(error).partition(" - at `$")
        inside = [part for part in re.split(r"[.\[\]`]+", way) if part]
        where = " > ".join([key, *inside]) if key else " > ".join(inside)
        raise ContentError(f"{file}: {where}: {what}. Write it as the top of the file shows.") from None
