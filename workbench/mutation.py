"""Do the tests notice when safety is weakened? Removes or weakens one thing at a time and runs the tests that guard it.

`python -m workbench.mutation` writes var/mutation/report.json and names every mutant that no test caught.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from clinicchat import paths
from clinicchat.danger.phrase_file import FOLDER

OUT = paths.VAR / "mutation"
CATALOGUE = Path(__file__).parent / "mutants.yml"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "models", ".rasa", "__pycache__", ".*_cache", ".hypothesis")
SECONDS = 180
"""The longest that the guarding tests of one mutant may take; a mutant that hangs counts as caught."""


@dataclass(frozen=True)
class Mutant:
    """One weakening: in *file*, *find* becomes *replace*; *tests* should notice."""

    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]


def catalogue() -> list[Mutant]:
    """Returns the mutants written down in mutants.yml, and one for each danger group and counter-phrase."""
    listed = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["mutants"]
    written = [Mutant(m["name"], m["file"], m["find"], m["replace"], tuple(m["tests"])) for m in listed]
    return [*written, *danger_groups()]


def danger_groups() -> Iterator[Mutant]:
    """Yields a mutant for each group of danger phrases: its phrases are gone."""
    for path in sorted((paths.DATA / FOLDER).glob("*.yml")):
        yield from _groups_of(path)


def _groups_of(path: Path) -> Iterator[Mutant]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line.startswith("  - name:")]
    for start in starts:
        end = next(
            (i for i in range(start + 1, len(lines)) if lines[i].strip() and not lines[i].startswith("   ")), len(lines)
        )
        name = lines[start].partition("name:")[2].strip()
        yield Mutant(
            f"danger group gone: {name}",
            f"data/{FOLDER}/{path.name}",
            "".join(lines[start:end]),
            "",
            ("tests/danger/test_danger_words.py",),
        )


def caught(mutant: Mutant, tree: Path) -> bool:
    """Whether the guarding tests fail on *tree* with the mutant in it; the tree is as before afterwards.

    Raises `ValueError` when the mutant's text is not in its file: the catalogue is out of date.
    """
    file = tree / mutant.file
    before = file.read_text(encoding="utf-8")
    if before.count(mutant.find) != 1:
        raise ValueError(
            f"workbench/mutants.yml: {mutant.name}: `find` stands {before.count(mutant.find)} times in {mutant.file}."
        )
    file.write_text(before.replace(mutant.find, mutant.replace), encoding="utf-8")
    try:
        return not passes(mutant.tests, tree)
    finally:
        file.write_text(before, encoding="utf-8")


def passes(tests: tuple[str, ...], tree: Path) -> bool:
    """Whether *tests* pass in *tree*."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-W", "ignore", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(tree), "CLINICCHAT_HOME": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def copy_of_the_tree(folder: Path) -> Path:
    """Copies the project to *folder*, with the models linked."""
    tree = folder / "tree"
    shutil.copytree(paths.ROOT, tree, ignore=LEFT_OUT)
    (tree / "models").symlink_to(paths.MODELS)
    return tree


def main() -> None:
    """Tries every mutant (or those whose name holds the first argument) and reports; exits 1 below 95 % caught."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [m for m in catalogue() if wanted in m.name]
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        everything = tuple(sorted({t for m in chosen for t in m.tests}))
        if not passes(everything, tree):
            sys.exit(f"mutation: the tests fail before anything is changed: {' '.join(everything)}")
        for number, mutant in enumerate(chosen, start=1):
            ok = caught(mutant, tree)
            sys.stdout.write(f"{number}/{len(chosen)} {'caught' if ok else 'MISSED'}: {mutant.name}\n")
            sys.stdout.flush()
            missed += [] if ok else [mutant.name]
    share = 1 - len(missed) / len(chosen)
    OUT.mkdir(parents=True, exist_ok=True)
    report = {"mutants": len(chosen), "caught": len(chosen) - len(missed), "missed": missed}
    (OUT / "report.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    sys.stdout.write(f"{report['caught']} of {report['mutants']} mutants caught ({share:.0%}).\n")
    sys.exit(share < 0.95)


if __name__ == "__main__":
    main()
