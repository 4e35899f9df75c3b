"""Reads all that a process says from a folder of content: at the start, and before a release is made or served."""

from __future__ import annotations

from pathlib import Path

from clinicchat.content import live_words, named_things, page_words, serving, settings
from clinicchat.danger import next_steps, phrases
from clinicchat.directory import boards
from clinicchat.places import countries
from clinicchat.web import theme


def read(data: Path | None = None) -> None:
    """Reads the content in *data* (None: what is served) and keeps it. Raises `ValueError` with file, key and cure."""
    with serving.answering(data):
        settings.load()
        live_words.current()
        named_things.current()
        countries.check()
        phrases.current()
        next_steps.current()
        page_words.words()
        theme.theme_css(settings.load())
        boards.load_boards(serving.data() / "boards.yml")
