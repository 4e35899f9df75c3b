"""docs/for-staff.md says what to do about every kind of finding, in the words of the check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from clinicchat.publish.check import Finding
from clinicchat.publish.check.project import SOURCES, Project
from clinicchat.publish.check.python_sentences import no_sentences_in_program
from clinicchat.publish.check.registry import all_checks
from tests.publish.check.test_seeded_faults import FAULTS, FOUND
from tests.publish.conftest import ROOT, TODAY, Tree
from tests.publish.test_edits import EDITS

pytestmark = pytest.mark.xdist_group("trial")  # after test_seeded_faults.py, in the same process

DOCUMENT = (ROOT / "docs" / "for-staff.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.partition("## Mend what `make check` finds")[2].partition("\n## ")[0]
TOO_FEW = "it needs 25"


def rows() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yields the first cell of every table row, and the pattern of what it stands for: "…" is anything."""
    for line in SECTION.splitlines():
        if match := re.match(r"\| (?!It says|---)(.+?) \| .+ \|$", line):
            pattern = ".*?".join(re.escape(part.strip()) for part in match[1].split("…"))
            yield match[1], re.compile(rf"\s*{pattern}\s*".replace(".*?", r"\s?.*?\s?"), re.DOTALL)


def told(what: str) -> bool:
    return any(pattern.fullmatch(what) for _, pattern in rows())


def test_every_finding_of_the_trial_is_in_the_tables() -> None:
    if len(FOUND) < len(FAULTS):
        pytest.skip("the trial of seeded faults did not run (tests/publish/check/test_seeded_faults.py)")
    missing = sorted({f"{f.check}: {f.what}" for f in FOUND if not told(f.what)})
    assert not missing, "docs/for-staff.md has no row for these:\n" + "\n".join(missing)


def test_every_check_is_in_the_tables(tmp_path_factory: pytest.TempPathFactory) -> None:
    if len(FOUND) < len(FAULTS):
        pytest.skip("the trial of seeded faults did not run (tests/publish/check/test_seeded_faults.py)")
    code = tmp_path_factory.mktemp("code")
    (code / "actions").mkdir()
    (code / "actions" / "words.py").write_text('WORDS = "Please call us as soon as you can."\n', encoding="utf-8")
    in_program = list(no_sentences_in_program(Project(ROOT, code)))
    assert [told(f.what) for f in in_program] == [True]
    near = "“what is oxytocin” (faq/oxytocin) is nearly “what's oxytocin” (faq/sources, line 7): 95% the same meaning."
    assert told(near)  # tests/publish/check/test_similarity.py sees that it is found
    seen = {f.check for f in FOUND} | {
        "No sentence of a visitor is in the program",
        "No question is nearly one of another topic, by its meaning",
    }
    edited = {m for e in EDITS for m in e.by.split(",")}  # tests/publish/test_edits.py sees that these find something
    others = [one.name for one in all_checks() if one.name not in seen]
    assert [n for n in others if module_of(n) not in edited] == []


def module_of(name: str) -> str:
    """Returns the module of the check with the sentence *name*."""
    return next(one.find.__module__.rpartition(".")[2] for one in all_checks() if one.name == name)


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
