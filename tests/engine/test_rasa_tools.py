"""Rasa's own tools keep working. Their exit codes say little (most faults exit 0), so what they write is judged."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from workbench import running

pytestmark = pytest.mark.product

ROOT = running.ROOT
STORIES = ROOT / "tests" / "engine" / "test_stories.yml"
SECONDS = 300
WARNING = re.compile(r"UserWarning: (.*)|\bERROR\b.* - (.*)")
KNOWN = ("response selector", "Slot auto-fill", "duplicated intents", "is not used in any story or rule")
"""Warnings that are no faults: the classifier fills the response selector itself, the actions say most of the words."""
NO_CONFLICT = "No story structure conflicts found"


def faults(said: str) -> list[str]:
    """Returns what `rasa data validate` complains about, whatever its exit code."""
    found = [next(g for g in m.groups() if g) for m in WARNING.finditer(said) if any(m.groups())]
    wrong = [line for line in found if not any(known in line for known in KNOWN)]
    return wrong if NO_CONFLICT in said else [*wrong, f"it did not get to the end: {said[-2000:]}"]


def rasa(*arguments: str) -> str:
    """Runs a Rasa command and returns what it wrote, without colours."""
    environment = {**os.environ, **running.QUIET, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rasa", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """`rasa test core` over the test stories, run once: what it said and the folder it wrote to."""
    out = tmp_path_factory.mktemp("rasa-test")
    said = rasa("test", "core", "--stories", str(STORIES), "--model", str(running.model()), "--out", str(out))
    return said, out


def test_the_data_is_valid_to_rasa() -> None:
    """`rasa data validate` finds neither a conflict of stories nor a name that the domain lacks."""
    said = rasa("data", "validate", "--data", "data", "--domain", "domain.yml")
    assert not faults(said)


@pytest.mark.parametrize(
    "line",
    [
        "validator.py:1: UserWarning: The intent 'typo' is used in the stories but is not listed in the domain file.",
        "2026-11-24 ERROR    rasa.validator  - The action 'action_typo' is not listed in the domain.",
    ],
)
def test_a_fault_that_rasa_only_mentions_counts(line: str) -> None:
    assert faults(f"{line}\n{NO_CONFLICT}.")
    assert not faults(NO_CONFLICT)
    assert faults("killed half way")


def test_every_test_story_is_predicted(tested: tuple[str, Path]) -> None:
    """No story failed, and all of them were tried."""
    said, out = tested
    failed = out / "failed_test_stories.yml"
    stories = (yaml.safe_load(failed.read_text(encoding="utf-8")) or {}).get("stories") if failed.is_file() else None
    assert not stories, failed.read_text(encoding="utf-8")
    count = len(yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"])
    assert f"{count} / {count}" in said, said[-3000:]


def test_danger_inside_a_form_is_among_the_stories() -> None:
    steps = [s["steps"] for s in yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"]]
    assert any({"action": "action_deactivate_loop"} in story and {"active_loop": None} in story for story in steps)
