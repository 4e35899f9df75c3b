"""Each phrasing that data/nlu.yml had when the record was made has one row, with its commit and its author's set."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tools import provenance
from tools.provenance import FILE, SETS, ProvenanceError

pytestmark = pytest.mark.thorough  # it reads the history

ROWS = 16_838
DIGEST = "885c5e786c1483393dbe0d1143d778914ba01316a8eb90417fe8aff21f4668fe"
"""SHA-256 of the record's phrasings and topics, sorted: a row that is lost, doubled or reworded changes it."""


def test_each_phrasing_of_then_has_exactly_one_row() -> None:
    found = provenance.read()
    keys = [(row.text, row.topic) for row in found]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len(keys) == ROWS
    lines = "\n".join(sorted(f"{text}\t{topic}" for text, topic in keys))
    assert hashlib.sha256(lines.encode()).hexdigest() == DIGEST


def test_each_row_names_a_set_and_the_commit_that_brought_it() -> None:
    assert {(row.commit, row.set) for row in provenance.read()} == set(SETS.items())


def test_the_record_is_what_the_history_says() -> None:
    try:
        found = provenance.rows()
    except ProvenanceError:
        pytest.skip("not a checkout with the whole history")
    assert provenance.written(found) == FILE.read_text(encoding="utf-8")


def test_the_document_counts_each_set_as_the_record_does() -> None:
    document = FILE.with_suffix(".md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| ([0-9a-f]{12}) \| ([\d,]+) \|", document, re.M)
    counted = Counter((row.set, row.commit) for row in provenance.read())
    assert {(name, commit): int(n.replace(",", "")) for name, commit, n in told} == counted


@pytest.mark.parametrize("row", ["hello,greet,69998e951d6c", "hello,,69998e951d6c,first", "text,topic\n"])
def test_a_row_that_is_not_whole_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "provenance.csv"
    path.write_text(f"text,topic,commit,set\nhi,greet,69998e951d6c,first\n{row}\n", encoding="utf-8")
    with pytest.raises(ProvenanceError, match=r"provenance\.csv: row 3 .*Make it anew"):
        provenance.read(path)


class Repository:
    """A small history of one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        settings = ("user.name=a", "user.email=a@example.org", "commit.gpgsign=false", "core.hooksPath=/dev/null")
        command = ["git", "-C", str(self.folder), *(x for s in settings for x in ("-c", s)), *words]
        own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=own).stdout.strip()

    def commit(self, **topics: list[str]) -> str:
        entries = [f"- intent: {t}\n  examples: |\n" + "".join(f"    - {x}\n" for x in xs) for t, xs in topics.items()]
        (self.folder / "nlu.yml").write_text("nlu:\n" + "".join(entries), encoding="utf-8")
        self.git("add", "nlu.yml")
        self.git("commit", "-q", "-m", "phrasings")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def history(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_phrasing_that_moves_to_another_topic_keeps_its_commit(history: Repository) -> None:
    first = history.commit(greet=["hi", "hey"])
    second = history.commit(greet=["hi"], thank=["hey", "thanks"])
    assert provenance.origins("HEAD", history.folder, "nlu.yml") == {"hi": first, "hey": first, "thanks": second}


def test_a_phrasing_that_comes_back_counts_from_its_return(history: Repository) -> None:
    first = history.commit(greet=["hi", "hey"])
    history.commit(greet=["hi"])
    third = history.commit(greet=["hi", "hey"])
    assert provenance.origins("HEAD", history.folder, "nlu.yml") == {"hi": first, "hey": third}


def test_a_merge_brings_nothing_of_its_own(history: Repository) -> None:
    first = history.commit(greet=["hi"])
    history.git("checkout", "-q", "-b", "train")
    train = history.commit(greet=["hi"], thank=["thanks"])
    history.git("checkout", "-q", "main")
    history.git("commit", "-q", "--allow-empty", "-m", "other work")
    history.git("merge", "-q", "--no-ff", "-m", "Merge branch 'train'", "train")
    assert provenance.origins("HEAD", history.folder, "nlu.yml") == {"hi": first, "thanks": train}


def test_a_commit_without_a_named_set_is_an_error_with_its_cure() -> None:
    with pytest.raises(ProvenanceError, match=r"Name its set in tools/provenance\.py"):
        provenance.set_of("0" * 40)


def test_a_folder_without_history_is_an_error_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(ProvenanceError, match="Get the whole history"):
        provenance.origins("HEAD", tmp_path, "nlu.yml")
