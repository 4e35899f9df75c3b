"""`make check`: text for people, JSON for machines, an exit status for CI; quick, and without Rasa."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clinicchat.publish.check import Finding, Level, Project, danger, kept, registry, report, run
from clinicchat.publish.check.__main__ import main
from clinicchat.publish.check.project import CLINIC, REPLIES
from clinicchat.publish.check.readable import every_file_can_be_read
from tests.publish.conftest import ROOT, TODAY, Tree

COST = "data/topics/faq/cost_insurance.yml"


def test_error_ends_with_status_1_and_says_file_line_key_and_cure(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.edit(COST, "disclaimers:", "disclamers:")
    assert main(["--root", str(tree.root)]) == 1
    shown = capsys.readouterr().out
    assert f"{COST}\n" in shown
    assert "utter_faq/cost_insurance > 1 > metadata > disclamers" in shown
    assert "cure: Did you mean `disclaimers`? Write that." in shown
    assert "Traceback" not in shown


def test_json_holds_counts_and_every_part_of_a_finding(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.edit(COST, "disclaimers:", "disclamers:")
    assert main(["--root", str(tree.root), "--json", "--errors"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["errors"] == len(told["findings"]) > 0
    assert set(told["findings"][0]) == {"level", "file", "line", "key", "what", "cure", "check"}


def test_errors_come_first_and_each_kind_of_warning_is_one_line() -> None:
    """Fifty warnings of one kind hid the one error between them."""
    error = Finding(Level.ERROR, REPLIES, 7, "utter_greet", "It is wrong.", "Mend it.", "Words are right")
    doubtful = [Finding(Level.WARNING, COST, n, "key", "It may be.", "Look.", "No doubt is left") for n in (3, 4)]
    alone = Finding(Level.WARNING, CLINIC, 5, "telephone", "An example.", "Write yours.", "The telephone is real")
    shown = report.as_text([*doubtful, alone, error], 1.0, 4).splitlines()
    assert shown == [
        REPLIES,
        "  line 7  utter_greet",
        "    error: It is wrong.",
        "    cure: Mend it.",
        "",
        f"2 warnings: “No doubt is left” does not hold; the first is {COST}, line 3 (key).",
        f"warning: {CLINIC}, line 5: telephone: An example. Write yours.",
        "All warnings with their cures: make check ARGS=--all",
        "check: 1 error, 3 warnings (4 checks, 1.0 s)",
    ]
    assert report.as_text(doubtful, 1.0, 4, everything=True).count("cure: Look.") == 2


def test_warnings_of_any_number_of_kinds_are_ten_lines_at_most() -> None:
    kinds = [Finding(Level.WARNING, COST, n, "key", "It may be.", "Look.", f"Check {n}") for n in range(20)]
    shown = report.as_text([*kinds, kinds[0]], 1.0, 20).splitlines()
    assert len(shown) == 10
    assert shown[-3:-1] == [
        "13 warnings of other kinds: 13 more checks.",
        "All warnings with their cures: make check ARGS=--all",
    ]


def test_warnings_alone_end_with_status_0(monkeypatch: pytest.MonkeyPatch, tree: Tree) -> None:
    alone = [Finding(Level.WARNING, COST, 1, "key", "What.", "Cure.")]
    monkeypatch.setattr("clinicchat.publish.check.__main__.run", lambda project: alone)
    assert main(["--root", str(tree.root)]) == 0


def test_it_imports_nothing_that_is_slow_to_start(tree: Tree) -> None:
    """`make bench` shows how long it takes; with Rasa alone it would be three seconds more."""
    code = (
        "import sys; from clinicchat.publish.check.__main__ import main; main(['--root', sys.argv[1], '--json']);"
        "print({'rasa', 'tensorflow', 'sanic', 'onnxruntime'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tree.root)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=True,
    )
    assert done.stderr.strip().splitlines()[-1] == "set()"


def test_every_check_has_its_own_sentence_for_a_name() -> None:
    names = [one.name for one in registry.all_checks()]
    assert len(set(names)) == len(names)
    assert all(name[0].isupper() and len(name.split()) >= 4 for name in names)


def test_unreadable_file_brings_one_finding_and_no_followers(
    tree: Tree, newly_found: Callable[..., list[Finding]]
) -> None:
    tree.edit(COST, "^responses:", "\tresponses:")
    assert [f.file for f in newly_found() if f.level == Level.ERROR] == [COST]


def test_file_that_is_not_utf8_names_the_line(tree: Tree) -> None:
    path = tree.root / COST
    path.write_bytes(path.read_bytes() + b"\n# caf\xe9\n")
    found = list(every_file_can_be_read(Project(tree.root)))
    assert len(found) == 1
    assert "UTF-8" in found[0].cure


def test_shape_that_nobody_foresaw_is_no_stack_trace(tree: Tree) -> None:
    shapes = {
        "cost_insurance": "responses: 5\n",
        "oxytocin": "- a\n- b\n",
        "access": "responses: {utter_faq/access: {text: [1]}}\n",
        "veterans": "responses: {? [a] : b}\n",
    }
    files = {f"data/topics/faq/{name}.yml": text for name, text in shapes.items()}
    for file, text in files.items():
        tree.write(file, text)
    found = run(Project(tree.root, today=TODAY))
    assert {f.file for f in found if f.level == Level.ERROR} >= files.keys()
    assert not [f.what for f in found if "could not be finished" in f.what]


def test_nothing_of_the_same_content_is_worked_out_again(as_it_is: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(Project(as_it_is))
    written: list[str] = []
    monkeypatch.setattr(kept.Kept, "_write", lambda _self, name, _of, _what: written.append(name))
    run(Project(as_it_is))
    assert written == [], "what is written was worked out"
    monkeypatch.setattr(danger, "code_stamp", lambda: "another version")
    monkeypatch.setattr(danger, "_alarm", lambda *_: None)  # what it finds is not asked for here
    run(Project(as_it_is))
    assert "alarms" in written
