"""How an answer begins: its first sentence names its subject, since the question may have been put either way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinicchat.publish.check.findings import Finding, error, short
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.wording import sentences

CURE = "Name the subject and answer in one sentence that stands by itself, such as “Trials took adults only.”"


@check("No answer begins as if it knew how the question was put")
def no_answer_begins_with_yes_or_no(project: Project) -> Iterator[Finding]:
    rule = project.house_rules["openers"]
    opener = re.compile(rule["find"], re.IGNORECASE)
    for shown in project.shown:
        if shown.kind in rule["kinds"] and (match := opener.match(shown.text.lstrip(" \n-\"“'*"))):
            first = next(iter(sentences(shown.text)), shown.text)
            what = f"“{short(first)}” starts with '{match.group()}': it contradicts whoever asked the other way round."
            yield error(shown.file, shown.node.line, shown.key, what, CURE)
