"""Stock Rasa beside ours: its default pipeline (DIET, ResponseSelector, TED, FallbackClassifier) and its REST channel.

It needs real TensorFlow in an environment of its own: `VENV=var/stock/venv scripts/setup.sh tensorflow` (Python 3.11).
One epoch of DIET over all of data/nlu.yml takes minutes on two cores, so both comparisons train on a sample, the same
number of phrasings of each topic: that of understanding (`python -m evaluation.report --diet`), and that of speed
(`make bench ARGS=--stock`).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests
import yaml

from clinicchat import paths
from evaluation import datasets
from evaluation.datasets import Line

HOME = paths.VAR / "stock"
PER_TOPIC = 100
"""Phrasings of a topic in the sample."""
SEED = 1
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
POLICIES: list[dict[str, Any]] = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "TEDPolicy", "max_history": 5, "epochs": 100},
]


def python() -> Path:
    """Returns the interpreter with real TensorFlow. Exits with the cure when there is none."""
    found = Path(os.environ.get("STOCK_VENV", str(HOME / "venv"))) / "bin" / "python"
    if not found.is_file():
        sys.exit("bench: stock Rasa needs its own environment. Run: VENV=var/stock/venv scripts/setup.sh tensorflow")
    return found


def sample(lines: Sequence[Line], per_topic: int = PER_TOPIC) -> dict[str, list[str]]:
    """Returns up to *per_topic* phrasings of each topic, the same ones each time."""
    chance = random.Random(SEED)
    found = {topic: [x.text for x in lines if x.topic == topic] for topic in sorted({x.topic for x in lines})}
    return {topic: chance.sample(texts, min(per_topic, len(texts))) for topic, texts in found.items()}


def project(name: str, epochs: int, selector_epochs: int | None = None) -> Path:
    """Writes a stock project with a sample of our questions to var/stock/<name> and returns its folder.

    *selector_epochs*: of the ResponseSelector, if not the same; its epochs are shorter, and it needs more of them.
    """
    folder = HOME / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    questions = sample(datasets.training())
    nlu = [{"intent": topic, "examples": "".join(f"- {text}\n" for text in own)} for topic, own in questions.items()]
    write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    intents = sorted({topic.partition("/")[0] for topic in questions})
    grouped = sorted({topic.partition("/")[0] for topic in questions if "/" in topic})
    responses = {f"utter_{topic}": [{"text": topic}] for topic in questions}
    responses["utter_nlu_fallback"] = [{"text": "nlu_fallback"}]
    rules = [{"rule": i, "steps": [{"intent": i}, {"action": f"utter_{i}"}]} for i in [*intents, "nlu_fallback"]]
    stories = [
        {"story": "two", "steps": [s for i in ("greet", *grouped) for s in ({"intent": i}, {"action": f"utter_{i}"})]}
    ]
    actions = [f"utter_{i}" for i in grouped]
    write(folder / "domain.yml", {"version": "3.1", "intents": intents, "responses": responses, "actions": actions})
    write(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules, "stories": stories})
    wanted = {"DIETClassifier": epochs, "ResponseSelector": selector_epochs or epochs}
    trained = [{**c, "epochs": wanted[c["name"]]} if c["name"] in wanted else c for c in PIPELINE]
    policies = [{**c, "epochs": epochs} if "epochs" in c else c for c in POLICIES]
    write(folder / "config.yml", {"recipe": "default.v1", "language": "en", "pipeline": trained, "policies": policies})
    write(folder / "credentials.yml", {"rest": None})
    return folder


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes *content* as YAML."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def rasa(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Starts `rasa <arguments>` of the stock environment in *folder*; its output goes to a file there."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    environment.pop("PYTHONPATH", None)
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        command = [str(python()), "-m", "rasa", *arguments]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def wait(port: int, seconds: float = 300) -> None:
    """Waits until stock Rasa listens (it does once its model is loaded)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if requests.get(f"http://127.0.0.1:{port}/", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    sys.exit("bench: stock Rasa did not start")
