"""Countries: how visitors name them, and what an answer says for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error
from clinicchat.publish.check.project import COUNTRIES, TOPICS, Project
from clinicchat.publish.check.registry import check


@check("The names of countries are in small letters and are listed once", COUNTRIES)
def countries_stand_once(project: Project) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for code, called in project.top(COUNTRIES).get("countries").pairs:
        for node in called.entries:
            key = f"countries > {code.raw}"
            if node.text != node.text.lower():
                cure = f"Write `{node.text.lower()}`."
                yield error(COUNTRIES, node.line, key, f"`{node.text}` has capitals, so it is never found.", cure)
            elif node.text in seen:
                what = f"`{node.text}` is listed under {seen[node.text]} too."
                yield error(COUNTRIES, node.line, key, what, "Keep it under the one country that it means.")
            seen[node.text] = code.raw


@check("What an answer says for a country names it, and visitors can ask for it", TOPICS, COUNTRIES)
def lines_name_their_country(project: Project) -> Iterator[Finding]:
    """Someone who asks "and in Australia?" must see that the line is about Australia."""
    named = {code.raw: called for code, called in project.top(COUNTRIES).get("countries").pairs}
    for one in project.answers:
        for code, line in one.metadata.get("countries").pairs:
            key = f"{one.key} > countries > {code.raw}"
            if not (called := named.get(code.raw)):
                otherwise = f"Add the ways to name it there, such as `{code.raw}: [its name]`, or delete this line."
                what = f"{COUNTRIES} has no words for {code.raw}, so no visitor can ask for this line."
                yield error(one.file, code.line, key, what, did_you_mean(code.raw, named, otherwise))
            elif line.text and not _names(line.text, called):
                what = f"The line for {code.raw} does not name the country, so visitors cannot see what it is about."
                cure = f"Begin with its name, such as “In {_spoken(called)}, …”."
                yield error(one.file, line.line, key, what, cure)


def _names(text: str, called: Node) -> bool:
    """Whether *text* holds one of the names; abbreviations ("us", "oz") only in capitals."""
    return any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if len(name) > 3
        else re.search(rf"(?<!\w){re.escape(name.upper())}(?!\w)", text)
        for name in called.texts
    )


def _spoken(called: Node) -> str:
    return called.texts[0].title() if called.texts else "…"
