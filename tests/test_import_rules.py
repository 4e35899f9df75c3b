"""Which room may import which: `[tool.importlinter]` in pyproject.toml, and what it cannot say.

`.venv/bin/lint-imports` shows the same, with the chain of imports that breaks a rule.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from importlinter import cli

ROOT = Path(__file__).parents[1]
PRODUCT = ("clinicchat", "actions")
OPENS_CONNECTIONS = ("aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "ssl", "telnetlib",
                     "urllib.request", "urllib3", "websockets")  # fmt: skip
DOOR = "clinicchat/directory/"
PROBES = {"clinicchat/engine/run.py": {"socket", "urllib.request"}}
"""What asks only this machine: `make run` looks whether its port is free and whether its two processes answer."""


def imported(source: str) -> Iterator[str]:
    """Yields the modules that *source* imports, anywhere in it, also as `from package import module`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
            yield from (f"{node.module}.{name.name}" for name in node.names)


def connecting(source: str) -> set[str]:
    """Returns the modules of `OPENS_CONNECTIONS` that *source* imports."""
    found = list(imported(source))
    return {door for door in OPENS_CONNECTIONS if any(f"{name}.".startswith(f"{door}.") for name in found)}


def test_every_import_follows_the_arrows() -> None:
    """The layers of docs/architecture.md, and who may import Rasa."""
    assert cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


def test_every_room_stands_in_the_layers() -> None:
    """A new room that no layer names would be checked by nobody."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {room for line in rules[0]["layers"] for room in line.replace("|", ":").replace(" ", "").split(":")}
    rooms = {f"clinicchat.{path.stem}" for path in (ROOT / "clinicchat").iterdir() if holds_code(path)}
    assert rooms == {room for room in layers if room.startswith("clinicchat.")}


def holds_code(path: Path) -> bool:
    """Whether *path* is a module or a package."""
    return not path.name.startswith("__") and (path.suffix == ".py" or (path / "__init__.py").is_file())


def test_only_the_directory_opens_a_connection() -> None:
    """Visitors' words can leave by one door only. (The database's driver is behind SQLAlchemy, in clinicchat/chat.)"""
    for room in PRODUCT:
        for file in sorted((ROOT / room).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(DOOR):
                assert connecting(file.read_text(encoding="utf-8")) == PROBES.get(name, set()), name


def test_a_connection_is_seen_however_it_is_imported() -> None:
    """Inside a function, by its parts, under another name; parsing an address is no connection."""
    assert connecting("def f():\n    from urllib import request as r\n") == {"urllib.request"}
    assert connecting("import http.client as h") == {"http.client"}
    assert connecting("from requests.adapters import HTTPAdapter") == {"requests"}
    assert connecting("from urllib.parse import urlsplit\nfrom clinicchat.web import requests") == set()
