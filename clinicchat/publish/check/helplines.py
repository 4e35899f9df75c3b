"""Help lines: every country has its own, and label, number and link agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, error
from clinicchat.publish.check.project import CLINIC, COUNTRY_CODES, HELPLINES, Project
from clinicchat.publish.check.registry import check

KINDS = ("suicide", "overdose", "medical_emergency", "harm_to_others", "abuse", "abuse_therapist", "distress")


@dataclass(frozen=True)
class Verified:
    """Digits of the numbers, and addresses, that may be shown to someone in a country."""

    digits: frozenset[str]
    sites: frozenset[str]


def digits_of(text: str) -> str:
    """Returns the digits of a number without the US country code.

    >>> digits_of("+1 800-222-1222"), digits_of("13 11 14")
    ('8002221222', '131114')
    """
    digits = re.sub(r"\D", "", text)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def verified(project: Project, country: str = "") -> Verified:
    """Returns what is verified for *country* (any, if none is named), the clinic's own number included."""
    if (verified, country) not in project.noted:
        project.noted[verified, country] = _verified(project, country)
    found: Verified = project.noted[verified, country]
    return found


def _verified(project: Project, country: str) -> Verified:
    found: list[Node] = [project.top(CLINIC).get("telephone")]
    sites: list[str] = []
    for code, entry in project.top(HELPLINES).get("countries").pairs:
        lines = [line for line in entry.get("lines").entries if line.get("verified").value is True]
        sites += [
            line.get("number").text.lower() for line in lines if country in ("", code.raw) or code.raw == "ELSEWHERE"
        ]
        if country in ("", code.raw):
            found += [entry.get("emergency").get("number"), *(line.get("number") for line in lines)]
    return Verified(frozenset(digits_of(n.raw) for n in found if n.text) - {""}, frozenset(sites))


@check("Every country has its emergency number and a verified line for each danger", HELPLINES)
def every_country_has_lines(project: Project) -> Iterator[Finding]:
    countries = project.top(HELPLINES).get("countries")
    for code in COUNTRY_CODES:
        entry = countries.get(code)
        if not entry:
            cure = f"Add {code} with its emergency number and lines."
            yield error(
                HELPLINES, countries.line, f"countries > {code}", f"The help lines of {code} are missing.", cure
            )
            continue
        if code != "ELSEWHERE" and not entry.get("emergency").get("number").text:
            what = f"{code} has no emergency number."
            yield error(
                HELPLINES,
                entry.line,
                f"countries > {code} > emergency",
                what,
                "Write it in quotes, with its tel: link.",
            )
        served = {
            k
            for line in entry.get("lines").entries
            if line.get("verified").value is True
            for k in line.get("for").texts
        }
        for kind in KINDS:
            if kind not in served and not (code == "US" and kind == "overdose" and "overdose" in served):
                what = f"No verified line of {code} is for {kind}."
                cure = f"Add {kind} to `for` of a line that serves it, such as Find A Helpline."
                yield error(HELPLINES, countries.key_line(code), f"countries > {code} > lines", what, cure)


@check("Every country has the terms that all words need", HELPLINES)
def every_country_has_its_terms(project: Project) -> Iterator[Finding]:
    for code, name in project.terms.missing():
        entry = project.top(HELPLINES).get("countries", code)
        line = entry.get("terms").line if entry.get("terms") else entry.line
        what = f"`{name}` is missing, and every country needs it."
        yield error(HELPLINES, line, f"countries > {code} > terms", what, "Add it, as the other countries have it.")


@check("Number, label and link of a help line agree", HELPLINES)
def lines_agree(project: Project) -> Iterator[Finding]:
    for code, entry in project.top(HELPLINES).get("countries").pairs:
        numbered = [("emergency", entry.get("emergency"))]
        numbered += [(f"lines > {n}", line) for n, line in enumerate(entry.get("lines").entries, start=1)]
        for way, line in numbered:
            yield from _agree(f"countries > {code.raw} > {way}", line)


def _agree(key: str, line: Node) -> Iterator[Finding]:
    number, url, label = line.get("number"), line.get("url"), line.get("label")
    if url.text.startswith(("tel:", "sms:")) and number.text and digits_of(url.text) != digits_of(number.text):
        what = f"The number is {number.text}, but the link calls {url.text}."
        yield error(HELPLINES, url.line, f"{key} > url", what, "Write the same digits in both.")
    named = [digits_of(n) for n in re.findall(r"\d[\d -]+\d", label.text)]
    if number.text and named and digits_of(number.text) not in named and digits_of(number.text):
        what = f"The label says “{label.text}”, but the number is {number.text}."
        yield error(HELPLINES, label.line, f"{key} > label", what, "Write the same number in both.")
