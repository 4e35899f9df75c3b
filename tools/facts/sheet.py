"""A fact sheet's bullets, table rows and tagged paragraphs, by section.

A bullet or row is the n-th of its section (`3.2-1`); a paragraph that carries a tag counts by itself (`4-p1`). A
heading's tag holds for what has none below it. A paragraph that begins with a tag closes the table above it: the tag
holds for each of its rows. Code blocks, and the part on how to read the sheet, hold no facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from tools.facts import tags

HEADING = re.compile(r"^#{2,3} (?P<title>.+)$")
NUMBER = re.compile(r"^(?P<number>\d+(?:\.\d+)?)\.? (?P<title>.+)$")
BULLET = re.compile(r"^(?:- |\d+\. )")
FENCE = "```"
SOURCES, CORRECTIONS = "Sources", "Corrections"


@dataclass
class Item:
    """A fact as it stands in a sheet: `place` is a number, or p and a number; `tags` are without their brackets."""

    section: str
    title: str
    place: str
    text: str
    tags: list[str]
    row: bool = False


@dataclass
class Section:
    """A section being read."""

    number: str
    title: str
    default: list[str]
    items: list[Item] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    """The rows of a list of sources: id and citation."""
    facts: int = 0
    paragraphs: int = 0

    def add(self, text: str, found: list[str], *, row: bool = False, paragraph: bool = False) -> None:
        """Notes one fact or paragraph, with the sources *found* in it or else the section's."""
        if paragraph:
            self.paragraphs += 1
        else:
            self.facts += 1
        place = f"p{self.paragraphs}" if paragraph else str(self.facts)
        self.items.append(Item(self.number, self.title, place, text, found or list(self.default), row))


def read(text: str) -> tuple[list[Item], list[tuple[str, str]]]:
    """Returns the facts and the rows (id, citation) of the sources of a sheet."""
    sections: list[Section] = []
    for block in _blocks(text):
        if heading := HEADING.match(block[0]):
            sections.append(_section(heading["title"]))
        elif sections and sections[-1].title.startswith(SOURCES):
            sections[-1].rows += [(cells[0], cells[1]) for cells in _table(block)[1:] if len(cells) == 2]
        elif sections and sections[-1].number:
            _take(sections[-1], block)
    return [i for s in sections for i in s.items], [row for s in sections for row in s.rows]


def _blocks(text: str) -> list[list[str]]:
    """The lines of a sheet by block: a heading, a bullet with what continues it, a table, a paragraph."""
    blocks: list[list[str]] = []
    for fenced, lines in groupby(_marked(text), key=lambda pair: pair[1]):
        new = True
        for line, _ in () if fenced else lines:
            starts = new or HEADING.match(line) or BULLET.match(line) or (line[:1] == "|") != (blocks[-1][0][:1] == "|")
            if not line.strip() or line.startswith("---"):
                new = True
            elif starts:
                blocks.append([line])
                new = bool(HEADING.match(line))
            else:
                blocks[-1].append(line)
    return blocks


def _marked(text: str) -> list[tuple[str, bool]]:
    inside, marked = False, []
    for line in text.splitlines():
        fence = line.startswith(FENCE)
        marked.append((line, inside or fence))
        inside ^= fence
    return marked


def _section(heading: str) -> Section:
    bare, default = tags.split(heading)
    numbered = NUMBER.match(bare)
    if bare.startswith(CORRECTIONS):
        return Section("corrections", bare, default)
    if not numbered:
        return Section("", bare, default)
    return Section(numbered["number"], numbered["title"], default)


def _take(section: Section, block: list[str]) -> None:
    if block[0].startswith("|"):
        _take_table(section, block)
        return
    text = " ".join(line.strip() for line in block)
    if BULLET.match(block[0]):
        bare, found = tags.split(BULLET.sub("", text, count=1))
        section.add(bare, found)
        if not found and re.fullmatch(r"[\w ]+:", bare):  # it only announces a code block
            section.items.pop()
        return
    leading = tags.BRACKETS.match(text)
    closing = leading[1] if leading and tags.TAG.search(leading[1]) else ""
    bare, found = tags.split(text[leading.end() :] if leading and closing else text)
    if closing:
        for item in section.items:
            if item.row:
                item.tags = [closing, *item.tags]
    if (found or closing) and bare.strip(" ."):
        section.add(bare.lstrip(" ."), found or [closing], paragraph=True)


def _take_table(section: Section, block: list[str]) -> None:
    names, *rows = _table(block)
    for cells in rows:
        told = [(name, cell) for name, cell in zip(names, cells, strict=False) if cell and name != "Tag"]
        own = [cell.strip("[]") for name, cell in zip(names, cells, strict=False) if cell and name == "Tag"]
        bare, found = tags.split(" | ".join(f"{name}: {cell}" if name else cell for name, cell in told))
        ids = [tags.SOURCE.findall(cells[-1])] if section.number == "corrections" and not found else []
        section.add(bare, found + [t for t in own if t] + [", ".join(x) for x in ids if x], row=True)


def _table(block: list[str]) -> list[list[str]]:
    """The cells of a table's rows, without the line below its head."""
    lines = [line for line in block if line.startswith("|") and not re.match(r"^\|[\s|:-]+\|$", line)]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
