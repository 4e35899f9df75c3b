"""A copy of the content that a test may break, and what `make check` newly finds in it."""

from __future__ import annotations

import datetime
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clinicchat.publish.check import Finding, Project, registry, run
from clinicchat.publish.check.project import CARDS, TOPICS

ROOT = Path(__file__).parents[2]


def the_day_of_the_reviews() -> datetime.date:
    """The latest day on which something was reviewed: findings then do not depend on today's date."""
    files = [*(ROOT / TOPICS).glob("*/*.yml"), *CARDS]
    text = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    return max(datetime.date.fromisoformat(day) for day in re.findall(r'"on": "(\d{4}-\d\d-\d\d)"', text))


TODAY = the_day_of_the_reviews()


class Tree:
    """A copy of data/, domain.yml and config.yml of the folder *of*."""

    def __init__(self, root: Path, of: Path = ROOT) -> None:
        self.root = root
        shutil.copytree(of / "data", root / "data")
        kept = of / "var" / "check"
        if kept.is_dir():  # with what a check keeps the next one is quick, as after an edit
            shutil.copytree(kept, root / "var" / "check", copy_function=_link)
        for name in ("domain.yml", "config.yml"):
            shutil.copy(of / name, root / name)

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file: str, find: str, put: str, after: str = "") -> None:
        """Replaces the first match of the pattern *find* that comes after the words *after*."""
        text = self.read(file)
        start = text.index(after) if after else 0
        match = re.compile(find, re.MULTILINE).search(text, start)
        assert match, f"{file} has no {find!r} after {after!r}"
        self.write(file, text[: match.start()] + match.expand(put) + text[match.end() :])

    def cut(self, file: str, begin: str, end: str) -> None:
        """Deletes from the words *begin* up to the next match of the pattern *end*."""
        text = self.read(file)
        start = text.index(begin)
        match = re.compile(end, re.MULTILINE).search(text, start + len(begin))
        self.write(file, text[:start] + (text[match.start() :] if match else ""))

    def add(self, file: str, text: str) -> None:
        self.write(file, self.read(file).rstrip("\n") + "\n" + text)


def _link(kept: str, to: str) -> None:
    """Makes a file of what a check keeps known under another name: it is only ever replaced, never written to."""
    try:
        os.link(kept, to)
    except OSError:  # another disk
        shutil.copy(kept, to)


def find_in(root: Path, code: Path = ROOT, today: datetime.date = TODAY) -> list[Finding]:
    """Runs every check on the copy in *root*."""
    return run(Project(root, code, today))


def found_by(name: str, project: Project) -> list[Finding]:
    """Returns what the one check finds whose function is called *name*."""
    (one,) = [check for check in registry.all_checks() if check.find.__name__ == name]
    return registry.run_one(one, project)


def identity(finding: Finding) -> tuple[str, str, str]:
    """What makes a finding new: its line may move."""
    return finding.file, finding.key, re.sub(r"line \d+", "line", finding.what)


@pytest.fixture(scope="session")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content as it is, copied once: someone may be editing data/ while tests run."""
    root = Tree(tmp_path_factory.mktemp("content") / "as_it_is").root
    if not (root / "var" / "check").is_dir():  # else each test's copy would be checked from the beginning
        find_in(root)
    return root


@pytest.fixture(scope="session")
def known(as_it_is: Path) -> set[tuple[str, str, str]]:
    """What is found in the content as it is."""
    return {identity(f) for f in find_in(as_it_is)}


@pytest.fixture
def tree(tmp_path: Path, as_it_is: Path) -> Tree:
    return Tree(tmp_path / "copy", as_it_is)


@pytest.fixture
def newly_found(tree: Tree, known: set[tuple[str, str, str]]) -> Callable[..., list[Finding]]:
    """Returns a function that checks the copy and leaves out what the content has anyway."""

    def find(**given: object) -> list[Finding]:
        found = find_in(tree.root, **given)  # type: ignore[arg-type]
        return [f for f in found if identity(f) not in known]

    return find
