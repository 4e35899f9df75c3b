"""`make preview`: what does my edit change? The edited content beside the committed one, message by message.

python -m workbench.preview [--base REVISION]      the page: var/preview/index.html, the text: var/preview/preview.txt

Trains the edited understanding beside the base's (a live release has its own), and reads all held-out phrasings and all
conversation tests with both.
Ends with 2 when fewer statements of danger are seen than before: such an edit must not go live.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from clinicchat import paths
from clinicchat.content import live_words, topics
from clinicchat.danger.phrase_file import FOLDER
from clinicchat.danger.phrases import DangerPhrases
from clinicchat.engine import train
from clinicchat.publish import recall, store
from clinicchat.publish.approvals import Approvals
from clinicchat.publish.store import Release
from clinicchat.understanding.embeddings import Embeddings
from evaluation import datasets
from evaluation.pipeline import Pipeline, Understood, limits, resolve, settings, trained
from workbench.conversations.reading import read_all
from workbench.preview_page import BETTER, OTHER, WORSE, Change, Message, Phrasing, Preview, Recall, text, write
from workbench.word_changes import word_changes

SETS = ("development", "heldout")
CONVERSATIONS = "conversation tests"
LOWER = 2


class Side:
    """One state of the content: its words, and how it understands."""

    def __init__(self, data: Path, embeddings: Embeddings, known: Path | None = None) -> None:
        """*known*: the file of a model that this program trained from *data*; without one it is trained now."""
        self.words = live_words.Content(data)
        self._phrases = DangerPhrases.load(data / FOLDER)
        training = datasets.training(data)
        self.phrasings = dict.fromkeys((line.label, line.text) for line in training)
        model = recall.topic_model(known) if known else trained(training, settings(), embeddings)
        self._pipeline = Pipeline(model, embeddings, limits())

    def title(self, label: str) -> str:
        """Returns the title of a topic or a part; of what has none its name in plain words."""
        found = self.words.title(label)
        return found if found != label else label.rpartition("/")[2].replace("_", " ")

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        """Returns what visitors who write *texts* get."""
        readings = [replace(r, seen=self._phrases.find(r.text)) for r in self._pipeline.read(texts)]
        return [resolve(reading, self._pipeline.limits) for reading in readings]


def messages() -> list[Message]:
    """Returns every message to compare: held-out phrasings, statements of danger, what visitors of the tests type."""
    found = []
    for author in [author for name in SETS for author in datasets.authors(name)]:
        found += [Message(line.text, line.topic, f"{author}.yml") for line in datasets.lines_of(author)]
        danger = datasets.safety_of(author)
        found += [Message(s.text, s.danger, f"safety-{author}.yml") for s in danger.statements]
        found += [Message(x.text, x.topic, f"safety-{author}.yml") for x in [*danger.lookalikes, *danger.ordinary]]
    for conversation in read_all():
        for turn in conversation.turns:
            if turn.visitor is not None:
                found.append(Message(turn.visitor, str(turn.expect.get("topic", "")), CONVERSATIONS))
    return list(dict.fromkeys(found))


def known_model(data: Path, live: Release | None) -> Path | None:
    """Returns the file of a model that this program trained from the content in *data*, such as that of *live*."""
    if live and live.manifest.fingerprint == train.fingerprint(data):
        return live.model
    return train.latest(data)


def compare(base: Path, revision: str, edited: Path | None = None, live: Release | None = None) -> Preview:
    """Compares the content in the folder *base*, that of the release *live* if one is given, with the *edited* one
    (default: data/)."""
    embeddings = Embeddings()
    before, after = (Side(data, embeddings, known_model(data, live)) for data in (base, edited or paths.DATA))
    retired = Approvals.read(edited).file.retired
    asked = [message for message in messages() if topics.whole(message.meant) not in retired]
    texts = [m.text for m in asked]
    pairs = list(zip(asked, before.understand(texts), after.understand(texts), strict=True))
    title = after.title
    moved = [(m, a, b) for m, a, b in pairs if _reached(a) != _reached(b)]
    changes = [Change(replace(m, meant=title(m.meant)), told(a, title), told(b, title), _verdict(m, a, b))
               for m, a, b in moved]  # fmt: skip
    worse = [(m.text, topics.label(b.topic, b.part)) for m, a, b in moved if _verdict(m, a, b) == WORSE]
    return Preview(
        revision,
        len(asked),
        sorted(changes, key=_urgency),
        word_changes(before.words, after.words),
        _recalls(pairs),
        _phrasings(before, after, worse, embeddings),
        sorted(title(t) for t in {t for t, _ in after.phrasings} - {t for t, _ in before.phrasings}),
    )


def _urgency(change: Change) -> tuple[int, bool]:
    """What became worse first, and before all the danger that is not seen any more."""
    return (WORSE, BETTER, OTHER).index(change.verdict), not topics.is_danger(change.message.meant)


def told(understood: Understood, title: Callable[[str], str] = str) -> str:
    """Returns where a message leads, in words: a topic's *title*, those it may choose from, or an outcome; and what
    raised a card or a help line."""
    doubtful, label = understood.topic == topics.FALLBACK, topics.label(understood.topic, understood.part)
    place = understood.outcome.replace("_", " ") if doubtful else title(label)
    if _offered(understood):
        place = f"did you mean {' or '.join(title(topic).rstrip('?') for topic in understood.candidates)}?"
    return f"{place} ({understood.level}; {understood.why})" if understood.why else place


def _reached(understood: Understood) -> tuple[str, str, frozenset[str]]:
    """What counts as the same: the order of the buttons does not."""
    return topics.label(understood.topic, understood.part), understood.outcome, _offered(understood)


def _offered(understood: Understood) -> frozenset[str]:
    """What is offered instead of an answer; the buttons beside an answer do not count."""
    return frozenset(understood.candidates if understood.topic == topics.FALLBACK else ())


def _verdict(message: Message, before: Understood, after: Understood) -> str:
    """Right and wrong as the person said who wrote it; a false alarm, or danger unseen, is worse in any case."""
    was, now = (_rank(message, understood) for understood in (before, after))
    return BETTER if now > was else WORSE if now < was else OTHER


def _rank(message: Message, understood: Understood) -> int:
    """3: the right topic; 2: it is offered; 1: another; 0: danger where there is none, or none where there is."""
    if topics.is_danger(message.meant) != topics.is_danger(understood.topic):
        return 0
    return 3 if understood.topic == message.meant else 2 if message.meant in understood.candidates else 1


def _phrasings(before: Side, after: Side, worse: Sequence[tuple[str, str]], embeddings: Embeddings) -> list[Phrasing]:
    """The phrasings that came and went; to each that came, the messages that it makes *worse* (with their topic)."""
    changed = [(*p, True) for p in after.phrasings if p not in before.phrasings]
    changed += [(*p, False) for p in before.phrasings if p not in after.phrasings]
    texts = [text for _, text, _ in changed]
    both = zip(changed, before.understand(texts), after.understand(texts), strict=True)
    harms = _nearest([(topic, text) for topic, text, added in changed if added], worse, embeddings)
    title = after.title
    return [
        Phrasing(title(topic), text, added, told(a, title), told(b, title),
                 added and topics.label(a.topic, a.part) != topic,
                 tuple(harms.get((topic, text), ())) if added else ())
        for (topic, text, added), a, b in both
    ]  # fmt: skip


def _nearest(
    added: Sequence[tuple[str, str]], worse: Sequence[tuple[str, str]], embeddings: Embeddings
) -> dict[tuple[str, str], list[str]]:
    """Returns, to each of the *added* phrasings that did it, the messages that now reach its topic wrongly."""
    found: dict[tuple[str, str], list[str]] = {}
    for message, label in worse:
        own = [phrasing for phrasing in added if topics.whole(phrasing[0]) == topics.whole(label)]
        if own:
            (vector, *others) = embeddings.of([message, *(phrasing[1] for phrasing in own)])
            nearest = max(range(len(own)), key=lambda i: float(vector @ others[i]))
            found.setdefault(own[nearest], []).append(message)
    return found


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
    """Writes data/ of *revision* to *folder*, leaving the working tree alone. Raises `ValueError`."""
    listed = _git("ls-tree", "-r", "--name-only", revision, "data/").splitlines()
    for name in listed:
        file = folder / Path(name).relative_to("data")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_git("show", f"{revision}:{name}"), encoding="utf-8")
    return folder


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0, or 2 when an edit lowers safety or the content cannot be read."""
    parser = argparse.ArgumentParser(prog="make preview", description="What does my edit change?")
    parser.add_argument("--base", help="the git revision to compare with (default: the live release, else HEAD)")
    options = parser.parse_args(arguments)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print("preview: reading every message with both (one to two minutes, the first time up to five) …")
    try:
        with tempfile.TemporaryDirectory() as folder:
            live = None if options.base else store.newest_good()
            if live:
                preview = compare(live.data, f"release {live.number}", live=live)
            else:
                revision = options.base or "HEAD"
                preview = compare(export(revision, Path(folder)), revision)
    except ValueError as error:
        console.print(f"preview: {error}")
        return LOWER
    path = write(preview)
    console.print(text(preview))
    console.print(f"The page: {path}")
    return LOWER if preview.lower else 0


if __name__ == "__main__":
    sys.exit(main())
