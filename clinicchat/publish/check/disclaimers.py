"""Disclaimers: those named exist, and each kind of topic carries its own."""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.publish.check.findings import Finding, did_you_mean, error, warning
from clinicchat.publish.check.project import REPLIES, TOPICS, Project
from clinicchat.publish.check.registry import check

PREFIX = "disclaimer_"


def names(project: Project) -> set[str]:
    """Returns the names of the disclaimers in data/replies.yml."""
    return {name.removeprefix(PREFIX) for name in project.words if name.startswith(PREFIX)}


@check("Every disclaimer that is named exists", TOPICS, REPLIES)
def disclaimers_exist(project: Project) -> Iterator[Finding]:
    known = names(project)
    for one in project.answers:
        for node in one.metadata.get("disclaimers").entries:
            if node.text and node.text not in known:
                cure = did_you_mean(node.text, known, f"Use one of: {', '.join(sorted(known))}.")
                yield error(
                    one.file, node.line, f"{one.key} > disclaimers", f"There is no disclaimer `{node.text}`.", cure
                )
    for name in [*(n for n in project.house_rules["disclaimers"] if n != "none_needed"), "general"]:
        if name not in known:
            what = f"The disclaimer {name} is gone."
            yield error(REPLIES, 1, f"utter_{PREFIX}{name}", what, f"Add utter_{PREFIX}{name} with its text.")


@check("Every kind of topic carries its disclaimers", TOPICS)
def disclaimers_fit_the_topic(project: Project) -> Iterator[Finding]:
    rules: dict[str, list[str]] = project.house_rules["disclaimers"]
    for one in project.overviews:
        listed = one.metadata.get("disclaimers")
        key = f"{one.key} > disclaimers"
        line = listed.line if listed else one.node.line
        for name, topics in rules.items():
            if name != "none_needed" and one.name in topics and name not in listed.texts:
                yield error(
                    one.file, line, key, f"An answer on {one.name} must carry `{name}`.", f"Add {name} to the list."
                )
        if not listed.entries and one.name not in rules["none_needed"]:
            what = "The answer carries no disclaimer."
            yield warning(
                one.file,
                line,
                key,
                what,
                "Add not_approved, or whichever fits, unless it says nothing about the treatment.",
            )
