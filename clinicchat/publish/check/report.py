"""Findings as text for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import groupby

from clinicchat.publish.check.findings import Finding, Level

MAX_KINDS = 7
"""Kinds of warnings that get a line, so that the whole is read at a glance: ten lines."""


def as_text(
    findings: list[Finding], seconds: float, checks: int, everything: bool = False, known: Collection[str] = ()
) -> str:
    """Returns the errors by file, each with its cure; then a line for each kind of warning; and a line that counts.

    Warnings that the live release had (*known*, by `Finding.mark`) are only counted. With *everything* all warnings
    come by file too.
    """
    errors = [f for f in findings if f.level == Level.ERROR]
    warnings = [f for f in findings if f.level != Level.ERROR]
    new = [f for f in warnings if f.mark not in known]
    told = [*_by_file(errors), *(_by_file(warnings) if everything else _by_kind(new))]
    if not everything and len(new) < len(warnings):
        told.append(f"{len(warnings) - len(new)} warnings are as in the live release: make check ARGS=--all")
    return "\n".join([*told, summary(findings, seconds, checks)])


def _by_file(findings: list[Finding]) -> Iterator[str]:
    for file, of_file in groupby(findings, key=lambda f: f.file):
        yield file
        for finding in of_file:
            yield f"  line {finding.line}  {finding.key}"
            yield f"    {finding.level}: {finding.what}"
            yield f"    cure: {finding.cure}"
        yield ""


def _by_kind(warnings: list[Finding]) -> Iterator[str]:
    """Yields a line for each check that warns, of the first `MAX_KINDS`: the warning itself, or how many there are and
    where the first is."""
    kinds: dict[str, list[Finding]] = {}
    for warning in warnings:
        kinds.setdefault(warning.check, []).append(warning)
    for kind, found in list(kinds.items())[:MAX_KINDS]:
        first = found[0]
        place = f"{first.file}, line {first.line}"
        if len(found) == 1:
            yield f"warning: {first.message}"
        else:
            yield f"{len(found)} warnings: “{kind}” does not hold; the first is {place} ({first.key})."
    if others := list(kinds)[MAX_KINDS:]:
        yield f"{sum(len(kinds[kind]) for kind in others)} warnings of other kinds: {len(others)} more checks."
    if any(len(found) > 1 for found in kinds.values()):
        yield "All warnings with their cures: make check ARGS=--all"


def summary(findings: list[Finding], seconds: float, checks: int) -> str:
    """Returns the last line.

    >>> summary([], 1.234, 40)
    'check: no errors, no warnings (40 checks, 1.2 s)'
    """
    errors = sum(f.level == Level.ERROR for f in findings)
    counted = f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"
    return f"check: {counted} ({checks} checks, {seconds:.1f} s)"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def as_json(findings: list[Finding], seconds: float, checks: int) -> str:
    """Returns `{errors, warnings, checks, seconds, findings: [{level, file, line, key, what, cure, check}]}`."""
    errors = sum(f.level == Level.ERROR for f in findings)
    counts = {"errors": errors, "warnings": len(findings) - errors, "checks": checks, "seconds": round(seconds, 2)}
    return json.dumps({**counts, "findings": [f.as_dict() for f in findings]}, ensure_ascii=False, indent=2)
