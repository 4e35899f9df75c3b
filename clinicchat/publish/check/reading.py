"""Words that people can read: grade and length."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from importlib import metadata

from clinicchat.publish.check.findings import Finding, error
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import check

VERSION = f"textstat {metadata.version('textstat')}"
"""What the grades belong to. Importing textstat takes half a second, so it is done for new words only."""


@check("Everything can be read at its grade")
def grades_are_kept(project: Project) -> Iterator[Finding]:
    limits: dict[str, float] = project.house_rules["grades"]
    least: int = project.house_rules["grade_from_words"]
    graded = [s for s in project.shown if s.kind in limits and s.language == "en" and len(s.text.split()) >= least]
    grades = project.kept.results("grades", VERSION, (s.text for s in graded), lambda new: {t: grade(t) for t in new})
    for shown in graded:
        found, limit = grades[shown.text], limits[shown.kind]
        if found > limit:
            what = f"The reading grade is {found:.1f}; the limit is {limit:g}."
            cure = "Make the sentences shorter (one idea each) and use everyday words."
            yield error(shown.file, shown.node.line, shown.key, what, cure)


@check("Answers are neither too short nor too long")
def lengths_are_kept(project: Project) -> Iterator[Finding]:
    limits: dict[str, list[int]] = project.house_rules["word_counts"]
    for shown in project.shown:
        if shown.kind not in limits:
            continue
        least, most = limits[shown.kind]
        count = len(spoken(shown.text).split())
        if not least <= count <= most:
            long = count > most
            cure = "Shorten it; what is less important can be a part of its own." if long else "Say a little more."
            what = f"The text has {count} words; {least} to {most} are right."
            yield error(shown.file, shown.node.line, shown.key, what, cure)


def spoken(text: str) -> str:
    """Returns *text* as it is read aloud: no list dashes, each paragraph and list item ended with a period.

    >>> spoken("Common effects:\\n\\n- nausea\\n- headache")
    'Common effects. nausea. headache.'
    """
    lines = [re.sub(r"^\s*-\s+", "", line).strip() for line in text.splitlines() if line.strip()]
    return " ".join(line if re.search(r"[.!?][\"”)]?$", line) else f"{line.rstrip(':;,')}." for line in lines)


@lru_cache(maxsize=4096)
def grade(text: str) -> float:
    """Returns the Flesch-Kincaid grade of *text*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat 0.7.4 asks setuptools for its version
        import textstat
    return float(textstat.flesch_kincaid_grade(spoken(text)))
