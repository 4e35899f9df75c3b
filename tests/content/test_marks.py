"""What the program knows a topic by stands in the topic's file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content.marks import is_marked, marked
from clinicchat.content.names import Mark

TOPIC = re.compile(r'"(?:faq|decline)/\w+')
CODE = [*(paths.ROOT / "clinicchat").rglob("*.py"), *(paths.ROOT / "actions").rglob("*.py")]


@pytest.mark.parametrize("mark", Mark)
def test_each_mark_is_some_topics(mark: Mark) -> None:
    assert marked(mark)


def test_a_part_has_its_topics_marks() -> None:
    assert is_marked("faq/session_structure.length", Mark.COURSE)
    assert not is_marked("faq/cost_insurance.low_cost", Mark.COURSE)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(paths.ROOT).as_posix())
def test_no_topics_id_stands_in_the_code(path: Path) -> None:
    """Docstrings and comments show examples; what runs does not."""
    text = re.sub(r'"""[\s\S]*?"""|#[^\n]*', "", path.read_text(encoding="utf-8"))
    assert not TOPIC.search(text)
