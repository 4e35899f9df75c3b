"""Stock DIET, ResponseSelector and FallbackClassifier on our phrasings, in an environment of their own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import requests

from clinicchat.content import topics
from evaluation import stock
from evaluation.ports import free_port

HOW = (
    "Stock Rasa needs real TensorFlow in an environment of its own (Python 3.11): "
    "VENV=var/stock/venv scripts/setup.sh tensorflow, then make evaluate ARGS=--diet"
)
EPOCHS = 10
SELECTOR_TIMES = 6
"""Epochs of the ResponseSelector for each of DIET's: with as many it still learned (r_acc .63 after 10)."""


def extent(epochs: int) -> dict[str, int]:
    """Returns how much stock Rasa learns when its DIETClassifier learns for *epochs*."""
    return {"selector_epochs": SELECTOR_TIMES * epochs, "per_topic": stock.PER_TOPIC}


def parse(texts: Sequence[str], epochs: int = EPOCHS) -> list[tuple[str, str, float]]:
    """Trains stock Rasa on a sample of data/nlu.yml and returns (text, topic, confidence) of *texts*.

    Exits with the cure when there is no environment for it.
    """
    folder = stock.project("understanding", epochs, SELECTOR_TIMES * epochs)
    print(f"evaluate: training stock Rasa for {epochs} epochs; this takes half an hour or so …", flush=True)
    if stock.rasa(folder, "train", "nlu").wait():
        sys.exit(f"evaluate: stock Rasa could not be trained: {folder / 'train.log'}")
    port = free_port()
    server = stock.rasa(folder, "run", "--enable-api", "--port", str(port))
    try:
        stock.wait(port)
        return [_parse(port, text) for text in texts]
    finally:
        server.terminate()
        server.wait(20)


def _parse(port: int, text: str) -> tuple[str, str, float]:
    answer = requests.post(f"http://127.0.0.1:{port}/model/parse", json={"text": text}, timeout=60)
    answer.raise_for_status()
    found = answer.json()
    return text, topic_of(found), float((found.get("intent") or {}).get("confidence", 0.0))


def topic_of(parsed: dict[str, Any]) -> str:
    """Returns the leaf topic that stock Rasa answers: its one selector chooses among the topics of all groups."""
    intent = (parsed.get("intent") or {}).get("name") or topics.FALLBACK
    if intent not in topics.GROUPS:
        return intent
    return parsed["response_selector"]["default"]["response"]["intent_response_key"] or topics.FALLBACK
