"""The releases in var/releases/: each a folder with its content, its model and a manifest; `live` names the one served.

    var/releases/live                   the number of the release that is served
    var/releases/7/release.json         who, when, hashes, what was withheld
    var/releases/7/data/                the content
    var/releases/7/model.tar.gz         the model that was trained from it

A release is written whole and then renamed, so that a power cut leaves the one before. Whoever serves asks for the
newest good one: the live one if nothing in it is damaged, else an older one.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import logging
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from clinicchat import paths

logger = logging.getLogger(__name__)

KEPT = 10
LIVE, MANIFEST, MODEL, DATA = "live", "release.json", "model.tar.gz", "data"
TAKEN_BACK = "taken_back"
"""A file in a release that somebody went back from."""
APPROVALS = "approvals.yml"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a release. Hashes are SHA-256; `urgent` are units that went out with one name, by their hash."""

    number: int
    made: datetime.datetime
    by: str
    notes: str
    content: str
    model: str
    fingerprint: str
    """Of what the model was trained from, the program's own code included."""
    withheld: list[str] = []
    unreviewed: int = 0
    urgent: dict[str, str] = {}
    warnings: list[str] = []
    reading: str = ""
    """What its statements of danger were read by when it was published (`recall.reading`); a newer program that serves
    it changes nothing here, so that the next release is compared."""
    limits: dict[str, float] = {}
    """The thresholds then, by name."""


@dataclass(frozen=True)
class Release:
    """A release in its folder."""

    folder: Path
    manifest: Manifest

    @property
    def number(self) -> int:
        return self.manifest.number

    @property
    def data(self) -> Path:
        """The folder of its content."""
        return self.folder / DATA

    @property
    def model(self) -> Path:
        """The file of its model."""
        return self.folder / MODEL


class NoReleaseError(ValueError):
    """There is no release, or not the one that is asked for."""


def folder() -> Path:
    """Returns where releases are."""
    return paths.VAR / "releases"


def digest(path: Path) -> str:
    """Returns the SHA-256 of a file, or of all files below a folder with their names; approvals are no content."""
    found = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file() and file.name != APPROVALS:
            found.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def numbers() -> list[int]:
    """Returns the numbers of the releases, oldest first."""
    there = folder().iterdir() if folder().is_dir() else ()
    return sorted(int(p.name) for p in there if p.name.isdigit() and p.is_dir())


def read(number: int) -> Release:
    """Returns release *number*. Raises `NoReleaseError` when it is not there or its manifest cannot be read."""
    place = folder() / str(number)
    try:
        return Release(place, msgspec.json.decode((place / MANIFEST).read_bytes(), type=Manifest))
    except FileNotFoundError:
        raise NoReleaseError(f"there is no release {number} (to see all: make rollback ARGS=--list)") from None
    except (OSError, msgspec.MsgspecError) as error:
        raise NoReleaseError(f"release {number} cannot be read ({type(error).__name__})") from None


def fault(release: Release) -> str:
    """Returns what is damaged in *release*, or nothing."""
    try:
        if digest(release.data) != release.manifest.content:
            return "its content was changed"
        if digest(release.model) != release.manifest.model:
            return "its model is damaged"
    except OSError as error:
        return f"it cannot be read ({type(error).__name__})"
    return ""


def live_number() -> int | None:
    """Returns the number that `live` holds; None when there is none."""
    try:
        return int((folder() / LIVE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def newest_good(but: Collection[int] = ()) -> Release | None:
    """Returns the live release; where it is damaged (told in the log) the newest older good one; None: there is none.

    *but*: releases that are not to be served.
    """
    live = live_number()
    older = [n for n in reversed(numbers()) if live is None or n <= live]
    for number in [n for n in (older or list(reversed(numbers()))) if n not in but]:
        try:
            release = read(number)
        except NoReleaseError as error:
            logger.error("%s. An older one is served.", error)
            continue
        if why := fault(release):
            logger.error("Release %s is not served: %s. An older one is.", number, why)
            continue
        return release
    return None


def make_live(number: int, at: Path | None = None) -> None:
    """Lets release *number* be served (*at*: in another folder of releases); whoever serves sees it within a second."""
    place = at or folder()
    fresh = place / f".{LIVE}-{os.getpid()}"
    fresh.write_text(f"{number}\n", encoding="utf-8")
    fresh.replace(place / LIVE)


def mark_taken_back(now: int | None, target: int) -> None:
    """Notes that the releases between *target*, which is served again, and the one live till *now* are not wanted."""
    for number in numbers():
        mark = folder() / str(number) / TAKEN_BACK
        if number == target:
            mark.unlink(missing_ok=True)
        elif now is not None and target < number <= now:
            mark.touch()


def is_taken_back(number: int) -> bool:
    """Whether the release *number* was taken back on this machine."""
    return (folder() / str(number) / TAKEN_BACK).exists()


def taken_back() -> list[Release]:
    """Returns the releases that were taken back on this machine, newest first."""
    found = []
    for number in reversed(numbers()):
        if is_taken_back(number):
            with suppress(NoReleaseError):
                found.append(read(number))
    return found


@contextmanager
def publishing() -> Iterator[None]:
    """Holds the lock of those who publish. Raises `NoReleaseError` when somebody else does just now."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NoReleaseError("somebody else is publishing just now; try again in a minute") from None
        yield


def next_number() -> int:
    """Returns the number of the next release."""
    return max([*numbers(), live_number() or 0]) + 1


def add(staged: Path, model: Path, manifest: Manifest, at: Path | None = None) -> Release:
    """Moves the content in the folder *staged* and a copy of *model* into a release; it is not live yet.

    *at*: in another folder of releases.
    """
    place = (at or folder()) / str(manifest.number)
    made = place.parent / f".new-{manifest.number}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    shutil.move(staged, made / DATA)
    put_model(made, model)
    (made / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    made.rename(place)
    return Release(place, manifest)


def put_model(place: Path, model: Path) -> None:
    """Copies *model* into the release in *place*, whole or not at all."""
    fresh = place / f".{MODEL}"
    shutil.copy(model, fresh)
    fresh.replace(place / MODEL)


def renew(release: Release, model: Path, fingerprint: str) -> Release:
    """Gives *release* the model that a newer program made from its content."""
    put_model(release.folder, model)
    changed = msgspec.structs.replace(release.manifest, model=digest(model), fingerprint=fingerprint)
    fresh = release.folder / f".{MANIFEST}"
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(changed)))
    fresh.replace(release.folder / MANIFEST)
    return Release(release.folder, changed)


def prune() -> None:
    """Deletes all but the newest KEPT releases; the live one stays."""
    live = live_number()
    for number in numbers()[:-KEPT]:
        if number != live:
            with suppress(OSError):
                shutil.rmtree(folder() / str(number))
