"""How fast stock Rasa is: trained on a sample of our questions, asked over its REST channel by the same visitors."""

from __future__ import annotations

import sys
import time
import uuid
from typing import Any

import requests

from evaluation import stock
from evaluation.ports import free_port
from workbench.load import Visitor, crowds, long_conversation, memory

EPOCHS = 1
"""Times of a message do not depend on how long a network was trained."""


def figures() -> dict[str, Any]:
    """Returns stock Rasa's training and start-up seconds, memory (MB) and times of a turn (ms)."""
    folder = stock.project("bench", EPOCHS)
    begun = time.perf_counter()
    if stock.rasa(folder, "train").wait():
        sys.exit(f"bench: stock Rasa could not be trained: {folder / 'train.log'}")
    trained = time.perf_counter() - begun
    port = free_port()
    begun = time.perf_counter()
    server = stock.rasa(folder, "run", "--port", str(port), "--credentials", "credentials.yml")
    try:
        stock.wait(port)
        started = time.perf_counter() - begun
        visitor(port)("hello")
        resident = memory(server.pid)
        measured = {"long_conversation": long_conversation(lambda: visitor(port)), **crowds(lambda: visitor(port))}
        after = memory(server.pid)
    finally:
        server.terminate()
        server.wait(20)
    return {
        "epochs": EPOCHS,
        "train_seconds": round(trained),
        "start_seconds": round(started, 1),
        "memory_mb": resident,
        **measured,
        "memory_mb_after": after,
    }


def visitor(port: int) -> Visitor:
    """Returns a new visitor of stock Rasa's REST channel. A turn without a reply raises `RuntimeError`."""
    session, sender = requests.Session(), uuid.uuid4().hex
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def say(message: str) -> None:
        answer = session.post(url, json={"sender": sender, "message": message}, timeout=120)
        answer.raise_for_status()
        if not answer.json():
            raise RuntimeError(f"bench: stock Rasa said nothing to {message!r}")

    return say
