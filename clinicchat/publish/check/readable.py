"""Files that are missing or cannot be read, and keys that are given twice."""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.content.yaml_file import MAP
from clinicchat.publish.check.findings import Finding, error, short
from clinicchat.publish.check.project import OPTIONAL, Project
from clinicchat.publish.check.registry import check


@check("Every file is there and can be read")
def every_file_can_be_read(project: Project) -> Iterator[Finding]:
    for name in project.files:
        document = project.document(name)
        if not project.has_file(name):
            if name not in OPTIONAL:
                yield error(name, 1, name, "The file is missing.", "Take it back from the project's history.")
        elif fault := document.fault:
            shown = document.lines[fault.line - 1] if 0 < fault.line <= len(document.lines) else ""
            yield error(name, fault.line, short(shown) or name, fault.what, fault.cure)
        elif document.top.kind != MAP:
            cure = 'Start the file with lines such as `version: "3.1"`, or take it back from the project\'s history.'
            yield error(name, 1, name, "The file has no `name: words` lines at its top.", cure)


@check("No key is given twice in one place")
def no_key_twice(project: Project) -> Iterator[Finding]:
    for name in project.files:
        for line, key, first in project.document(name).twice:
            what = f"`{key}` is given a second time (first on line {first}); only the last one counts."
            yield error(name, line, key, what, "Put both together in one place, or delete one.")
