"""docs/for-staff.md says what to do about every kind of finding, in the words of the check."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from clinicchat.publish.check import Finding
from clinicchat.publish.check.project import SOURCES, Project
from clinicchat.publish.check.python_sentences import no_sentences_in_program
from clinicchat.publish.check.registry import all_checks
from tests.publish.check.staff_tables import DOCUMENT, told
from tests.publish.check.test_seeded_faults import FAULTS
from tests.publish.conftest import ROOT, TODAY, Tree
from tests.publish.test_edits import EDITS

TOO_FEW = "it needs 25"


def test_every_check_is_in_the_tables(tmp_path: Path) -> None:
    """Of what the seeded faults and the edits find, tests/publish/check/test_seeded_faults.py sees that it is told."""
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "words.py").write_text('WORDS = "Please call us as soon as you can."\n', encoding="utf-8")
    in_program = list(no_sentences_in_program(Project(ROOT, tmp_path)))
    assert [told(f.what) for f in in_program] == [True]
    near = "“what is oxytocin” (faq/oxytocin) is nearly “what's oxytocin” (faq/sources, line 7): 95% the same meaning."
    assert told(near)  # tests/publish/check/test_similarity.py sees that it is found
    seen = {one.by for one in FAULTS} | {"no_sentences_in_program", "nothing_near_by_meaning"}
    edited = {m for e in EDITS for m in e.by.split(",")}  # tests/publish/test_edits.py sees that these find something
    others = [one.find for one in all_checks() if one.find.__name__ not in seen]
    assert [find.__name__ for find in others if find.__module__.rpartition(".")[2] not in edited] == []


def examples() -> list[str]:
    """The YAML of "Add a topic": the topic's file, and a source for data/sources.yml."""
    part = DOCUMENT.partition("## Add a topic")[2].partition("\n## ")[0]
    return [
        re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in re.findall(r"```yaml\n(.+?)```", part, re.DOTALL)
    ]


def test_topic_added_as_written_has_only_too_few_phrasings(
    tree: Tree, newly_found: Callable[..., list[Finding]]
) -> None:
    topic, source = examples()
    dated = re.sub(r'"on": "[^"]+", due: "[^"]+"', f'"on": "{TODAY}", due: "{TODAY + timedelta(days=180)}"', topic)
    tree.write("data/topics/faq/interpreter.yml", dated)
    tree.add(SOURCES, source)
    assert [f.what for f in newly_found() if TOO_FEW not in f.what] == []
    assert [f.key for f in newly_found()] == ["faq/interpreter"]
