"""Trains the model when content or configuration changed: `make train`, and before a release.

Only what the model is made of counts: questions, rules, stories, cards, the names of other responses, domain,
configuration and the understanding's own code. A changed sentence of an answer needs no training.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from clinicchat import paths
from clinicchat.content import live_words, phrasings, settings
from clinicchat.engine import trained_cards
from clinicchat.engine.trained_cards import NAMES_ONLY

KEEP = 3
LOG = paths.VAR / "log" / "train.log"
PARTS = ("config.yml", "domain.yml")
RULES = ("rules.yml", "stories.yml")
UNDERSTANDING = (".py", ".txt", ".json", ".npz")
"""Code, gazetteer, thresholds and embeddings; the encoder itself is named by its checksums.json."""
CODE = ("clinicchat/text", "clinicchat/danger", "clinicchat/understanding", "clinicchat/engine")


def fingerprint(data: Path | None = None) -> str:
    """Returns the SHA-256 of everything that the model of the content in *data* (default: data/) depends on."""
    data = data or paths.DATA
    digest = hashlib.sha256(sys.version.encode())
    files = [*(paths.ROOT / p for p in PARTS), *(data / p for p in RULES)]
    for part in CODE:
        path = paths.ROOT / part
        files += sorted(p for p in path.rglob("*") if p.suffix in UNDERSTANDING) if path.is_dir() else [path]
    for file in files:
        digest.update(file.name.encode() + (file.read_bytes() if file.is_file() else b""))
    for phrasing in phrasings.known(data):
        digest.update("\t".join(phrasing).encode())
    words = live_words.Content(data)
    clinic = settings.load(data / live_words.CLINIC)
    digest.update(json.dumps(trained_cards.responses(words, clinic)).encode())
    digest.update("\n".join(sorted(words.words)).encode())
    return digest.hexdigest()


def latest(data: Path | None = None) -> Path | None:
    """Returns the model trained from the content in *data* (default: data/), or None."""
    found = paths.MODELS / f"clinicchat-{fingerprint(data)[:16]}.tar.gz"
    return found if found.is_file() else None


def train(data: Path | None = None) -> Path:
    """Trains from *data* (default: data/) and returns the model's path. Exits with one line when that cannot be."""
    data = data or paths.DATA
    LOG.parent.mkdir(parents=True, exist_ok=True)
    name = f"clinicchat-{fingerprint(data)[:16]}"
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--fixed-model-name",
        name,
        "--out",
        str(paths.MODELS),
        "--data",
        str(data),
        "--skip-validation",  # `make check` finds more, and the gate runs `rasa data validate`
        "--force",
    ]
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(paths.ROOT),
        "CLINICCHAT_DATA": str(data),
        "PYTHONWARNINGS": "ignore",
        # Rasa's cache knows data and configuration but not our code: it would give back a model of the code before.
        "RASA_MAX_CACHE_SIZE": "0",
        NAMES_ONLY: "1",
    }
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=paths.ROOT, env=environment, stdout=log, stderr=log, check=False)
    model = paths.MODELS / f"{name}.tar.gz"
    if done.returncode or not model.is_file():
        sys.exit(f"train: failed: {reason(LOG.read_text(encoding='utf-8'))} (all of it: {LOG.relative_to(paths.ROOT)})")
    for old in sorted(paths.MODELS.glob("clinicchat-*.tar.gz"), key=lambda p: p.stat().st_mtime)[:-KEEP]:
        old.unlink()
    return model


def reason(log: str) -> str:
    """Returns the one line of Rasa's output that says what is wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error" in line or "rror:" in line]
    return re.sub(r"\x1b\[[0-9;]*m", "", (telling or lines or ["Rasa said nothing"])[-1])[:300]


def main() -> None:
    """Trains unless the model is already the one for this content."""
    try:
        model = latest()
    except ValueError as error:
        sys.exit(f"train: {error}")
    if model and "--force" not in sys.argv:
        os.utime(model)
        sys.stdout.write("train: the model is up to date.\n")
        return
    sys.stdout.write("train: content or configuration changed, training (about half a minute) …\n")
    sys.stdout.flush()
    begun = time.monotonic()
    trained = train()
    sys.stdout.write(f"train: done in {time.monotonic() - begun:.0f} s: models/{trained.name}\n")


if __name__ == "__main__":
    main()
