"""Which group a test belongs to: each has exactly one, by its folder or by a mark that stands in the test.

- fast: seconds; needs nothing but this process; `make quick` runs these, on all cores.
- thorough: needs no running product either, but takes minutes: seeded faults, evaluation, whole word lists.
- product: plays with the real assistant and action server.
- browser: drives Chromium.
- endurance: an hour, not a gate: `make endurance`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

GROUPS = ("fast", "thorough", "product", "browser", "endurance")
FOLDERS = {
    "tests/web/browser": "browser",
    "tests/conversations": "product",
    "tests/breakages": "product",
    "tests/publish": "thorough",
    "tests/evaluation": "thorough",
}
"""The group of all tests below a folder that have no mark of their own; elsewhere a test is fast."""
PRODUCT_FIXTURES = frozenset({"product", "chat", "fragile"})


class GroupError(ValueError):
    """A test is in two groups."""


def group_of(test: str, marks: Iterable[str], fixtures: Iterable[str]) -> str:
    """Returns the group of the test with the id *test*: its mark, else its folder's, else by what it asks for.

    >>> group_of("tests/web/test_api.py::test_an_answer", [], ["chat"])
    'product'
    >>> group_of("tests/text/test_reading.py::test_emoji", ["thorough"], [])
    'thorough'
    """
    own = [mark for mark in dict.fromkeys(marks) if mark in GROUPS]
    if len(own) > 1:
        raise GroupError(f"{test} is marked {' and '.join(own)}. Keep one.")
    by_folder = [group for folder, group in FOLDERS.items() if test.startswith(f"{folder}/")]
    by_fixture = ["product"] if PRODUCT_FIXTURES & set(fixtures) else []
    return [*own, *by_folder, *by_fixture, "fast"][0]


def left_out(path: Path, root: Path, chosen: str) -> bool:
    """Whether nothing below *path* is in the one group that is *chosen* (`-m`): such folders are not even imported."""
    group = FOLDERS.get(path.relative_to(root).as_posix()) if path.is_relative_to(root) else None
    return group is not None and chosen == "fast" and group != "fast"
