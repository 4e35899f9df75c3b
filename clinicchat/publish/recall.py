"""The recall gate: no statement of danger that the live release sees may be lost by the next one.

    after = levels(data, model, limits(model), list(statements()))
    lost = losses(live, after)    # the statements that got a card or a help line, and would get less

The statements are the shipped sets evaluation/safety-*.yml, read with the product's own understanding and the limits of
each release. What a release made of them when it was published is kept in its folder: it still stands there when the
program or its thresholds have changed.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clinicchat import paths
from clinicchat.content import named_things, serving, topics, yaml_file
from clinicchat.danger import phrase_file
from clinicchat.danger.level import Level
from clinicchat.engine import train
from clinicchat.publish.check.kept import stamp
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


def levels(data: Path, model: Path, limits: Mapping[str, float], texts: list[str]) -> dict[str, Level]:
    """Returns what each of *texts* is answered by with the content in *data*, the trained *model* and *limits*."""
    with serving.answering(data):
        light, heavy = encoders.light(), encoders.heavy()
        understanding = Understanding(topic_model(model), Kept(light), Kept(heavy) if heavy else None)
        read = [r for start in range(0, len(texts), BATCH) for r in understanding.read(texts[start : start + BATCH])]
        return {reading.text: resolve(reading, limits).level for reading in read}


def losses(live: Release, after: Mapping[str, Level]) -> Iterator[Loss]:
    """Yields each statement that is answered with less in *after* than in the release *live*."""
    known = statements()
    before = kept(live, list(known))
    for text, danger in known.items():
        was = before.get(text, Level.NONE)
        if LEVELS.index(after[text]) < LEVELS.index(was):
            yield Loss(text, danger, was, after[text])


def kept(live: Release, texts: list[str]) -> dict[str, Level]:
    """Returns what *live* answers each of *texts* with, as it was when it was published; the rest is read now,
    and left out when this program can read its content no more."""
    known = stored(live)
    if missing := [text for text in texts if text not in known]:
        with suppress(ValueError, SystemExit):  # content that this program cannot read can be compared with nothing
            known |= levels(live.data, model_of(live), live.manifest.limits or limits(live.model), missing)
            keep(live, known)
    return known


def model_of(release: Release) -> Path:
    """Returns the model of *release*; where an older program made it, one that is trained anew from its content.
    Raises `ContentError` or `SystemExit` when that cannot be."""
    if train.fingerprint(release.data) == release.manifest.fingerprint:
        return release.model
    return train.latest(release.data) or train.train(release.data)


def stored(release: Release) -> dict[str, Level]:
    """Returns what is known of *release*; nothing when its file is missing or damaged."""
    try:
        found = json.loads((release.folder / KEPT).read_text(encoding="utf-8"))
        return {text: Level(level) for text, level in found["levels"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def keep(release: Release, read: Mapping[str, Level]) -> None:
    """Keeps what the statements were answered with in *release*."""
    text = json.dumps({"levels": {text: str(level) for text, level in read.items()}}, ensure_ascii=False)
    fresh = release.folder / f".{KEPT}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(release.folder / KEPT)


@lru_cache(maxsize=2)
def topic_model(archive: Path) -> TopicModel:
    """Returns the topic model in a trained Rasa model."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as opened:
        members = [m for m in opened.getmembers() if "TopicClassifier" in m.name]
        opened.extractall(folder, members, filter="data")
        return TopicModel.load(next(Path(folder).rglob("model.json")).parent)


def limits(model: Path) -> dict[str, float]:
    """Returns the thresholds that *model* decides by: those of the program, where its config.yml sets no others."""
    with tarfile.open(model) as archive:
        file = archive.extractfile("metadata.json")
        nodes = json.load(file)["predict_schema"]["nodes"].values() if file else ()
    own = [node["config"] for node in nodes if node["uses"].startswith("clinicchat.")]
    chosen = thresholds()
    return chosen | {k: v for config in own for k, v in config.items() if k in chosen and v is not None}


def reading(data: Path, fingerprint: str) -> str:
    """Returns a short text that differs when statements may be read differently: with the *fingerprint* of what is
    trained (program, thresholds, encoders, config.yml, phrasings), the danger phrases or the named things."""
    return stamp(fingerprint, *(digest(data / folder) for folder in (phrase_file.FOLDER, named_things.FOLDER)))
