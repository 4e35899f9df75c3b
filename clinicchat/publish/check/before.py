"""What changed since the live release: numbers to call, addresses to open, danger that is not seen any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clinicchat.content.yaml_file import Node
from clinicchat.danger.phrase_file import FOLDER, file_of
from clinicchat.publish.check.findings import Finding, error, short, warning
from clinicchat.publish.check.helplines import digits_of
from clinicchat.publish.check.project import CLINIC, HELPLINES, PHRASES, SOURCES, TOPICS, Project
from clinicchat.publish.check.registry import check

PENDING = "clinical review pending"


@check("Whoever changes a number has called it", HELPLINES)
def changed_numbers_were_called(project: Project) -> Iterator[Finding]:
    before = _numbers(project.before) if project.before else {}
    for way, (line, name) in _numbers(project).items() if before else ():
        was = before.get(way, (None, ""))[0]
        number, old = line.get("number"), was.get("number").raw if was else ""
        if not number.raw or digits_of(number.raw) == digits_of(old):
            continue
        if (told_now := _checked(line)) and (was is None or told_now != _checked(was)):
            continue
        told = f"was {old} and is now {number.raw}" if old else f"is new: {number.raw}"
        cure = 'Call it. Then write under it who did and when: `checked: {by: "your name, role", "on": "2026-11-30"}`.'
        if told_now:
            cure += " It has still the name and day of the number before: if they are right, add “again” to the name."
        yield error(HELPLINES, number.line, " > ".join((*way, "number")), f"The number of {name} {told}.", cure)


def _checked(line: Node) -> tuple[str, str] | None:
    """Returns who called the number of *line* and when; None when nobody is named. A wrong number can be mended on the
    day of the mistake, so that another name counts as well as another day."""
    checked = line.get("checked")
    return (checked.get("by").text, checked.get("on").raw) if checked.get("on").raw else None


def _numbers(project: Project) -> dict[tuple[str, ...], tuple[Node, str]]:
    """Returns the emergency number and the lines of each country by a way that a new order does not change."""
    found: dict[tuple[str, ...], tuple[Node, str]] = {}
    for code, entry in project.top(HELPLINES).get("countries").pairs:
        place = ("countries", code.raw)
        found[(*place, "emergency")] = (entry.get("emergency"), f"the emergency services ({code.raw})")
        for line in entry.get("lines").entries:
            found[(*place, "lines", line.get("name").text)] = (line, f"{line.get('name').text} ({code.raw})")
    return found


@check("The clinic's telephone is the one it had", CLINIC)
def the_telephone_is_the_same(project: Project) -> Iterator[Finding]:
    if project.before:
        node, was = project.top(CLINIC).get("telephone"), project.before.top(CLINIC).get("telephone")
        if was.raw and digits_of(node.raw) != digits_of(was.raw):
            what = f"The clinic's telephone was {was.raw} and is now {node.raw or 'none'}."
            yield warning(CLINIC, node.line, "telephone", what, "Call it before you publish.")


@check("The addresses of sources are those that were read", SOURCES)
def source_addresses_are_the_same(project: Project) -> Iterator[Finding]:
    old = project.before.sources if project.before else {}
    for name, source in project.sources.items():
        was = old[name].get("url").text if name in old else ""
        url = source.get("url")
        if was and url.text != was:
            what = f"The address of the source {name} changed (it was {short(was)})."
            cure = "Open it, and see that it is the page which the answers rest on."
            yield warning(SOURCES, url.line or source.line, f"sources > {name} > url", what, cure)


@check("No group of danger phrases was taken away", *PHRASES)
def no_danger_group_is_gone(project: Project) -> Iterator[Finding]:
    for danger, name, examples in _groups(project.before) if project.before else ():
        there = {group for of, group, _ in _groups(project) if of == danger}
        if name not in there:
            what = f"The group “{name}” was taken away: messages such as “{examples[0]}” get no card by it any more."
            cure = "Put it back, or let two people, one a clinician, approve the removal (make approve)."
            yield warning(f"data/{FOLDER}/{file_of(danger)}", 1, f"{danger} > {name}", what, cure)


def _groups(project: Project) -> list[tuple[str, str, list[str]]]:
    return [
        (danger.raw, group.get("name").text, group.get("examples").texts or [group.get("name").text])
        for file in PHRASES
        for danger, node in project.top(file).pairs
        for group in node.get("groups").entries
    ]


@check("Nobody reviewed more answers in a day than a person can read", TOPICS)
def reviews_take_their_time(project: Project) -> Iterator[Finding]:
    most = project.house_rules["max_reviews_a_day"]
    done = [(v, v.metadata.get("reviewed")) for v in project.answers]
    counted = Counter((node.get("by").text, node.get("on").raw) for _, node in done if node.get("by").text != PENDING)
    for (by, on), times in counted.items():
        if by and times > most:
            first, node = next((v, n) for v, n in done if (n.get("by").text, n.get("on").raw) == (by, on))
            what = f"{times} answers are dated as reviewed by {by} on {on}, more than anybody reads in a day ({most})."
            cure = "Give each answer the day on which it was really read again; leave the others as they were."
            yield error(first.file, node.line, f"{first.key} > reviewed", what, cure)
