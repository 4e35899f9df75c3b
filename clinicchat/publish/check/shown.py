"""Everything a visitor may read: answers, cards, replies, the page, labels, named lines, titles of sources."""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.content.yaml_file import Node
from clinicchat.publish.check import rendered
from clinicchat.publish.check.project import (
    BOARDS,
    CARDS,
    CLINIC,
    HELPLINES,
    NAMED,
    PAGE,
    PROVIDERS,
    SOURCES,
    VISITOR,
    Project,
)
from clinicchat.publish.check.variations import Shown, shown_of


def everything(project: Project) -> Iterator[Shown]:
    """Yields every text of *project* that a visitor may read."""
    for one in project.variations:
        yield from shown_of(one, one.file in CARDS)
    for way, node in project.top(PAGE).walk():
        if node.text and way != ("language",):
            yield Shown(PAGE, " > ".join(way), "page", rendered.filled(node, project.terms, project.home))
    yield from _help_lines(project)
    for file, top, keys in (
        (PROVIDERS, "providers", ("name", "profession", "credentials")),
        (BOARDS, "states", ("name",)),
        (SOURCES, "sources", ("title", "publisher")),
    ):
        kind = "source" if file == SOURCES else "label"
        for way, node in project.top(file).get(top).walk():
            if way[-1:] and way[-1] in keys and node.text:
                yield Shown(file, " > ".join((top, *way)), kind, node)
    for key in ("name", "hours"):
        if (node := project.top(CLINIC).get(key)).text:
            yield Shown(CLINIC, key, "label", node)
    for file in NAMED:
        yield from _lines(file, project.top(file))
    for trait, told in project.top(VISITOR).get("traits").pairs:
        yield Shown(VISITOR, f"traits > {trait.raw} > line", "line", told.get("line"))
    for whom, _ in project.top(VISITOR).get("about").pairs:
        yield Shown(VISITOR, f"about > {whom.raw}", "label", whom)


def _help_lines(project: Project) -> Iterator[Shown]:
    for code, entry in project.top(HELPLINES).get("countries").pairs:
        for way, node in entry.walk():
            if (way[-1:] in (("label",), ("name",)) or way[:1] == ("terms",)) and node.text:
                yield Shown(HELPLINES, " > ".join(("countries", code.raw, *way)), "label", node, code.raw)


def _lines(file: str, top: Node) -> Iterator[Shown]:
    keys = [(key, top.get(key)) for key in ("otherwise", "general", "keep")]
    keys += [(f"things > {key.raw} > line", node.get("line")) for key, node in top.get("things").pairs]
    yield from (Shown(file, key, "line", node) for key, node in keys if node)
