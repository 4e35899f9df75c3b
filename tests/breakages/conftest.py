"""One product for all breakages: parts break by a switch; what is killed or locked is put right afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench import running
from workbench.running import Chat, Product

LOUD = {
    "LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "LOG_LEVEL_RASA_SDK": "DEBUG", "PYTHONASYNCIODEBUG": "1",
    "SANIC_DEBUG": "true", "SANIC_ACCESS_LOG": "true", "PYTHONVERBOSE": "", "PYTHONFAULTHANDLER": "1", "DEBUG": "1",
}  # fmt: skip
"""What somebody might set who looks for a fault."""


@pytest.fixture(scope="package")
def fragile() -> Iterator[Product]:
    """A product whose parts break on command, as loud as the environment can make it."""
    started = running.start(
        serve="tests.breakages.serve_breakable",
        serve_actions="tests.breakages.serve_actions_breakable",
        environment=LOUD,
    )
    yield started
    started.stop()


@contextmanager
def broken(product: Product, *faults: str) -> Iterator[None]:
    """Switches faults on, and off again."""
    files = [Path(product.var / f"break-{fault}") for fault in faults]
    for file in files:
        file.touch()
    try:
        yield
    finally:
        for file in files:
            file.unlink()


def helped(chat: Chat, text: str) -> str:
    """Says *text* while something is broken and returns the outcome; fails unless help came within 3 s."""
    messages = chat.say(text)
    assert chat.seconds < 3, f"{text!r} took {chat.seconds:.1f} s"
    links = [link["url"] for m in messages for link in m.get("links", [])]
    assert "tel:911" in links, messages
    outcome = str(messages[0]["outcome"])
    if outcome == "unavailable":
        assert "tel:5550100" in links and "911" in messages[0]["text"], messages
    if outcome == "crisis":
        assert len(links) > 1 and messages[0]["severity"] == "emergency"
    return outcome
