"""Each test has one group, so that `make quick` is quick and `make test` forgets nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.groups import FOLDERS, GroupError, group_of, left_out
from tests.test_modules import ROOT
from workbench import running


@pytest.mark.parametrize(
    ("test", "marks", "fixtures", "group"),
    [
        ("tests/text/test_reading.py::test_emoji", [], [], "fast"),
        ("tests/text/test_reading.py::test_emoji", ["parametrize", "thorough"], [], "thorough"),
        ("tests/web/test_api.py::test_answer", [], ["chat"], "product"),
        ("tests/web/browser/test_browser_display.py::test_tall", [], ["chat"], "browser"),
        ("tests/conversations/safety.yml::one", [], [], "product"),
        ("tests/web/test_soak.py::test_memory", ["endurance"], ["product"], "endurance"),
    ],
)
def test_a_mark_comes_before_the_folder_and_the_folder_before_fixtures(
    test: str, marks: list[str], fixtures: list[str], group: str
) -> None:
    assert group_of(test, marks, fixtures) == group


def test_two_marks_are_refused_by_name() -> None:
    with pytest.raises(GroupError, match="test_a is marked fast and browser"):
        group_of("tests/test_a.py::test_a", ["fast", "browser"], [])


def test_a_folder_of_one_group_holds_no_test_of_another_but_long_runs() -> None:
    with pytest.raises(GroupError, match="test_a is marked fast in a folder of browser tests"):
        group_of("tests/web/browser/test_a.py::test_a", ["fast"], [])
    assert group_of("tests/web/browser/test_a.py::test_a", ["endurance"], []) == "endurance"


def test_only_folders_without_tests_of_the_group_are_left_out() -> None:
    assert left_out(ROOT / "tests/web/browser", ROOT, "fast") and left_out(ROOT / "tests/publish", ROOT, "product")
    assert not left_out(ROOT / "tests/web", ROOT, "fast")
    assert not left_out(ROOT / "tests/web/browser", ROOT, "browser")
    assert not left_out(ROOT / "tests/web/browser", ROOT, "")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("def test_it(): ...\n", {"fast"}),
        ("pytestmark = pytest.mark.thorough  # it trains\n", {"thorough"}),
        ("@pytest.mark.thorough\ndef test_it(): ...\n", {"fast", "thorough"}),
        ("def test_it(chat): ...\n", {"fast", "product"}),
        ('pytestmark = pytest.mark.xdist_group("release")\n', {"fast"}),
    ],
)
def test_a_file_is_imported_for_the_groups_that_it_may_hold(tmp_path: Path, text: str, groups: set[str]) -> None:
    (file := tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    assert {group for group in ("fast", "thorough", "product") if not left_out(file, tmp_path, group)} == groups
    assert not left_out(file, tmp_path, "not endurance")


def test_every_folder_of_a_group_exists() -> None:
    assert [folder for folder in FOLDERS if not (ROOT / folder).is_dir()] == []


def test_a_fast_test_cannot_start_the_product() -> None:
    with pytest.raises(AssertionError, match="mark it `product`"):
        running.start()
