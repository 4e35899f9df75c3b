"""data/named/: each line stands on a fact that carries it, and every name means one thing."""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.content.named_things import FOLDER, KINDS
from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error
from clinicchat.publish.check.parts import facts_of
from clinicchat.publish.check.project import COUNTRIES, NAMED, SOURCES, Project
from clinicchat.publish.check.registry import check

HIGH, MEMORY = "H", ("MEMORY",)


def things(project: Project) -> Iterator[tuple[str, str, Node]]:
    """Yields file, id and node of every named thing."""
    for file in NAMED:
        for key, node in project.top(file).get("things").pairs:
            yield file, key.raw, node


@check("Every line of a named thing stands on a fact that carries it", *NAMED)
def lines_stand_on_facts(project: Project) -> Iterator[Finding]:
    facts = facts_of(project)
    for file, thing, node in things(project):
        fact, line, key = node.get("fact"), node.get("line"), f"things > {thing}"
        if line.text and not fact.text:
            cure = "Name the id of data/facts/ that it stands on under `fact:`."
            yield error(file, line.line, f"{key} > fact", "The line names no fact.", cure)
        elif fact.text and (known := facts.get(fact.text)) is None:
            cure = did_you_mean(fact.text, facts, "Use an id of data/facts/.")
            yield error(file, fact.line, f"{key} > fact", f"There is no fact `{fact.text}`.", cure)
        elif fact.text and known and line.text and known.known == MEMORY:
            general = node.get("general").value is True
            if known.confidence != HIGH:
                what = f"Nobody checked {fact.text}, so nothing may be said from it."
                yield error(
                    file, line.line, f"{key} > line", what, "Delete the line: the file's `otherwise` then says so."
                )
            elif not general:
                what = f"{fact.text} is general knowledge."
                yield error(file, line.line, f"{key} > general", what, "Add `general: true`, so that the words say so.")


@check("What a table of named things refers to exists", *NAMED, SOURCES)
def tables_refer_to_what_exists(project: Project) -> Iterator[Finding]:
    for file in NAMED:
        top = project.top(file)
        classes, sources = {key.raw for key, _ in top.get("things").pairs}, set(project.sources)
        for key, nodes, known in (
            ("answered_by", (top.get("answered_by"),), project.topics),
            ("beside", top.get("beside").entries, project.topics),
            ("sources", top.get("sources").entries, sources),
        ):
            yield from _known(file, key, nodes, known)
        for thing, node in top.get("things").pairs:
            yield from _known(file, f"things > {thing.raw} > kind", (node.get("kind"),), classes)
            yield from _known(
                file, f"things > {thing.raw} > sources", node.get("sources").entries, set(project.sources)
            )


def _known(file: str, key: str, nodes: tuple[Node, ...], known: set[str]) -> Iterator[Finding]:
    for node in nodes:
        if node.text and node.text not in known:
            yield error(
                file, node.line, key, f"There is no `{node.text}`.", did_you_mean(node.text, known, "Correct it.")
            )


@check("A name means one thing in its table, and countries have the codes of data/countries.yml", *NAMED, COUNTRIES)
def names_mean_one_thing(project: Project) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file, thing, node in things(project):
        for name in node.get("called").entries:
            before = first.setdefault((file, name.raw.lower()), thing)
            if before != thing:
                cure = "Keep it under the one that it means."
                yield error(file, name.line, f"things > {thing}", f"`{name.raw}` is a name of {before} too.", cure)
    codes = {key.raw for key, _ in project.top(f"data/{FOLDER}/{KINDS[-1]}.yml").get("things").pairs}
    for code, node in project.top(COUNTRIES).get("countries").pairs:
        if codes and code.raw not in codes:
            what = f"data/{FOLDER}/{KINDS[-1]}.yml has no entry for {code.raw}."
            yield error(COUNTRIES, node.line, f"countries > {code.raw}", what, "Add one with its name.")
