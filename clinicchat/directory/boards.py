"""Where a visitor checks a licence: the board, or the licence look-up, of a state. Data: data/boards.yml."""

from __future__ import annotations

from pathlib import Path

from clinicchat.content import serving
from clinicchat.content.clinic_models import Board, Boards
from clinicchat.content.last_good import LastGood
from clinicchat.content.loader import load


def board_for(state: str, path: Path | None = None) -> Board | None:
    """The board of a 2-letter state; None for one the file does not have. Raises `ContentError`."""
    return load_boards(path or serving.data() / "boards.yml").get(state)


def load_boards(path: Path) -> dict[str, Board]:
    """Every state's board by 2-letter code, re-read when the file changed; a broken edit keeps the last good ones.

    Raises `ContentError` if there never were good ones.
    """
    return _kept.current(path)


_kept = LastGood(
    lambda path: load(path, Boards).states,
    names=lambda boards: [f"data/boards.yml: {state}" for state in boards],
)
