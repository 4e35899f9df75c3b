"""Where each phrasing of data/nlu.yml came from: makes evaluation/provenance.csv from the history of git.

    python -m tools.provenance            # writes evaluation/provenance.csv anew
    python -m tools.provenance --compare  # exit code 1 when the file is not what the history says

The record ends with the commit `LAST`: later phrasings have records of their own. A phrasing came from the commit in
which its whole text first stood in the file, under whatever topic; `git blame -w -M` says the same, but loses lines of
fewer than 20 letters that moved to another topic. What the sets are is told in evaluation/provenance.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "evaluation" / "provenance.csv"
SOURCE = "data/nlu.yml"
LAST = "9a407017669a0bf8bdb34e1abb33797bcbd54bd4"
SHORT = 12
"""Characters of a commit's id in the file."""
SETS = {
    "69998e951d6c": "first",
    "2359447d0c71": "services",
    "cccfd5ba8521": "further-authors",
    "42e12420013d": "conversations",
    "4182a8cbc768": "look-alikes",
    "f97c646f4d73": "short-questions",
    "f3a5f4563f18": "unseen-writers",
    "2936306e1e02": "mixing-goodbyes-spanish",
    "46b2219646da": "after-merge",
    "f65e25dbe427": "five-authors",
}
"""The set that each commit brought. Its key is the commit's id, cut to `SHORT`."""


class ProvenanceError(RuntimeError):
    """The history is not there, or has a commit whose set nobody named."""


@dataclass(frozen=True)
class Row:
    """A phrasing, its topic at `LAST`, the commit that brought its text, and that commit's set."""

    text: str
    topic: str
    commit: str
    set: str


def phrasings(document: str) -> list[tuple[str, str]]:
    """Returns (text, topic) of each phrasing in a text such as that of data/nlu.yml, in the order of the text."""
    loaded = yaml.load(document, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    return [
        (line.strip()[2:].strip(), entry["intent"])
        for entry in loaded.get("nlu") or []
        if "intent" in entry
        for line in entry["examples"].splitlines()
        if line.strip().startswith("- ")
    ]


def origins(last: str, repository: Path = ROOT, source: str = SOURCE) -> dict[str, str]:
    """Returns for each text of *source* at the commit *last* the commit in which it first stood there.

    A text that was taken out and put back counts from when it came back. Raises `ProvenanceError` without the history.
    """
    history = _git(repository, "log", "--topo-order", "--reverse", "--format=%H %P", last).splitlines()
    known: dict[str, dict[str, str]] = {}
    blobs: dict[str, str] = {}
    for line in history:
        commit, *parents = line.split()
        blobs[commit] = _git(repository, "ls-tree", "--format=%(objectname)", commit, source).strip()
        same = next((p for p in parents if blobs.get(p) == blobs[commit]), None)
        known[commit] = known[same] if same else _here(commit, blobs[commit], parents, known, repository)
    return known[_git(repository, "rev-parse", last).strip()]


def _here(
    commit: str, blob: str, parents: list[str], known: dict[str, dict[str, str]], repository: Path
) -> dict[str, str]:
    before: dict[str, str] = {}
    for parent in reversed(parents):  # the first parent's word counts most
        before |= known.get(parent, {})
    texts = [text for text, _ in phrasings(_git(repository, "cat-file", "blob", blob))] if blob else []
    return {text: before.get(text, commit) for text in texts}


def rows(last: str = LAST, repository: Path = ROOT) -> list[Row]:
    """Returns one row for each phrasing (text and topic) of data/nlu.yml at *last*, in its order."""
    found = origins(last, repository)
    now = dict.fromkeys(phrasings(_git(repository, "show", f"{last}:{SOURCE}")))
    return [Row(text, topic, found[text][:SHORT], set_of(found[text])) for text, topic in now]


def set_of(commit: str) -> str:
    """Returns the set that *commit* brought; raises `ProvenanceError` when nobody named it."""
    try:
        return SETS[commit[:SHORT]]
    except KeyError:
        cure = "Name its set in tools/provenance.py and evaluation/provenance.md."
        raise ProvenanceError(f"{SOURCE}: {commit[:SHORT]} brought phrasings of no named set. {cure}") from None


def written(found: list[Row]) -> str:
    """Returns *found* as CSV with a first line of names."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(field.name for field in fields(Row))
    table.writerows(astuple(row) for row in found)
    return out.getvalue()


def read(path: Path = FILE) -> list[Row]:
    """Returns the rows of *path*; raises `ProvenanceError` naming file and line when a row is not whole."""
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    names = [field.name for field in fields(Row)]
    for number, row in enumerate(table, start=1):
        if len(row) != len(names) or not all(row) or (number == 1 and row != names):
            cure = "Make it anew: python -m tools.provenance"
            raise ProvenanceError(f"{path.name}: row {number} does not have {', '.join(names)}. {cure}")
    return [Row(*row) for row in table[1:]]


def _git(repository: Path, *words: str) -> str:
    command = ["git", "-C", str(repository), *words]
    # Inside a hook git's own variables would name another repository than -C does.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=environment).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", "") or str(error)
        cure = "Get the whole history: git fetch --unshallow"
        raise ProvenanceError(f"git {words[0]} failed: {told.strip()}. {cure}") from error


def main() -> int:
    """Writes the file, or compares it with the history."""
    parser = argparse.ArgumentParser(description="Where each phrasing of data/nlu.yml came from.")
    parser.add_argument("--compare", action="store_true", help="write nothing; exit 1 when the file differs")
    compare = parser.parse_args().compare
    try:
        text = written(rows())
    except ProvenanceError as error:
        print(error, file=sys.stderr)
        return 1
    if compare:
        return int(FILE.read_text(encoding="utf-8") != text)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
