"""Where the facts come from, and when they were checked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from clinicchat.content.topics import whole
from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error, warning
from clinicchat.publish.check.project import CARDS, SOURCES, TOPICS, Project
from clinicchat.publish.check.registry import check

PRIMARY = re.compile(r"(?:^|\.)(?:gov|gov\.[a-z]{2}|gc\.ca|nhs\.uk|edu|europa\.eu|int|mil|admin\.ch)$")
CITE = "Cite the journal article, government page or guideline itself by title, publisher and year."


@check("Every answer has a primary source", TOPICS, SOURCES)
def every_answer_has_a_source(project: Project) -> Iterator[Finding]:
    for one in project.answers:
        sources = one.metadata.get("sources")
        if not sources.entries and whole(one.name) not in project.house_rules["no_sources_needed"]:
            line = sources.line if sources else one.node.line
            cure = f"Name a source under `sources:`, by its id in {SOURCES}."
            yield error(one.file, line, f"{one.key} > sources", "The answer has no source.", cure)


@check("Every source that an answer names exists", TOPICS, SOURCES)
def sources_exist(project: Project) -> Iterator[Finding]:
    for one in project.answers:
        for node in one.metadata.get("sources").entries:
            if node.text and node.text not in project.sources:
                cure = did_you_mean(node.text, project.sources, f"Add it to {SOURCES}, by this id.")
                yield error(one.file, node.line, f"{one.key} > sources", f"There is no source `{node.text}`.", cure)


@check("Sources are primary, and none was retracted", SOURCES)
def sources_are_primary(project: Project) -> Iterator[Finding]:
    for name, source in project.sources.items():
        url = source.get("url")
        if url.text:
            yield from _host(project, SOURCES, f"sources > {name} > url", url)


@check("Every source has an address", SOURCES)
def every_source_has_an_address(project: Project) -> Iterator[Finding]:
    for name, source in project.sources.items():
        if not source.get("url").text:
            key, cure = f"sources > {name}", "Add `url:`, a DOI or the page of those who published it."
            yield error(SOURCES, source.line, key, "The source has no address, so nobody can look it up.", cure)


def _host(project: Project, file: str, key: str, url: Node) -> Iterator[Finding]:
    rules = project.house_rules
    host = (urlsplit(url.text.strip()).hostname or "").removeprefix("www.")
    if _among(host, rules["hosts_not_primary"]):
        yield error(file, url.line, key, f"{host} is news, a blog, a vendor or a mirror, not the source itself.", CITE)
    elif _among(host, rules["hosts_that_copy"]):
        yield warning(file, url.line, key, f"{host} passes on what others published.", CITE)
    elif host and not PRIMARY.search(host) and not _among(host, rules["hosts_primary"]):
        cure = f"If it is, have it added to hosts_primary in clinicchat/publish/check/house_rules.yml. Else: {CITE}"
        yield warning(file, url.line, key, f"Nobody has said yet that {host} is a primary source.", cure)


def _among(host: str, hosts: list[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in hosts)


@check("No retracted paper is named anywhere")
def nothing_retracted(project: Project) -> Iterator[Finding]:
    for file in project.files:
        for way, node in project.top(file).walk():
            for doi in project.house_rules["retracted"]:
                if doi in node.raw.lower():
                    line = project.document(file).line_of(node, doi)
                    what = f"The paper {doi} was retracted in August 2024."
                    yield error(file, line, " > ".join(way), what, "Delete this source, and what rests on it alone.")


@check("No review is past its date", TOPICS, *CARDS)
def reviews_are_current(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        reviewed = one.metadata.get("reviewed")
        on, due = _day(reviewed.get("on")), _day(reviewed.get("due"))
        key, line = f"{one.key} > reviewed", reviewed.get("due").line
        if on and on > project.today:
            yield error(
                one.file,
                reviewed.get("on").line,
                key,
                f"The review is dated {on}, which is yet to come.",
                "Put in the day of the review.",
            )
        if on and due and due <= on:
            yield error(
                one.file,
                line,
                key,
                f"It is due on {due}, before the review itself ({on}).",
                "Set `due` six months after `on`.",
            )
        elif due:
            yield from _due(project, one.file, line, key, due)


def _due(project: Project, file: str, line: int, key: str, due: datetime.date) -> Iterator[Finding]:
    left = (due - project.today).days
    cure = "Check the text against its sources, then set `on` to that day and `due` to six months later."
    if left < 0:
        shown = "The chat no longer gives this answer." if file not in CARDS else "Cards are still shown, unchecked."
        yield error(file, line, key, f"The review was due on {due}. {shown}", cure)
    elif left <= project.house_rules["due_soon_days"]:
        yield warning(file, line, key, f"The review is due in {left} days, on {due}.", cure)


def _day(node: Node) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(node.raw)
    except ValueError:
        return None
