"""No claim, dose, supplier, method or advice on medicines in anything that a visitor reads; braces that are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clinicchat.content.cards import FILLED_LATER
from clinicchat.publish.check.findings import Finding, did_you_mean, error, short
from clinicchat.publish.check.project import REPLIES, Project
from clinicchat.publish.check.registry import check

NOT = r"(?:\b(?:no|not|never|nor|neither|nobody|cannot|without|rather than|instead of)\b|n['’]t\b)"
DENIED = re.compile(NOT + r"[^.;:!?]{0,60}$", re.IGNORECASE)
ENDS = re.compile(r"(?<=[.!?])[\"”)]?\s+|\n+")
BRACES = re.compile(r"\{([\w.]*)\}?")


@dataclass(frozen=True)
class Rule:
    """One rule of house_rules.yml, its patterns ready."""

    find: re.Pattern[str]
    what: str
    cure: str
    about: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    denied: bool
    kinds: tuple[str, ...]


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text, re.IGNORECASE) if text else None


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        re.compile(entry["find"], re.IGNORECASE),
        entry["what"],
        entry["cure"],
        _pattern(entry.get("about")),
        _pattern(entry.get("unless")),
        bool(entry.get("denied")),
        tuple(entry.get("in", ())),
    )


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(entry) for entry in Project().house_rules["wording"])


@check("Nothing that a visitor reads claims, doses, supplies, shows a method or changes a medicine")
def nothing_forbidden(project: Project) -> Iterator[Finding]:
    for shown in project.shown:
        for found, what, cure in forbidden(shown.text, shown.kind):
            line = project.document(shown.file).line_of(shown.node, found)
            yield error(shown.file, line, shown.key, what, cure)


@lru_cache(maxsize=4096)
def forbidden(text: str, kind: str) -> tuple[tuple[str, str, str], ...]:
    """Returns (words, what is wrong, cure) for each forbidden thing in *text*."""
    return tuple(hit for sentence in sentences(text) for hit in _in_sentence(sentence, kind))


def sentences(text: str) -> list[str]:
    """Returns the sentences of *text*; a line ends one too.

    >>> sentences("It is studied. Is it safe?\\n\\n- No one knows")
    ['It is studied.', 'Is it safe?', '- No one knows']
    """
    return [part.strip() for part in ENDS.split(text) if part and part.strip()]


def _in_sentence(sentence: str, kind: str) -> Iterator[tuple[str, str, str]]:
    for rule in _rules():
        if rule.kinds and kind not in rule.kinds:
            continue
        if (rule.about and not rule.about.search(sentence)) or (rule.unless and rule.unless.search(sentence)):
            continue
        for match in rule.find.finditer(sentence):
            if not (rule.denied and DENIED.search(sentence[: match.start()])):
                words = match.group().strip()
                yield words, f"{rule.what.format(found=words)} It is in: “{short(sentence)}”", rule.cure


@check("Every brace is filled in")
def every_brace_is_filled(project: Project) -> Iterator[Finding]:
    from clinicchat.publish.check.python_names import filled_in

    known_by_file = project.house_rules["placeholders"]
    for shown in project.shown:
        if "{" not in shown.text:
            continue
        known = filled_in(project) if shown.file == REPLIES else known_by_file.get(shown.file, FILLED_LATER)
        for match in BRACES.finditer(shown.text):
            if match.group(1) not in known or not match.group().endswith("}"):
                line = project.document(shown.file).line_of(shown.node, match.group())
                otherwise = f"Use one of {', '.join('{' + k + '}' for k in sorted(known))}, or plain words."
                near = did_you_mean(match.group(1), known, "")
                cure = near.replace("`", "{", 1).replace("`", "}", 1) if near else otherwise
                yield error(
                    shown.file, line, shown.key, f"Nothing fills in {match.group()}, so visitors would see it.", cure
                )
