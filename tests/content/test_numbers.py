"""Telephone numbers stand in data/helplines.yml and nowhere else, so that one that changes is changed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from clinicchat import paths

HELP_LINES = "helplines.yml"
NOT_SHOWN = (
    "nlu.yml",
    "phrases/",
    "topics/safety/",
    "topics/service/",
    "topics/out_of_scope/",
    "safety/replies/",
    "facts/",
)
"""What visitors write, and the fact sheets."""
OTHERS_WORDS = ("sources.yml", "providers.yml", "clinic.yml")
"""Titles of sources name numbers ("Samaritans, call 116 123"); providers and the clinic have their own."""
FILES = [
    str(path.relative_to(paths.DATA))
    for path in sorted(paths.DATA.rglob("*.yml"))
    if not any(part in str(path.relative_to(paths.DATA)) for part in (HELP_LINES, *NOT_SHOWN, *OTHERS_WORDS))
]
LONG = re.compile(
    r"(?<![\w.,/$+-])(?:\+?1[ -])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)|(?<!\w)0\d{3}(?: \d{2,4}){2,3}(?!\w)"
)


@cache
def known_numbers() -> set[str]:
    """The numbers of the help lines, as written there; addresses of pages aside."""
    found = yaml.safe_load((paths.DATA / HELP_LINES).read_text(encoding="utf-8"))["countries"]
    lines = [line for country in found.values() for line in (country["emergency"], *country["lines"])]
    return {line["number"] for line in lines if line["number"] and re.fullmatch(r"[\d -]+", line["number"])}


@cache
def _any_known() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![\w.,/$-]){re.escape(n)}(?![\w%-]|[.,]\d)" for n in known_numbers()))


ASKED = re.compile(r"^    (?:phrases:\n(?:    - .*\n)+|like: .*\n)", re.MULTILINE)
"""What visitors write, in the files of next_steps/."""


def written_out(text: str) -> Iterator[str]:
    """Yields the lines of *text* that hold a number of a help line, or any telephone number; addresses aside."""
    for line in text.splitlines():
        if line.lstrip().startswith("#"):  # how to write, for staff
            continue
        words = re.sub(r"https?://\S+", "", line)
        if _any_known().search(words) or LONG.search(words):
            yield line.strip()


@pytest.mark.parametrize("file", FILES)
def test_no_number_is_written_out(file):
    words = ASKED.sub("", (paths.DATA / file).read_text(encoding="utf-8").partition("\nnlu:")[0])
    assert list(written_out(words)) == [], "write its term instead"


def test_the_files_that_visitors_read_are_looked_at():
    assert {"topics/faq/access.yml", "replies.yml", "page.yml", "safety/suicide.yml", "safety/general.yml"} <= set(
        FILES
    )


@pytest.mark.parametrize(
    "line", ["Call 911 now.", "text 988", "Call 1-800-222-1222.", "on 116 123 now", "or 0477 13 11 14", "512-555-0100"]
)
def test_a_number_that_is_written_out_is_seen(line):
    assert list(written_out(line)) == [line]


@pytest.mark.parametrize("line", ["A$20,000 to A$30,000", "1,000 characters", "in 2023", "53 people"])
def test_other_numbers_are_left_alone(line):
    assert list(written_out(line)) == []
