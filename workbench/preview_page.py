"""What an edit changes, as a page and as text: var/preview/index.html and preview.txt."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from clinicchat import paths
from evaluation import html
from workbench.word_changes import WordChange

FOLDER = paths.VAR / "preview"
TEMPLATES = Path(__file__).parent / "templates"
BETTER, WORSE, OTHER = "better", "worse", "other"


@dataclass(frozen=True)
class Message:
    """A message that is read with both: where it stands, and the topic or danger that a person gave it."""

    text: str
    meant: str
    where: str


@dataclass(frozen=True)
class Change:
    """A message that reaches something else now; `verdict` is better, worse or other."""

    message: Message
    before: str
    after: str
    verdict: str


@dataclass(frozen=True)
class Phrasing:
    """A phrasing that the edit adds to *topic*, or takes away; what a visitor who writes it got and gets."""

    topic: str
    text: str
    added: bool
    before: str
    after: str
    helps: bool = False
    """Whether it was not understood as its own topic before."""
    harms: tuple[str, ...] = ()
    """Messages that are understood worse, and lie nearest to it."""


@dataclass(frozen=True)
class Recall:
    """Statements of one danger in one set: how many there are, and how many were and are seen."""

    where: str
    danger: str
    total: int
    before: int
    after: int


@dataclass(frozen=True)
class Preview:
    """Everything that the edit changes."""

    base: str
    messages: int
    changes: list[Change]
    words: list[WordChange]
    recalls: list[Recall]
    phrasings: list[Phrasing]
    new_topics: list[str]

    @property
    def lower(self) -> list[Recall]:
        """Dangers of which fewer statements are seen than before."""
        return [r for r in self.recalls if r.after < r.before]

    def count(self, verdict: str) -> int:
        """How many messages became better, worse or other."""
        return sum(c.verdict == verdict for c in self.changes)

    @property
    def sentence(self) -> str:
        """What to do, in one sentence."""
        added = [p for p in self.phrasings if p.added]
        helping = sum(p.helps for p in added)
        found = f"{helping} of {len(added)} phrasings help" if added else "no phrasing was added"
        if lost := sum(r.before - r.after for r in self.lower):
            return f"Do not publish: {lost} statements of danger would not be seen any more; {found}."
        if worse := self.count(WORSE):
            return f"Look before you publish: {found}, {worse} of {self.messages} other messages are understood worse."
        return f"Safe to publish: {found}, nothing gets worse."

    @property
    def to_leave_out(self) -> list[str]:
        """The added phrasings that do harm or no good, each with why."""
        harmful = [p for p in self.phrasings if p.added and p.harms]
        idle = [p for p in self.phrasings if p.added and not p.harms and not p.helps]
        why = [f"“{p.text}” ({p.topic}): then “{p.harms[0]}” would be taken for it" for p in harmful]
        return why + [f"“{p.text}” ({p.topic}): it is understood already" for p in idle]

    @property
    def summary(self) -> list[str]:
        """The edit in a few sentences."""
        added = sum(p.added for p in self.phrasings)
        gone = len(self.phrasings) - added
        seen, before = sum(r.after for r in self.recalls), sum(r.before for r in self.recalls)
        total = sum(r.total for r in self.recalls)
        found = [f"New topics: {', '.join(self.new_topics)}."] if self.new_topics else []
        found += [f"Phrasings: {added} added, {gone} taken away."] if self.phrasings else []
        found += [f"Texts that changed: {len(self.words)}."] if self.words else []
        return [
            *(found or ["Neither phrasings nor words changed."]),
            f"Of {self.messages} other messages, {self.count(WORSE)} are understood worse, {self.count(BETTER)} better "
            f"and {self.count(OTHER)} otherwise, no better or worse.",
            f"Statements of danger seen: {seen} of {total}, before {before}.",
        ]


def text(preview: Preview) -> str:
    """Returns the preview as plain text."""
    lines = [preview.sentence, "", f"What changes against {preview.base}:", *(f"  {s}" for s in preview.summary)]
    if leave := preview.to_leave_out:
        lines += ["", "Leave these out:", *(f"  {line}" for line in leave)]
    if preview.lower:
        lines.append("STOP: fewer statements of danger are seen than before. This edit must not go live.")
        lines.append("  Take your phrasings back one by one and look again, or let a clinician add a danger phrase.")
    lines += ["", "Statements of danger seen (before -> after, of):"]
    lines += [f"  {r.danger}, {r.where}: {r.before} -> {r.after}, of {r.total}" for r in preview.recalls]
    lines += ["", f"Phrasings added or taken away: {len(preview.phrasings)}"]
    lines += [f"  {'+' if p.added else '-'} {p.topic}: {p.text!r}: {p.before} -> {p.after}" for p in preview.phrasings]
    lines += ["", f"Messages that reach something else: {len(preview.changes)}"]
    for c in preview.changes:
        mark = c.verdict.upper() if c.verdict == WORSE else c.verdict
        lines.append(f"  {mark}: {c.message.text!r} ({c.message.where}): {c.before} -> {c.after}")
    lines += ["", f"Words that changed: {len(preview.words)}"]
    lines += [f"  {w.name}: {w.plain}" for w in preview.words]
    return "\n".join(lines) + "\n"


def write(preview: Preview, folder: Path = FOLDER) -> Path:
    """Writes index.html and preview.txt; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    template = html.environment(TEMPLATES).get_template("preview.html")
    page = template.render(p=preview, made=time.strftime("%d %B %Y, %H:%M"))
    (folder / "preview.txt").write_text(text(preview), encoding="utf-8")
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder / "index.html"
