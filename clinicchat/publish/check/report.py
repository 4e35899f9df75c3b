"""Findings as text for people and as JSON for machines."""

from __future__ import annotations

import json
from itertools import groupby

from clinicchat.publish.check.findings import Finding, Severity


def as_text(findings: list[Finding], seconds: float, checks: int) -> str:
    """Returns the findings by file, each with its cure, and a last line that counts them."""
    lines: list[str] = []
    for file, of_file in groupby(findings, key=lambda f: f.file):
        lines.append(file)
        for finding in of_file:
            lines.append(f"  line {finding.line}  {finding.key}")
            lines.append(f"    {finding.severity}: {finding.what}")
            lines.append(f"    cure: {finding.cure}")
        lines.append("")
    lines.append(summary(findings, seconds, checks))
    return "\n".join(lines)


def summary(findings: list[Finding], seconds: float, checks: int) -> str:
    """Returns the last line.

    >>> summary([], 1.234, 40)
    'check: no errors, no warnings (40 checks, 1.2 s)'
    """
    errors = sum(f.severity == Severity.ERROR for f in findings)
    counted = f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"
    return f"check: {counted} ({checks} checks, {seconds:.1f} s)"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def as_json(findings: list[Finding], seconds: float, checks: int) -> str:
    """Returns `{errors, warnings, checks, seconds, findings: [{severity, file, line, key, what, cure, check}]}`."""
    errors = sum(f.severity == Severity.ERROR for f in findings)
    counts = {"errors": errors, "warnings": len(findings) - errors, "checks": checks, "seconds": round(seconds, 2)}
    return json.dumps({**counts, "findings": [f.as_dict() for f in findings]}, ensure_ascii=False, indent=2)
