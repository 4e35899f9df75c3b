"""Answers of the registries on disk: a second question costs nothing and works with the source down."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clinicchat.directory.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cache:
    """JSON files `<sha256 of the URL>.json` with `{"stored": seconds since 1970, "body": ...}`.

    Holds public registry answers only. A file that is cut, foreign or older than `ttl` seconds counts as
    absent; at most `max_files` are kept, the oldest go first. A folder that cannot be written to means no
    cache, not an error.
    """

    folder: Path
    clock: Clock
    ttl: float = 86_400.0
    max_files: int = 500

    def get(self, url: str) -> object | None:
        """The stored body, or None."""
        try:
            found = json.loads(self._path(url).read_text(encoding="utf-8"))
            stored = float(found["stored"])
            return found["body"] if 0 <= self.clock.now() - stored < self.ttl else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, url: str, body: object) -> None:
        """Stores a body under its URL: written aside, then renamed, so that no reader sees half a file."""
        if self.ttl <= 0:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=self.folder, suffix=".part", delete=False
            ) as part:
                json.dump({"stored": self.clock.now(), "body": body}, part)
            os.replace(part.name, self._path(url))  # noqa: PTH105 - Path.replace would need a second Path
            self._trim()
        except (OSError, ValueError) as error:
            log.warning("directory cache: not written (%s)", type(error).__name__)

    def _path(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

    def _trim(self) -> None:
        files = sorted(self.folder.glob("*.*"), key=_modified)
        for file in files[: max(0, len(files) - self.max_files)]:
            with suppress(OSError):  # another thread was faster
                file.unlink()


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
