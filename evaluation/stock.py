"""Stock Rasa beside ours: its default pipeline (DIET, ResponseSelector, TED, FallbackClassifier) and its REST channel.

It needs real TensorFlow in an environment of its own: `VENV=var/stock/venv scripts/setup.sh tensorflow` (Python 3.11).
Times per message do not depend on how long a network was trained, so the speed comparison trains for few epochs; the
comparison of understanding (`python -m evaluation.report --diet`) trains for all of them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests
import yaml

from clinicchat import paths
from tests.running import free_port

HOME = paths.VAR / "stock"
EPOCHS = 2
LONG = 300
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


def project(epochs: int = EPOCHS) -> Path:
    """Writes a stock project with our questions and answers to var/stock/project and returns its folder."""
    folder = HOME / "project"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    shutil.copy(paths.DATA / "nlu.yml", folder / "data")
    questions = yaml.safe_load((paths.DATA / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    intents = sorted({e["intent"].partition("/")[0] for e in questions})
    grouped = sorted({e["intent"].partition("/")[0] for e in questions if "/" in e["intent"]})
    responses = {f"utter_{e['intent']}": [{"text": e["intent"]}] for e in questions}
    responses["utter_nlu_fallback"] = [{"text": "nlu_fallback"}]
    rules = [{"rule": i, "steps": [{"intent": i}, {"action": f"utter_{i}"}]} for i in [*intents, "nlu_fallback"]]
    stories = [
        {"story": "two", "steps": [s for i in ("greet", *grouped) for s in ({"intent": i}, {"action": f"utter_{i}"})]}
    ]
    actions = [f"utter_{i}" for i in grouped]
    write(folder / "domain.yml", {"version": "3.1", "intents": intents, "responses": responses, "actions": actions})
    write(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules, "stories": stories})
    trained = [{**c, "epochs": epochs} if "epochs" in c else c for c in PIPELINE]
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


def figures() -> dict[str, Any]:
    """Returns stock Rasa's training and start-up seconds, memory (MB) and times of a turn (ms)."""
    folder = project()
    begun = time.perf_counter()
    if rasa(folder, "train").wait():
        sys.exit(f"bench: stock Rasa could not be trained: {folder / 'train.log'}")
    trained = time.perf_counter() - begun
    port = free_port()
    begun = time.perf_counter()
    server = rasa(folder, "run", "--port", str(port), "--credentials", "credentials.yml")
    try:
        wait(port)
        started = time.perf_counter() - begun
        early, late = conversation(port)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    finally:
        server.terminate()
        server.wait(20)
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "epochs": EPOCHS,
        "train_seconds": round(trained),
        "start_seconds": round(started, 1),
        "memory_mb": round(int(resident) / 1024),
        "turn_5": round(early, 1),
        "turn_300": round(late, 1),
        "ratio": round(late / early, 2),
    }


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


def conversation(port: int) -> tuple[float, float]:
    """Returns the medians in milliseconds of turns 3 to 7 and 296 to 300 of one conversation over REST."""
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    times = []
    with requests.Session() as session:
        for _ in range(LONG):
            begun = time.perf_counter()
            session.post(url, json={"sender": "bench", "message": "is it legal"}, timeout=60)
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[2:7]), statistics.median(times[-5:])
