"""No claim, dose, supplier, method or advice on medicines in anything that a visitor reads; braces that are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml

from clinicchat.content.cards import FILLED_LATER
from clinicchat.publish.check.findings import Finding, did_you_mean, error, short, warning
from clinicchat.publish.check.kept import stamp
from clinicchat.publish.check.project import REPLIES, Project
from clinicchat.publish.check.registry import check

NOT = r"(?:\b(?:no|not|never|nor|neither|nobody|cannot|without|rather than|instead of)\b|n['’]t\b)"
DENIED = re.compile(NOT + r"[^.;:!?]{0,60}$", re.IGNORECASE)
ENDS = re.compile(r"(?<=[.!?])[\"”)]?\s+|\n+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Soft hyphens, joiners and marks of no width."""
RULES, MEDICINES = Path(__file__).with_name("wording.yml"), "data/named/medicines.yml"
WORD_LIST = re.compile(r"<(medicine|stopping|stopped|stop)>")
SPLIT = "\n"
UNAPPROVED = ("page", "label", "source")
"""Kinds of words that need nobody's name: what is doubtful there is an error."""
BRACES = re.compile(r"\{([\w.]*)\}?")


@dataclass(frozen=True)
class Rule:
    """One rule of wording.yml, its patterns ready."""

    find: re.Pattern[str]
    what: str
    cure: str
    about: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    denied: bool
    kinds: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True)
class Hit:
    """Forbidden words in a text. `doubtful`: they may be right, so whoever approves the text looks at them."""

    words: str
    what: str
    cure: str
    doubtful: bool = False


Patterns = str | list[str]


class Look(msgspec.Struct, frozen=True):
    """What whoever approves is pointed to."""

    find: Patterns
    what: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as wording.yml has it."""

    name: str
    find: Patterns
    what: str
    cure: str
    about: Patterns = ""
    unless: Patterns = ""
    denied: bool = False
    doubtful: bool = False
    kinds: list[str] = msgspec.field(name="in", default_factory=list)


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """wording.yml."""

    look: list[Look]
    words: dict[str, list[str]]
    rules: list[Written]


def _pattern(given: Patterns) -> re.Pattern[str]:
    text = given if isinstance(given, str) else "|".join(given)
    return re.compile(WORD_LIST.sub(lambda match: _words()[match.group(1)], text), re.IGNORECASE)


def _rule(one: Written) -> Rule:
    about, unless = (_pattern(given) if given else None for given in (one.about, one.unless))
    return Rule(_pattern(one.find), one.what, one.cure, about, unless, one.denied, tuple(one.kinds), one.doubtful)


@lru_cache(maxsize=1)
def _file() -> File:
    return msgspec.convert(yaml.safe_load(RULES.read_text(encoding="utf-8")), type=File)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return tuple(map(_rule, _file().rules))


@lru_cache(maxsize=1)
def _looks() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(one.find), one.what) for one in _file().look)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Returns the pattern of each list of words; medicines have those names, too, that are told to go on with."""
    words = {name: list(listed) for name, listed in _file().words.items()}
    for _, thing in Project().top(MEDICINES).get("things").pairs:
        if thing.get("keep").value is not False:
            words["medicine"] += [re.escape(name.raw) for name in thing.get("called").entries]
    return {name: rf"\b(?:{'|'.join(sorted(listed, key=len, reverse=True))})\b" for name, listed in words.items()}


@check("Nothing that a visitor reads claims, doses, supplies, shows a method or changes a medicine")
def nothing_forbidden(project: Project) -> Iterator[Finding]:
    found = project.kept.results("wording", _stamp(), (s.kind + SPLIT + s.text for s in project.shown), _work)
    for shown in project.shown:
        for hit in (Hit(*values) for values in found[shown.kind + SPLIT + shown.text]):
            line = project.document(shown.file).line_of(shown.node, hit.words)
            told = warning if hit.doubtful and shown.kind not in UNAPPROVED else error
            yield told(shown.file, line, shown.key, hit.what, hit.cure)


def _work(new: list[str]) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Returns the values of the hits in each of the *new* texts, which begin with their kind."""
    each = ((text, *text.split(SPLIT, 1)) for text in new)
    return {text: [astuple(hit) for hit in forbidden(words, kind)] for text, kind, words in each}


@lru_cache(maxsize=1)
def _stamp() -> str:
    code = Path(__file__).read_text(encoding="utf-8")
    return stamp(RULES.read_text(encoding="utf-8"), code, *_words().values())


def forbidden(text: str, kind: str) -> tuple[Hit, ...]:
    """Returns each forbidden thing in *text*, as a visitor reads it: what cannot be seen hides no word."""
    return tuple(hit for sentence in sentences(UNSEEN.sub("", text)) for hit in _in_sentence(sentence, kind))


def to_look_at(text: str, before: str = "") -> Iterator[tuple[str, str]]:
    """Yields each sentence of *text* that is not in *before* and of a kind that goes wrong, and what to look at."""
    known = set(sentences(before))
    for sentence in sentences(UNSEEN.sub("", text)):
        if sentence not in known:
            yield from ((sentence, what) for find, what in _looks() if find.search(sentence))


def sentences(text: str) -> list[str]:
    """Returns the sentences of *text*; a line ends one too.

    >>> sentences("It is studied. Is it safe?\\n\\n- No one knows")
    ['It is studied.', 'Is it safe?', '- No one knows']
    """
    return [part.strip() for part in ENDS.split(text) if part and part.strip()]


@lru_cache(maxsize=8192)
def _in_sentence(sentence: str, kind: str) -> tuple[Hit, ...]:
    return tuple(_hits(sentence, kind))


def _hits(sentence: str, kind: str) -> Iterator[Hit]:
    for rule in _rules():
        if rule.kinds and kind not in rule.kinds:
            continue
        if (rule.about and not rule.about.search(sentence)) or (rule.unless and rule.unless.search(sentence)):
            continue
        for match in rule.find.finditer(sentence):
            if not (rule.denied and DENIED.search(sentence[: match.start()])):
                words = match.group().strip()
                what = f"{rule.what.format(found=words)} It is in: “{short(sentence)}”"
                yield Hit(words, what, rule.cure, rule.doubtful)


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
