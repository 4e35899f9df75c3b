"""Where a visitor checks a licence: the board, or the licence look-up, of a state. Data: data/boards.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from clinicchat import paths


class BoardsError(ValueError):
    """data/boards.yml cannot be used; the message names file, state, key and cure."""


@dataclass(frozen=True)
class Board:
    """The authority's name and its https address."""

    name: str
    url: str


def board_for(state: str, path: Path | None = None) -> Board | None:
    """The board of a 2-letter state; None for one the file does not have. Raises `BoardsError`."""
    return load_boards(path or paths.DATA / "boards.yml").get(state)


def load_boards(path: Path) -> dict[str, Board]:
    """Every state's board by 2-letter code. Raises `BoardsError`. Re-read when the file changed."""
    try:
        return _load(path, path.stat().st_mtime_ns)
    except (OSError, yaml.YAMLError) as error:
        raise BoardsError(f"data/{path.name}: not readable ({type(error).__name__}). Restore the file.") from error


@lru_cache(maxsize=2)
def _load(path: Path, _changed: int) -> dict[str, Board]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    states = found.get("states") if isinstance(found, dict) else None
    if not isinstance(states, dict):
        raise BoardsError(f"data/{path.name}: needs the states under `states:`.")
    boards = {}
    for code, entry in states.items():
        where = f"data/{path.name}: {code}"
        if not isinstance(code, str):
            raise BoardsError(f'{where}: must be in quotes, such as "NO" (YAML reads a bare NO as false).')
        name, url = (entry.get("name"), entry.get("url")) if isinstance(entry, dict) else (None, None)
        if not isinstance(name, str) or not name.strip():
            raise BoardsError(f"{where}: has no name. Add `name:`.")
        if not isinstance(url, str) or not re.fullmatch(r"https://[\w.-]+(/[^\s\"'<>\\]*)?", url, re.ASCII):
            raise BoardsError(f"{where}: url must be an address that starts with https://.")
        boards[code] = Board(name.strip(), url)
    return boards
