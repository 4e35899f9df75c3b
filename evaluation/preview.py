"""`make preview`: what does my edit change? The edited content beside the committed one, message by message.

python -m evaluation.preview [--base REVISION]      the page: var/preview/index.html, the text: var/preview/preview.txt

Trains the edited understanding beside the base's and reads all held-out phrasings and all conversation tests with both.
Ends with 2 when fewer statements of danger are seen than before: such an edit must not go live.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console

from clinicchat import content, paths, topics
from clinicchat.nlu.embeddings import Embeddings
from clinicchat.nlu.phrases import FILE, DangerPhrases
from clinicchat.testing.reading import read_all
from evaluation import datasets
from evaluation.pipeline import Pipeline, Understood, limits, resolve, settings, trained
from evaluation.word_changes import WordChange, word_changes

FOLDER = paths.VAR / "preview"
TEMPLATES = Path(__file__).parent / "templates"
SETS = ("development", "heldout")
CONVERSATIONS = "conversation tests"
LOWER = 2


@dataclass(frozen=True)
class Message:
    """A message that is read with both: where it stands, and the topic or danger that a person gave it."""

    text: str
    meant: str
    where: str


@dataclass(frozen=True)
class Change:
    """A message that reaches something else now."""

    message: Message
    before: str
    after: str
    good: bool
    bad: bool


@dataclass(frozen=True)
class Recall:
    """Statements of one danger in one set: how many there are, and how many were and are seen."""

    where: str
    danger: str
    total: int
    before: int
    after: int


class Side:
    """One state of the content: its words, and how it understands."""

    def __init__(self, data: Path, embeddings: Embeddings) -> None:
        self.words = content.Content(data)
        self._phrases = DangerPhrases.load(data / FILE)
        model = trained(datasets.training(data / "nlu.yml"), settings(), embeddings)
        self._pipeline = Pipeline(model, embeddings, limits())

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        """Returns what visitors who write *texts* get."""
        found = []
        for reading in self._pipeline.read(texts):
            alarm = self._phrases.find(reading.text)
            own = type(reading)(reading.text, reading.ranking, alarm.topic if alarm else None, reading.readable)
            found.append(resolve(own, self._pipeline.limits))
        return found


@dataclass(frozen=True)
class Preview:
    """Everything that the edit changes."""

    base: str
    messages: int
    changes: list[Change]
    words: list[WordChange]
    recalls: list[Recall]

    @property
    def lower(self) -> list[Recall]:
        """Dangers of which fewer statements are seen than before."""
        return [r for r in self.recalls if r.after < r.before]


def messages() -> list[Message]:
    """Returns every message to compare: held-out phrasings, statements of danger, what visitors of the tests type."""
    found = []
    for name in SETS:
        found += [Message(line.text, line.topic, f"{name}.yml") for line in datasets.lines(name)]
        danger = datasets.safety(name)
        found += [Message(s.text, s.danger, f"safety-{name}.yml") for s in danger.statements]
        found += [Message(x.text, x.topic, f"safety-{name}.yml") for x in [*danger.lookalikes, *danger.ordinary]]
    for conversation in read_all():
        for turn in conversation.turns:
            if turn.visitor is not None:
                found.append(Message(turn.visitor, str(turn.expect.get("topic", "")), CONVERSATIONS))
    return list(dict.fromkeys(found))


def compare(base: Path, revision: str) -> Preview:
    """Compares the content in the folder *base* with data/."""
    embeddings = Embeddings()
    before, after = Side(base, embeddings), Side(paths.DATA, embeddings)
    asked = messages()
    texts = [m.text for m in asked]
    pairs = list(zip(asked, before.understand(texts), after.understand(texts), strict=True))
    changes = [_change(m, a, b) for m, a, b in pairs if _told(a) != _told(b)]
    return Preview(revision, len(asked), changes, word_changes(before.words, after.words), _recalls(pairs))


def _told(understood: Understood) -> str:
    offered = f" ({', '.join(understood.candidates)})" if understood.candidates else ""
    topic = "" if understood.topic == topics.FALLBACK else understood.topic
    return f"{topic or understood.outcome}{offered}"


def _change(message: Message, before: Understood, after: Understood) -> Change:
    was, now = before.topic == message.meant, after.topic == message.meant
    return Change(message, _told(before), _told(after), good=now and not was, bad=was and not now)


def _recalls(pairs: Sequence[tuple[Message, Understood, Understood]]) -> list[Recall]:
    counted: dict[tuple[str, str], list[int]] = {}
    for message, before, after in pairs:
        if message.where.startswith("safety-") and topics.is_danger(message.meant):
            row = counted.setdefault((message.where, message.meant), [0, 0, 0])
            row[0] += 1
            row[1] += topics.is_danger(before.topic)
            row[2] += topics.is_danger(after.topic)
    return [Recall(*key, *row) for key, row in counted.items()]


def export(revision: str, folder: Path) -> Path:
    """Writes data/*.yml of *revision* to *folder*, leaving the working tree alone. Raises `ValueError`."""
    listed = _git("ls-tree", "--name-only", revision, "data/").splitlines()
    for name in listed:
        (folder / Path(name).name).write_text(_git("show", f"{revision}:{name}"), encoding="utf-8")
    return folder


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def text(preview: Preview) -> str:
    """Returns the preview as plain text."""
    lines = [f"What changes against {preview.base}: {preview.messages} messages read with both."]
    if preview.lower:
        lines.append("STOP: fewer statements of danger are seen than before. This edit must not go live.")
    lines += ["", "Statements of danger seen (before -> after, of):"]
    lines += [f"  {r.danger}, {r.where}: {r.before} -> {r.after}, of {r.total}" for r in preview.recalls]
    lines += ["", f"Messages that reach something else: {len(preview.changes)}"]
    for c in preview.changes:
        mark = "better" if c.good else "WORSE" if c.bad else "other"
        lines.append(f"  {mark}: {c.message.text!r} ({c.message.where}): {c.before} -> {c.after}")
    lines += ["", f"Words that changed: {len(preview.words)}"]
    lines += [f"  {w.name}: {w.plain}" for w in preview.words]
    return "\n".join(lines) + "\n"


def write(preview: Preview, folder: Path = FOLDER) -> Path:
    """Writes index.html and preview.txt; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("preview.html").render(p=preview, made=time.strftime("%d %B %Y, %H:%M"))
    (folder / "preview.txt").write_text(text(preview), encoding="utf-8")
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder / "index.html"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0, or 2 when an edit lowers safety or the content cannot be read."""
    parser = argparse.ArgumentParser(prog="make preview", description="What does my edit change?")
    parser.add_argument("--base", default="HEAD", help="the git revision to compare with (default: the last commit)")
    options = parser.parse_args(arguments)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print("preview: training the edited understanding beside the other (about a minute) …")
    try:
        with tempfile.TemporaryDirectory() as folder:
            preview = compare(export(options.base, Path(folder)), options.base)
    except ValueError as error:
        console.print(f"preview: {error}")
        return LOWER
    path = write(preview)
    console.print(text(preview))
    console.print(f"The page: {path}")
    return LOWER if preview.lower else 0


if __name__ == "__main__":
    sys.exit(main())
