"""Which group a test belongs to: each has exactly one, by its folder or by a mark that stands in the test.

- fast: seconds; needs nothing but this process; `make quick` runs these, in three processes beside lint and types.
- thorough: needs no running product either, but takes minutes: seeded faults, evaluation, whole word lists.
- product: plays with the real assistant and action server.
- browser: drives Chromium.
- endurance: an hour, not a gate: `make endurance`.
"""

from __future__ import annotations

import re
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
NAMED = {"thorough": {"thorough"}, "product": PRODUCT_FIXTURES}
"""One of these words stands in each file that has a test of the group and is in no folder of it."""
WHOLE_FILE = re.compile(r"^pytestmark = pytest\.mark\.(\w+)", re.MULTILINE)


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
    by_folder = [group for folder, group in FOLDERS.items() if test.startswith(f"{folder}/")]
    if len(own) > 1:
        raise GroupError(f"{test} is marked {' and '.join(own)}. Keep one.")
    if by_folder and not {*by_folder, "endurance"} >= {*own}:
        raise GroupError(f"{test} is marked {own[0]} in a folder of {by_folder[0]} tests. Move it.")
    by_fixture = ["product"] if PRODUCT_FIXTURES & set(fixtures) else []
    return [*own, *by_folder, *by_fixture, "fast"][0]


def left_out(path: Path, root: Path, chosen: str) -> bool:
    """Whether nothing in the folder or file *path* is in the one group that is *chosen* (`-m`): that is not imported.

    Importing every test takes 12 seconds of each process, for Rasa and for words that are read while importing.
    """
    if chosen not in ("fast", *FOLDERS.values()) or not path.is_relative_to(root):
        return False
    if path.is_dir():
        return FOLDERS.get(path.relative_to(root).as_posix(), chosen) != chosen
    if path.suffix != ".py" or any(path.is_relative_to(root / folder) for folder in FOLDERS):
        return False
    text = path.read_text(encoding="utf-8")
    if (marked := WHOLE_FILE.search(text)) and marked[1] in GROUPS:
        return marked[1] != chosen
    return chosen in NAMED and not any(word in text for word in NAMED[chosen])
