"""What cannot be right whatever it says: numbers of no telephone, hours of no day, reviews by nobody who may."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from clinicchat.content.yaml_file import Node
from clinicchat.publish.approvals import CLINICIAN
from clinicchat.publish.check.before import PENDING
from clinicchat.publish.check.findings import Finding, error, short, warning
from clinicchat.publish.check.project import CARDS, CLINIC, HELPLINES, PROVIDERS, TOPICS, Project
from clinicchat.publish.check.registry import check

DAYS = {f"{d}s" for d in "monday tuesday wednesday thursday friday saturday sunday weekday holiday".split()}
TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\b\.?)?", re.IGNORECASE)
SPAN = re.compile(rf"{TIME.pattern}\s*(?:to|until|-|–)\s*{TIME.pattern}", re.IGNORECASE)
NO_HOURS = re.compile(
    r"^\W*(?:our )?(?:opening )?(?:hours?|open|times?)\b|\bclosed\b|[.!?:]\s*$|[.!?]\s+[A-Z]"
    r"|\b(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b\.?",
    re.IGNORECASE,
)
"""Hours that are a heading, a sentence, shortened, or say when the clinic is not open."""
NORTH_AMERICA = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}")
SHORT = re.compile(r"\d11|988|\d{4,6}")
FICTION = re.compile(r"1?(?:\d{3})?55501\d\d")
SHAPES = {
    "US": (NORTH_AMERICA, SHORT, FICTION),
    "CA": (NORTH_AMERICA, SHORT),
    "UK": (re.compile(r"0\d{9,10}|0800\d{4,6}|44\d{9,10}|116\d{3}"), re.compile(r"999|112|111|101|105|119|\d{5}")),
    "AU": (re.compile(r"0[2-9]\d{8}|61\d{9}|1[38]00\d{6}|13\d{4}"), re.compile(r"000|112|106|\d{4,10}")),
}
ANYWHERE = re.compile(r"\d{3,15}")
MARKUP = (
    (re.compile(r"^\s*[•·▪◦●‣∙]\s*", re.MULTILINE), "is a bullet of Word", "Begin the line with a dash and a space."),
    (re.compile(r"\*\*|__|(?<!\w)\*\w[^*\n]*\w\*(?!\w)"), "marks bold or italic words", "Delete the marks."),
    (re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|#\d+);", re.IGNORECASE), "is HTML",
     "Delete it: the page shows plain words."),
    (re.compile(r"\[[^\]\n]+\]\([^)\n]+\)"), "is a link of Markdown", "Write the words alone."),
    (re.compile(r"^#{1,6} ", re.MULTILINE), "is a heading of Markdown", "Delete the #."),
    (re.compile(r"[ \t]#[ \t]+\S.*"), "looks like a note for yourself, and visitors would read it",
     "Delete it. Notes stand on a line of their own, outside the words."),
    (re.compile(r"\S*(?:â€|Ã[\x80-\xbf©±³º¡¶¤¼]|Â[\s°·«»]|\ufffd)\S*"), "was saved in another encoding",
     "Type the word again, and save the file as UTF-8."),
    (re.compile(r"\w*[\u00ad\u200b\u200e\u200f\u2060\ufeff]\w*"), "holds a character that cannot be seen",
     "Delete the word and type it again."),
)  # fmt: skip


def is_number(number: str, country: str) -> bool:
    """Whether *number* may be a telephone number of *country*.

    >>> is_number("1-800-555-0100", "US"), is_number("988", "US"), is_number("1-800-55-0100", "US")
    (True, True, False)
    """
    digits = re.sub(r"\D", "", number)
    return any(shape.fullmatch(digits) for shape in SHAPES.get(country, (ANYWHERE,)))


@check("Every number has the shape of a telephone number of its country", HELPLINES, CLINIC)
def numbers_are_numbers(project: Project) -> Iterator[Finding]:
    own = project.top(CLINIC).get("telephone")
    if own.raw and not is_number(own.raw, project.home):
        yield _no_number(CLINIC, own, "telephone", project.home)
    for code, entry in project.top(HELPLINES).get("countries").pairs:
        for line in (entry.get("emergency"), *entry.get("lines").entries):
            number, key = (
                line.get("number"),
                f"countries > {code.raw} > {line.get('name').text or 'emergency'} > number",
            )
            if re.search(r"\d", number.text) and not is_number(number.raw, code.raw):
                yield _no_number(HELPLINES, number, key, code.raw)


def _no_number(file: str, node: Node, key: str, country: str) -> Finding:
    what = f"{node.raw} has not the shape of a telephone number in {country}: a digit is missing, or one too many."
    return error(file, node.line, key, what, "Write it with its area code, in quotes, and call it.")


@check("The clinic's hours can be", CLINIC)
def hours_can_be(project: Project) -> Iterator[Finding]:
    node = project.top(CLINIC).get("hours")
    for word in re.findall(r"[a-z]+days?\b", node.text.lower()):
        if f"{word.removesuffix('s')}s" not in DAYS and word not in ("day", "days"):
            yield _no_hours(node, f"“{word}” is no day")
    for match in TIME.finditer(node.text):
        hour, minute, half = int(match.group(1)), int(match.group(2) or 0), match.group(3)
        if hour > (12 if half else 24) or (half and not hour) or minute > 59:
            yield _no_hours(node, f"“{match.group().strip()}” is no time")
    for match in SPAN.finditer(node.text):
        begin, end = _minutes(match.groups()[:3]), _minutes(match.groups()[3:])
        if match.group(6) and end <= begin:
            yield _no_hours(node, f"“{match.group().strip()}” ends before it begins")

    if found := NO_HOURS.search(node.text):
        what = f"“{found.group().strip()}”: these hours do not fit into the sentence “The clinic is open {node.text}”."
        yield error(CLINIC, node.line, "hours", what, "Write them like “Monday to Friday, 9 am to 5 pm”.")


def _minutes(parts: tuple[str | None, ...]) -> int:
    hour, minute, half = int(parts[0] or 0), int(parts[1] or 0), (parts[2] or "").lower()
    return (hour % 12 + (12 if half == "p" else 0) if half else hour) * 60 + minute


def _no_hours(node: Node, why: str) -> Finding:
    what = f"The hours cannot be: {why}."
    return error(CLINIC, node.line, "hours", what, "Write them like “Monday to Friday, 9 am to 5 pm”.")


@check("Who reviewed an answer or a card is a clinician", TOPICS, *CARDS)
def reviewers_are_clinicians(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        by = one.metadata.get("reviewed").get("by")
        if by.text and by.text != PENDING and not CLINICIAN.search(by.text):
            what = f"“{short(by.text)}” names no clinician."
            cure = f"Write who reviewed it with the profession, such as “Dr. A. Example, psychiatrist”, or “{PENDING}”."
            yield error(one.file, by.line, f"{one.key} > reviewed > by", what, cure)


@check("No review lasts longer than a year", TOPICS, *CARDS)
def reviews_end_within_a_year(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        reviewed = one.metadata.get("reviewed")
        try:
            on, due = (datetime.date.fromisoformat(reviewed.get(key).raw) for key in ("on", "due"))
        except ValueError:
            continue
        if (due - on).days > 366:
            what = f"The next review is due on {due}, more than a year after the last ({on})."
            cure = "Set `due` six months after `on`; look at the year."
            yield error(one.file, reviewed.get("due").line, f"{one.key} > reviewed > due", what, cure)


@check("Providers are listed once, and were checked within a year", PROVIDERS)
def providers_are_fresh(project: Project) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(project.top(PROVIDERS).get("providers").entries, start=1):
        name, key = entry.get("name"), f"providers > {number}"
        who = (" ".join(name.text.lower().split()), entry.get("state").text)
        if who[0] and who in seen:
            what = f"{name.text} is listed twice (also as entry {seen[who]})."
            yield error(PROVIDERS, name.line, f"{key} > name", what, "Keep one of the two.")
        seen.setdefault(who, number)
        checked = entry.get("checked")
        try:
            days = (project.today - datetime.date.fromisoformat(checked.raw)).days
        except ValueError:
            continue
        cure = "Look up licence, telephone and address again, and set `checked` to that day."
        if days < 0:
            yield error(PROVIDERS, checked.line, f"{key} > checked", f"{checked.raw} is yet to come.", cure)
        elif days > 366:
            what = f"{name.text} was last checked {days} days ago."
            yield error(PROVIDERS, checked.line, f"{key} > checked", what, f"{cure} Or delete the entry.")
        elif days > 183:
            what = f"{name.text} was last checked {days} days ago."
            yield warning(PROVIDERS, checked.line, f"{key} > checked", what, cure)


@check("Nothing that a visitor reads holds marks of Word, Markdown or HTML")
def no_markup(project: Project) -> Iterator[Finding]:
    for shown in project.shown:
        for pattern, what, cure in MARKUP:
            if match := pattern.search(shown.text):
                line = project.document(shown.file).line_of(shown.node, match.group().strip())
                yield error(shown.file, line, shown.key, f"“{short(match.group().strip())}” {what}.", cure)
