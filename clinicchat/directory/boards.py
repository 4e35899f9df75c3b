"""Where a visitor checks a licence: the board, or the licence look-up, of a state. Data: data/boards.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from clinicchat import paths
from clinicchat.content.last_good import LastGood


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
    """Every state's board by 2-letter code, re-read when the file changed; a broken edit keeps the last good ones.

    Raises `BoardsError` if there never were good ones.
    """
    return _kept.current(path)


def _read(path: Path) -> dict[str, Board]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BoardsError(f"data/{path.name}: not readable ({type(error).__name__}). Restore the file.") from error
    states = found.get("states") if isinstance(found, dict) else None
    if not isinstance(states, dict) or not states:
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


_kept = LastGood(_read, names=lambda boards: [f"data/boards.yml: {state}" for state in boards])
