"""Crisis cards: the number first, every number verified, a card for every country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinicchat.publish.check.findings import Finding, error, short
from clinicchat.publish.check.helplines import digits_of, verified
from clinicchat.publish.check.project import CARDS, COUNTRY_CODES, HELPLINES, Project, Shown, Variation
from clinicchat.publish.check.registry import check
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
SEVERITIES = {
    "suicide": ("emergency",),
    "overdose": ("emergency",),
    "abuse": ("emergency",),
    "distress": ("urgent", "emergency"),
}


def numbers(text: str) -> list[str]:
    """Returns the telephone numbers in *text*, as written.

    >>> numbers("Call 911, or text SHOUT to 85258. In 2023, 5 of 53 people called.")
    ['911', '85258']
    """
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
    return list(dict.fromkeys(found))


def is_card(one: Variation) -> bool:
    """Whether it is shown in answer to danger, not as a question or small talk after it."""
    return one.group == "safety" or one.name.startswith("card_")


@check("Every telephone number is a verified one", HELPLINES)
def every_number_is_verified(project: Project) -> Iterator[Finding]:
    for shown in project.shown:
        country = shown.country if shown.file == CARDS else ""
        allowed = verified(project, country)
        for number in numbers(shown.text) if shown.file != HELPLINES else ():
            if digits_of(number) not in allowed.digits:
                yield _unverified(project, shown, number, country)
        if shown.file == CARDS:
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


@check("A card begins with its number", CARDS, HELPLINES)
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


@check("Every card is there for every country", CARDS)
def every_card_for_every_country(project: Project) -> Iterator[Finding]:
    for name, variations in project.words.items():
        if variations[0].file != CARDS:
            continue
        default = variations[0]
        if default.node.get("condition"):
            what = "The first variation must be the one without a condition."
            yield error(CARDS, default.node.line, default.key, what, "Put the US one first, without `condition:`.")
        countries = {v.country for v in variations if v.language == "en"}
        if not is_card(default) and not numbers(default.text.text):
            continue
        for country in COUNTRY_CODES:
            if country not in countries:
                what = f"utter_{name} has no variation for {country}: someone there would read the US numbers."
                condition = f"condition: [{{type: slot, name: country, value: {country}}}]"
                cure = f"Add one with `{condition}` and the numbers of {country}."
                yield error(CARDS, default.node.line, f"utter_{name}", what, cure)
        if default.group == "safety" and "es" not in {v.language for v in variations}:
            what = f"utter_{name} has no Spanish variation."
            cure = "Add one with `condition: [{type: slot, name: language, value: es}]`."
            yield error(CARDS, default.node.line, f"utter_{name}", what, cure)


@check("A variation is for a country or language that is known, once each", CARDS)
def variations_are_known(project: Project) -> Iterator[Finding]:
    for variations in project.words.values():
        seen: set[str] = set()
        for one in variations:
            for number, condition in enumerate(one.node.get("condition").entries, start=1):
                known = COUNTRY_CODES if condition.get("name").text == "country" else ("en", "es")
                value = condition.get("value")
                if value.text and value.text not in known:
                    key = f"{one.key} > condition > {number} > value"
                    yield error(
                        one.file,
                        value.line,
                        key,
                        f"`{value.text}` is not known here.",
                        f"Write one of: {', '.join(known)}.",
                    )
            shown = f"{one.country} {one.language}"
            if shown in seen and one.file == CARDS:
                what = f"There are two variations for {shown.removesuffix(' en')}; only the first is shown."
                yield error(one.file, one.node.line, one.key, what, "Delete one, or give it another country.")
            seen.add(shown)


@check("A card is as severe as its danger, and offers its lines", CARDS)
def severity_fits(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        if one.group != "safety":
            continue
        danger = one.name.partition("/")[2]
        severity, lines = one.metadata.get("severity"), one.metadata.get("lines")
        if severity.text not in SEVERITIES.get(danger, ("emergency", "urgent")) and severity.text:
            what = f"The card for {danger} has the severity `{severity.text}`."
            cure = f"Write {' or '.join(SEVERITIES.get(danger, ('emergency',)))}."
            yield error(one.file, severity.line, f"{one.key} > severity", what, cure)
        if danger not in lines.texts:
            line = lines.line if lines else one.node.line
            what = f"The card does not offer the help lines for {danger}."
            yield error(one.file, line, f"{one.key} > lines", what, f"Write `lines: [{danger}]`.")
