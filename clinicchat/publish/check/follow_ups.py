"""Short turns and what visitors say of themselves: every name in data/turns.yml and data/visitor.yml is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clinicchat.content.turns import SEARCH
from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error
from clinicchat.publish.check.project import REPLIES, TOPICS, TURNS, VISITOR, Project
from clinicchat.publish.check.registry import check


@check("Every short turn has words and counts as a topic that is there", TURNS, REPLIES, TOPICS)
def turns_have_words(project: Project) -> Iterator[Finding]:
    topics = {*project.asked, SEARCH}
    for name, turn in project.top(TURNS).get("turns").pairs:
        key = f"turns > {name.raw}"
        for which in ("words", "trial_words"):
            said = turn.get(which)
            if said.text and said.text not in project.words:
                near = did_you_mean(said.text, project.words, "Name other words.")
                cure = f"Take utter_{said.text} back in {REPLIES}. {near}"
                yield error(TURNS, said.line, f"{key} > {which}", f"There are no words utter_{said.text}.", cure)
        yield from _topics(TURNS, f"{key} > topic", [turn.get("topic")], topics)


@check("What visitors say of themselves stands beside topics that are there", VISITOR, TOPICS)
def lines_stand_beside_topics(project: Project) -> Iterator[Finding]:
    top, labels = project.top(VISITOR), {*project.topics, *project.asked}
    for name, trait in top.get("traits").pairs:
        yield from _topics(VISITOR, f"traits > {name.raw} > beside", trait.get("beside").entries, labels)
    for key in ("about_beside", "only_us"):
        yield from _topics(VISITOR, key, top.get(key).entries, labels)


def _topics(file: str, key: str, nodes: Iterable[Node], known: set[str]) -> Iterator[Finding]:
    for node in nodes:
        if node.text and node.text not in known:
            what = f"`{node.text}` is neither a topic nor a service."
            yield error(file, node.line, key, what, did_you_mean(node.text, known, "Correct the name."))
