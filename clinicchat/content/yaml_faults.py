"""What is wrong with a file that is no YAML, in plain words: the line, what is there, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Unreadable:
    """Why a file cannot be read: the line, what is wrong there, what to do."""

    line: int
    what: str
    cure: str


COLON = (
    "A colon inside the words confuses the chat, or this line starts too far to the right.",
    "Put the words after the first colon in quotes, or give this line the same spaces as the lines above it.",
)
INDENT = (
    "This line, or the one before it, does not start where it should.",
    "Give it the same number of spaces at its start as its neighbours. If it has quotes, check that they are closed.",
)
NO_COLON = (
    "A line here has no colon, or words start too far to the left.",
    'Write "name: words", and start words that belong to the line above with two more spaces than that line.',
)
BULLET = (
    "This line begins with a bullet of Word, and too far to the left.",
    "Begin it with as many spaces as the lines of the text have, then a dash and a space.",
)
BRACKET = (
    "A bracket or brace is not closed, or a comma is missing in a list.",
    "Write [one, two] or {name: words}, and put words that hold a comma or a colon in quotes.",
)
PLAIN_WORDS: list[tuple[str, tuple[str, str]]] = [
    ("mapping values are not allowed", COLON),
    ("did not find expected ',' or", BRACKET),
    ("did not find expected node content", BRACKET),
    ("expected ',' or", BRACKET),
    ("could not find expected ':'", NO_COLON),
    ("could not found expected ':'", NO_COLON),
    ("did not find expected key", INDENT),
    ("did not find expected '-' indicator", INDENT),
    ("expected <block end>", INDENT),
    ("alias", ("Words that start with * need quotes.", 'Put the words in quotes: "*…".')),
    ("anchor", ("Words that start with & need quotes.", 'Put the words in quotes: "&…".')),
    ("tag", ("Words that start with ! need quotes.", 'Put the words in quotes: "!…".')),
    ("special characters are not allowed", ("A character here cannot be read.", "Delete it and type it again.")),
    ("control characters are not allowed", ("A character here cannot be read.", "Delete it and type it again.")),
    ("escape", (r"A backslash (\) in double quotes is not understood.", "Use single quotes ('…') around the words.")),
    ("cannot start any token", ("Words cannot start with this character.", "Put the words in quotes.")),
    ("expected a single document", ("A line of three dashes or dots cuts the file in two.", "Delete that line.")),
]
ANYTHING = ("This line cannot be read.", "Check its spaces, colons and quotes, or undo your last change there.")


def explained(fault: yaml.YAMLError, lines: tuple[str, ...]) -> Unreadable:
    """Returns what a person needs to know of *fault* in a file of *lines*."""
    mark = getattr(fault, "problem_mark", None)
    line = min(mark.line + 1, max(len(lines), 1)) if mark else 1
    problem = f"{getattr(fault, 'context', '') or ''} {getattr(fault, 'problem', '') or fault}"
    begun = getattr(fault, "context_mark", None)
    for number in dict.fromkeys((line, line - 1, begun.line + 1 if begun else line)):
        if 0 < number <= len(lines) and re.match(r" *\t", lines[number - 1]):
            return Unreadable(
                number, "This line starts with a tab.", "Replace the tab with spaces, as on the lines around it."
            )
    for number in range(max(line - 12, 1), line + 1):
        if re.match(r" *[•·▪◦●‣∙]", lines[number - 1]) and _starts_left(lines, number):
            return Unreadable(number, *BULLET)
    if begun and "quoted scalar" in problem:
        opened = begun.line + 1
        return Unreadable(
            opened, "A quotation mark is opened here and not closed.", "Add the missing one at the end of the words."
        )
    if open_quote := _odd_quote(lines, line):
        return Unreadable(
            open_quote, "A quotation mark is missing here.", "Close the quotes at the end of the words, or use none."
        )
    found = next((plain for part, plain in PLAIN_WORDS if part in problem), ANYTHING)
    if found is BRACKET and begun:
        line = min(begun.line + 1, len(lines))
    if found is INDENT:
        line = _out_of_step(lines, line)
    return Unreadable(line, *found)


def _starts_left(lines: tuple[str, ...], number: int) -> bool:
    """Whether line *number* starts further left than the last written line above it that is no bullet."""
    above = (text for text in reversed(lines[: number - 1]) if re.match(r" *[^\s•·▪◦●‣∙]", text))
    before = next(above, "")
    return _indent(lines[number - 1]) < _indent(before)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _out_of_step(lines: tuple[str, ...], line: int) -> int:
    """Returns the line before *line* when that one starts further left than both its neighbours, else *line*."""
    written = [n for n in range(line, 0, -1) if lines[n - 1].strip()][:3]
    if len(written) == 3:
        here, before, earlier = (_indent(lines[n - 1]) for n in written)
        if before < here <= earlier:
            return written[1]
    return line


def _odd_quote(lines: tuple[str, ...], line: int) -> int | None:
    """Returns the nearest line, up to *line*, whose value opens with a quote that does not end it."""
    for number in range(min(line, len(lines)), max(line - 40, 0), -1):
        value = re.search(r"""(?:^\s*-|^[\s-]*[\w"/]+:)\s+(["'])(.*)$""", re.sub(r"\s#.*", "", lines[number - 1]))
        if value and value.group(2).rstrip().count(value.group(1)) % 2 == 0:
            return number
    return None
