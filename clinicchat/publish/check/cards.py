"""Crisis cards: the number first, every number verified, a card for every country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from clinicchat.content.cards import render
from clinicchat.content.fields import LANGUAGES
from clinicchat.content.yaml_file import ContentError, Node
from clinicchat.publish.check import rendered
from clinicchat.publish.check.findings import Finding, did_you_mean, error, short
from clinicchat.publish.check.helplines import digits_of, verified
from clinicchat.publish.check.project import CARDS, CLINIC, HELPLINES, PAGE, REPLIES, SOURCES, TOPICS, Project
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.variations import Shown, Variation
from clinicchat.publish.check.wording import sentences

LINK = re.compile(r"https?://\S+|\bdoi\S*", re.IGNORECASE)
LONG = re.compile(
    r"(?<![\w.,/$+-])\+?1?[ -]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\w)|(?<![\w.,/$])0\d{3}(?: \d{2,3}){2,3}(?!\w)"
)
CALLED = re.compile(
    r"\b(?:call|text|dial|phone|ring|telephone|reach|llam\w+|marca\w*|hotline|helpline|lifeline|poison help|number)\b"
    r"(?:(?!option)[^.?!\n\d]){0,40}?(?<![\w.,$])(\d[\d -]*\d)(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
SITE = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|org|net|gov|info|uk|ca|au|eu)\b", re.IGNORECASE)


def numbers(text: str) -> list[str]:
    """Returns the telephone numbers in *text*, as written.

    >>> numbers("Call 911, or text SHOUT to 85258. In 2023, 5 of 53 people called.")
    ['911', '85258']
    """
    return list(_numbers(text))


@lru_cache(maxsize=50_000)
def _numbers(text: str) -> tuple[str, ...]:
    text = LINK.sub(" ", text)
    found = [m.group().strip() for m in LONG.finditer(text)]
    rest = LONG.sub("#", text)
    for _ in range(6):  # "call or text 988, or call 911": each word of calling once, and what follows "or" and "to"
        match = CALLED.search(rest)
        if not match:
            break
        if not re.fullmatch(r"(?:19|20)\d\d", match.group(1)) and len(digits_of(match.group(1))) >= 3:
            found.append(match.group(1))
        rest = rest[: match.start(1)] + "#" + rest[match.end(1) :]
    return tuple(dict.fromkeys(found))


def is_card(one: Variation) -> bool:
    """Whether it is shown in answer to danger, not as a question or small talk after it."""
    return one.group == "safety" or one.name.startswith("card_")


@check("Every telephone number is a verified one", HELPLINES)
def every_number_is_verified(project: Project) -> Iterator[Finding]:
    for shown in project.shown:
        term = shown.file == HELPLINES and "terms" in shown.key
        country = shown.country if shown.file in CARDS or term else ""
        allowed = verified(project, country)
        bare = [shown.text] if term and re.fullmatch(r"[\d -]+", shown.text) else []
        for number in bare or numbers(shown.text) if shown.file != HELPLINES or term else ():
            if digits_of(number) not in allowed.digits:
                yield _unverified(project, shown, number, country)
        if shown.file in CARDS:
            yield from _sites(project, shown, allowed.sites)


def _unverified(project: Project, shown: Shown, number: str, country: str) -> Finding:
    line = project.document(shown.file).line_of(shown.node, number)
    where = f" for {country}" if country else ""
    what = f"{number} is not a verified number{where} in data/helplines.yml."
    cure = "Correct the number, or have it checked and add it there with `verified: true`."
    return error(shown.file, line, shown.key, what, cure)


def _sites(project: Project, shown: Shown, allowed: frozenset[str]) -> Iterator[Finding]:
    for match in SITE.finditer(LINK.sub(" ", shown.text)):
        if match.group().lower() not in allowed:
            line = project.document(shown.file).line_of(shown.node, match.group())
            what = f"{match.group()} is not a verified address for {shown.country} in data/helplines.yml."
            yield error(shown.file, line, shown.key, what, "Correct it, or add it there with `verified: true`.")


@check("A card begins with its number", *CARDS, HELPLINES)
def the_number_comes_first(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        if not is_card(one) or not one.text.text:
            continue
        first = sentences(one.text.text.strip())[0]
        if numbers(first) or (one.country == "ELSEWHERE" and "emergency number" in first):
            continue
        what = f"The first sentence of the card, “{short(first)}”, has no number to call."
        yield error(
            one.file, one.text.line + 1, f"{one.key} > text", what, "Begin with the number, such as “Call 911 now.”"
        )


@check("Every card can be written for every country", *CARDS, HELPLINES, SOURCES)
def every_card_for_every_country(project: Project) -> Iterator[Finding]:
    for file in CARDS:
        for name, template in rendered.templates(project.top(file), Path(file).stem):
            for language in LANGUAGES:
                yield from _rendered(project, file, name, template, language)
        danger = Path(file).stem
        card = project.top(file).get("card")
        if card and not card.get("es").get("text").text:
            what = f"utter_safety/{danger} has no Spanish text."
            yield error(
                file, card.line, "card > es", what, "Add `es:` with its title, text and review, as `en` has them."
            )


def _rendered(project: Project, file: str, name: str, template: Node, language: str) -> Iterator[Finding]:
    spoken = template.get(language)
    text, key = spoken.get("text"), f"{name} > {language}"
    for country, entry in project.terms.countries.items() if text.text else ():
        if language not in entry.languages:
            continue
        try:
            missing = not render(text.text, country, project.terms)
        except ContentError as fault:
            what, _, cure = str(fault).partition(". ")
            yield error(file, _line_with(project, file, text, str(fault)), f"{key} > text", f"{what}.", cure)
            return
        if missing:
            what = f"Nothing is left of the text in {country}: all its lines are for others, or use terms it has not."
            yield error(file, text.line, f"{key} > text", what, f"Add a line for it, such as `[only {country}] …`.")
    for node in spoken.get("sources").entries:
        if node.text and not node.text.startswith("{") and node.text not in project.sources:
            cure = did_you_mean(node.text, project.sources, f"Add it to {SOURCES}, by this id.")
            yield error(file, node.line, f"{key} > sources", f"There is no source `{node.text}`.", cure)


def _line_with(project: Project, file: str, text: Node, fault: str) -> int:
    """Returns the line of *text* that holds the first thing in backticks that *fault* names."""
    named = re.search(r"`([^`]+)`", fault)
    return project.document(file).line_of(text, named.group(1) if named else "")


def asked(way: tuple[str, ...]) -> bool:
    """Whether *way* leads to an address, or to what visitors write."""
    return "url" in way or way[:1] == ("nlu",) or bool({"phrases", "like"} & set(way))


@check("No number is written outside the help lines", TOPICS, REPLIES, PAGE, *CARDS)
def numbers_stand_once(project: Project) -> Iterator[Finding]:
    own = digits_of(project.top(CLINIC).get("telephone").raw)
    for file in project.named(TOPICS, REPLIES, PAGE, *CARDS):
        for way, node in project.top(file).walk():
            for number in numbers(node.text) if not asked(way) else ():
                if digits_of(number) != own:
                    line = project.document(file).line_of(node, number)
                    what = f"The number {number} is written out here; numbers are kept in {HELPLINES} alone."
                    cure = "Write its term, such as {emergency} or {US.poison_help}; `terms:` there lists them."
                    yield error(file, line, " > ".join(way), what, cure)


@check("Words for everyone use terms that every country has", TOPICS, REPLIES, PAGE, HELPLINES)
def terms_are_for_everyone(project: Project) -> Iterator[Finding]:
    """The clinic may be in any country, and in these files nothing is left out."""
    for file in project.named(TOPICS, REPLIES, PAGE) if project.terms.countries else ():
        for way, node in project.top(file).walk():
            for country in project.terms.countries if "{" in node.text else ():
                try:
                    lacking = project.terms.lacking(node.text, country)
                except ContentError as fault:
                    what, _, cure = str(fault).partition(". ")
                    yield error(file, node.line, " > ".join(way), f"{what}.", cure)
                    break
                if lacking:
                    what = f"{{{lacking[0]}}} has no words in {country}, so they would be missing for a clinic there."
                    cure = f"Name the country whose it is, such as {{US.{lacking[0]}}}, or use {{reach_crisis_line}}."
                    yield error(file, node.line, " > ".join(way), what, cure)
                    break


@check("A card offers the help lines of its danger", *CARDS)
def lines_fit(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        if one.group != "safety":
            continue
        danger = one.name.partition("/")[2]
        lines = one.metadata.get("lines")
        if danger not in lines.texts:
            line = lines.line if lines else one.node.line
            what = f"The card does not offer the help lines for {danger}."
            yield error(one.file, line, f"{one.key} > lines", what, f"Write `lines: [{danger}]`.")
