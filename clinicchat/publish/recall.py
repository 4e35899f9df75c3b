"""The recall gate: no statement of danger that the live release sees may be lost by the next one.

    lost = losses(live, data, model)    # the statements that got a card or a help line, and would get less

The statements are the shipped sets evaluation/safety-*.yml, read with the product's own understanding. What the live
release makes of them is kept in its folder, for the program that read them.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinicchat import paths
from clinicchat.content import live_words, phrasings, serving, topics, yaml_file
from clinicchat.danger import phrase_file
from clinicchat.danger.level import Level
from clinicchat.publish.check.kept import code_stamp
from clinicchat.publish.store import Release, digest
from clinicchat.understanding import encoders
from clinicchat.understanding.decision import thresholds
from clinicchat.understanding.kept import Kept
from clinicchat.understanding.model import TopicModel
from clinicchat.understanding.reading import Understanding, resolve

SETS = "safety-*.yml"
KEPT = "recall.json"
LEVELS = [Level.NONE, Level.HELP, Level.CARD]
WORDS = {Level.NONE: "neither a card nor a help line", Level.HELP: "a help line", Level.CARD: "a card"}
BATCH = 512


@dataclass(frozen=True)
class Loss:
    """A statement of danger that was answered by *before* (a card, a help line) and would be answered by *after*."""

    text: str
    danger: str
    before: Level
    after: Level

    @property
    def told(self) -> str:
        """What is lost, in one line."""
        return f"“{self.text}” ({self.danger}) got {WORDS[self.before]}; now {WORDS[self.after]} (code {self.id})."

    @property
    def id(self) -> str:
        """What two people name in data/approvals.yml to accept the loss."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def statements(folder: Path | None = None) -> dict[str, str]:
    """Returns the danger of each statement of the sets in *folder* (default: evaluation/)."""
    found: dict[str, str] = {}
    for path in sorted((folder or paths.ROOT / "evaluation").glob(SETS)):
        for key, texts in yaml_file.load(path).items():
            danger = f"{topics.SAFETY}/{key.removesuffix('_explicit').removesuffix('_indirect')}"
            if danger in topics.DANGERS and isinstance(texts, list):
                found.update((str(text), danger) for text in texts)
    return found


def levels(data: Path, model: Path, texts: list[str]) -> dict[str, Level]:
    """Returns what each of *texts* is answered by with the content in *data* and the trained *model*."""
    limits = thresholds()
    with serving.answering(data):
        light, heavy = encoders.light(), encoders.heavy()
        understanding = Understanding(topic_model(model), Kept(light), Kept(heavy) if heavy else None)
        read = [r for start in range(0, len(texts), BATCH) for r in understanding.read(texts[start : start + BATCH])]
        return {reading.text: resolve(reading, limits).level for reading in read}


def losses(live: Release, data: Path, model: Path) -> Iterator[Loss]:
    """Yields each statement that the content in *data* with *model* answers with less than the release *live*."""
    known = statements()
    before, after = kept(live, list(known)), levels(data, model, list(known))
    for text, danger in known.items():
        if LEVELS.index(after[text]) < LEVELS.index(before[text]):
            yield Loss(text, danger, before[text], after[text])


def kept(live: Release, texts: list[str]) -> dict[str, Level]:
    """Returns what *live* answers each of *texts* with, read anew when the program or a text changed."""
    file = live.folder / KEPT
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = {}
    if stored.get("of") != code_stamp() or stored.get("levels", {}).keys() != set(texts):
        read = levels(live.data, live.model, texts)
        stored = {"of": code_stamp(), "levels": {text: str(level) for text, level in read.items()}}
        file.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    return {text: Level(level) for text, level in stored["levels"].items()}


@lru_cache(maxsize=2)
def topic_model(archive: Path) -> TopicModel:
    """Returns the topic model in a trained Rasa model."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as opened:
        members = [m for m in opened.getmembers() if "TopicClassifier" in m.name]
        opened.extractall(folder, members, filter="data")
        return TopicModel.load(next(Path(folder).rglob("model.json")).parent)


def same_reading(live: Release, data: Path) -> bool:
    """Whether the content in *data* is read as *live* is: the same phrasings, danger phrases and topics."""
    one, other = (
        (sorted(phrasings.known(folder)), digest(folder / phrase_file.FOLDER), set(live_words.Content(folder).words))
        for folder in (live.data, data)
    )
    return one == other
