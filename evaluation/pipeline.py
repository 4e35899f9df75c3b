"""What visitors get, by the product's own understanding (`clinicchat.understanding.reading`), without Rasa.

pipeline = Pipeline.current()
pipeline.understand(["is it legal"])[0].topic      # "faq/legal_status"
"""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sklearn.exceptions import ConvergenceWarning

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import phrases
from clinicchat.danger.level import Level
from clinicchat.text.mentions import Mention
from clinicchat.text.reading import Text
from clinicchat.understanding import encoders, reading, several
from clinicchat.understanding.decision import MODEL_SETTINGS, OUT_OF_SCOPE, thresholds
from clinicchat.understanding.embedding_file import SHIPPED
from clinicchat.understanding.embeddings import Embeddings
from clinicchat.understanding.kept import Kept
from clinicchat.understanding.model import TopicModel
from clinicchat.understanding.reading import Reading, Understanding
from evaluation.datasets import RESULTS, Line, training

MODELS = RESULTS / "models"
KEEP = 4
PACKAGE = Path(phrases.__file__).parents[1]
ROOMS = ("text", "danger", "understanding")


@dataclass(frozen=True)
class Understood:
    """What a visitor who wrote *text* gets. `outcome` is `crisis` for every card, also for distress."""

    text: str
    outcome: Outcome
    topic: str
    confidence: float
    candidates: list[str] = field(default_factory=list)
    best: str = ""
    share: float = 0.0
    """The most probable topic and its probability, whatever was decided."""
    level: Level = Level.NONE
    part: str = ""
    parts: list[str] = field(default_factory=list)
    """The part that answers, without its topic, and the labels of those with a button."""
    named: tuple[Mention, ...] = ()
    """What the text names."""
    why: str = ""
    """The phrase and scores of danger that gave the level; empty where it is none."""


def resolve(found: Reading, limits: Mapping[str, float], last: str = "") -> Understood:
    """Returns what follows from the reading *found* after the answer *last*, with the outcome that a visitor sees."""
    understood = reading.resolve(found, limits, last)
    outcome = _outcome(understood)
    given = understood.topic, understood.confidence, understood.candidates
    part, parts, named = understood.part, understood.parts, understood.named
    why = "" if understood.level is Level.NONE else found.why
    return Understood(found.text, outcome, *given, *found.ranking[0], understood.level, part, parts, named, why)


def _outcome(understood: reading.Understood) -> Outcome:
    if understood.level is Level.CARD:
        return Outcome.CRISIS
    if understood.topic == topics.FALLBACK:
        return Outcome.CLARIFY if understood.candidates else Outcome.NOT_UNDERSTOOD
    return Outcome.OUT_OF_SCOPE if understood.topic == OUT_OF_SCOPE else Outcome.ANSWERED


class Pipeline:
    """A trained model with its embeddings and limits."""

    def __init__(self, model: TopicModel, embeddings: Embeddings, limits: Mapping[str, float]) -> None:
        self.model = model
        self.embeddings = embeddings
        self.limits = limits
        self.understanding = Understanding(model, *_encoders())

    @classmethod
    def current(cls, **changes: Any) -> Pipeline:
        """Returns the pipeline of data/nlu.yml and config.yml; *changes* override the model's settings."""
        embeddings = Embeddings()
        return cls(trained(training(), {**settings(), **changes}, embeddings), embeddings, limits())

    def read(self, texts: Sequence[str], closely: bool = False) -> list[Reading]:
        """Returns what is read from *texts*; *closely* as the understanding takes it."""
        return self.understanding.read(texts, closely)

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        """Returns what visitors who write *texts* get."""
        return [resolve(found, self.limits) for found in self.read(texts)]

    def asked(self, text: str) -> list[str]:
        """Returns the topics of the questions in *text*, none when it is one question."""
        return [topics.whole(one.label) for one in several.asked(self.understanding, text, self.limits)]


@cache
def _encoders() -> tuple[Kept, Kept | None]:
    """Returns the light and the heavy encoder, remembering what they say."""
    heavy = encoders.heavy()
    return Kept(encoders.light()), Kept(heavy) if heavy else None


def topic_model() -> TopicModel:
    """Returns the model of data/nlu.yml and config.yml."""
    return Pipeline.current().model


def trained(lines: Sequence[Line], chosen: Mapping[str, Any], embeddings: Embeddings) -> TopicModel:
    """Returns the model of *lines*, from the cache when it was trained before; always as it is after saving."""
    folder = MODELS / fingerprint(lines, chosen)
    if not (folder / "weights.npz").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        fitted(lines, chosen, embeddings).save(folder)
        for old in sorted(MODELS.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEEP]:
            shutil.rmtree(old, ignore_errors=True)
    return TopicModel.load(folder)


def fitted(lines: Sequence[Line], chosen: Mapping[str, Any], embeddings: Embeddings) -> TopicModel:
    """Returns a model trained on *lines* now, as the product trains it: without those of danger."""
    learned = [line for line in lines if not topics.is_danger(line.topic)]
    texts = [Text(line.text) for line in learned]
    vectors = embeddings.of(texts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # `iterations` ends it early on purpose
        return TopicModel(**chosen).fit(texts, vectors, [line.label for line in learned])


def fingerprint(lines: Sequence[Line], chosen: Mapping[str, Any]) -> str:
    """Returns a short hash of all that a model is made of: phrasings, settings, code, gazetteer, encoder."""
    digest = hashlib.sha256(json.dumps([[x.text, x.label] for x in lines]).encode())
    digest.update(json.dumps(dict(chosen), sort_keys=True).encode())
    code = [p for room in ROOMS for p in (PACKAGE / room).glob("*.py") if not p.stem.startswith("phrase")]
    folder = encoders.LIGHT
    encoder = [folder / name for name in ("checksums.json", SHIPPED)]
    for path in sorted([*code, *PACKAGE.glob("text/wordlists/*.txt"), *encoder]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def settings() -> dict[str, Any]:
    """Returns how config.yml trains the topic model."""
    own = _component("TopicClassifier")
    return {key: own.get(key, default) for key, default in MODEL_SETTINGS.items()}


def limits() -> dict[str, float]:
    """Returns the thresholds in force: the chosen ones, unless config.yml sets its own."""
    own = {**_component("TopicClassifier"), **_component("DangerDetector")}
    return {key: value if own.get(key) is None else own[key] for key, value in thresholds().items()}


def _component(name: str) -> dict[str, Any]:
    config = yaml.safe_load((paths.ROOT / "config.yml").read_text(encoding="utf-8"))
    return next((c for c in config["pipeline"] if c["name"].endswith(name)), {})
