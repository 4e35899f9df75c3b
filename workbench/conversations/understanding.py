"""How the trained model understands a text, in this process: for a failure's cause and the tester's workbench.

The product has no way to ask for its ranking, on purpose; the model's file is loaded here instead, on first use.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import warnings
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.danger.level import Level

SHOWN = 4


@dataclass(frozen=True)
class Understood:
    """The topic after the whole pipeline, its confidence, and what the classifier held likely."""

    topic: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    level: str = Level.NONE
    danger_scores: Mapping[str, Any] = field(default_factory=dict)
    """Log-odds of danger, `card` and `help`, and the `phrase` that was seen."""

    @property
    def ranking_line(self) -> str:
        return ", ".join(f"{topic} {share:.2f}" for topic, share in self.ranking[:SHOWN]) or "empty"

    @property
    def danger_line(self) -> str:
        """What raised a card or a help line, or that nothing did."""
        return f"danger: {self.level} ({', '.join(f'{k} {v}' for k, v in self.danger_scores.items()) or 'not read'})"


def understand(text: str, model: Path | None = None) -> Understood | None:
    """Returns how *text* is understood, or None when there is no model to ask."""
    agent = _agent(str(model or newest_model() or ""))
    if agent is None:
        return None
    parsed = _now(agent.parse_message(text.lstrip("/ ")))
    ranking = tuple((r["topic"], float(r["confidence"])) for r in parsed.get("topic_ranking") or [])
    confidence, scores = float(parsed["intent"].get("confidence") or 0.0), parsed.get("danger_scores") or {}
    return Understood(topics.topic_of(parsed) or "", confidence, ranking, parsed.get("danger_level", ""), scores)


def newest_model(folder: Path | None = None) -> Path | None:
    """Returns the model trained last."""
    found = (folder or paths.MODELS).glob("*.tar.gz")
    return max(found, key=lambda p: p.stat().st_mtime, default=None)


@cache
def _agent(model: str) -> Any:
    """Loads the model; it takes seconds, so only once, and only when somebody asks."""
    if not model:
        return None
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")  # what is imported here sets filters of its own, so its errors go nowhere too
        import structlog  # heavy, like Rasa: imported for a failure only
        from rasa.core.agent import Agent

        # It prints visitors' words.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        return Agent.load(model)


def _now(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs *work* to its end, also where a loop is already running in this thread's caller."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
