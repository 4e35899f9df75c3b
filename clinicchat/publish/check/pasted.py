"""Phrasings that were pasted from real messages: personal data, and danger that would teach the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinicchat.chat.masking import mask
from clinicchat.publish.check.findings import Finding, error, warning
from clinicchat.publish.check.project import QUESTIONS, TURNS, Project, Question
from clinicchat.publish.check.registry import check

MASKED = re.compile(r"\[(e-mail|number|date|address|name)\]")


@check("No phrasing holds personal data", *QUESTIONS, TURNS)
def no_personal_data(project: Project) -> Iterator[Finding]:
    """The words themselves are not repeated: what is found is in logs and screens."""
    phrasings = [*project.questions, *_short_turns(project)]
    texts = [q.text for q in phrasings]
    found = project.kept.results("personal", "1", texts, lambda new: {text: MASKED.findall(mask(text)) for text in new})
    for question in phrasings:
        if kinds := [kind for kind in found[question.text] if f"[{kind}]" not in question.text]:
            what = f"This phrasing holds personal data ({', '.join(kinds)})."
            cure = "Delete it, or write it without what could tell who the person is."
            told = error if is_new(project, question.text) else warning
            yield told(question.file, question.line, question.topic, what, cure)


def _short_turns(project: Project) -> list[Question]:
    """Returns how people say the short turns."""
    turns = project.top(TURNS).get("turns").pairs
    return [
        Question(name.raw, node.text, node.line, TURNS) for name, turn in turns for node in turn.get("like").entries
    ]


def is_new(project: Project, text: str) -> bool:
    """Whether the phrasing *text* came since the live release: then what is wrong with it is an error."""
    if project.before is None:
        return False
    if is_new not in project.noted:
        before = project.before
        project.noted[is_new] = {question.text for question in [*before.questions, *_short_turns(before)]}
    return text not in project.noted[is_new]
