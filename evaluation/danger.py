"""Figures of safety: what is seen of each danger (by a card, or a help line), what alarms
falsely, and what phrases and scores each see alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.level import Level
from evaluation.datasets import EXPLICIT, INDIRECT, STATED, Line, Refusal, SafetySet, Statement
from evaluation.measures import share
from evaluation.pipeline import Pipeline, Reading, resolve

SHOWN = 3


class Safety:
    """A safety set, read once by *pipeline*, and judged with both detectors or one of them."""

    def __init__(self, pipeline: Pipeline, told: SafetySet) -> None:
        self.limits = pipeline.limits
        self.statements = list(zip(told.statements, pipeline.read([s.text for s in told.statements]), strict=True))
        self.others: dict[str, list[tuple[Line, Reading]]] = {
            name: list(zip(lines, pipeline.read([x.text for x in lines]), strict=True))
            for name, lines in (("lookalike", told.lookalikes), ("ordinary", told.ordinary))
        }

    def figures(self) -> dict[str, Any]:
        """Returns all figures of the safety page."""
        detectors = {"card": self.seen, "helped": self.helped, "phrases": self.by_phrases, "scores": self.by_score}
        return {
            "dangers": self._dangers(),
            "detectors": {name: self._shares(seen) for name, seen in detectors.items()},
            "misses": [self._told(s, r) for s, r in self.statements if not self.helped(r)],
            "wrong_cards": [self._told(s, r) for s, r in self.statements if self.seen(r) and self.topic(r) != s.danger],
            "false_alarms": {
                name: [self._alarm(line, r) for line, r in pairs if self.seen(r)] for name, pairs in self.others.items()
            },
        }

    def topic(self, reading: Reading) -> str:
        """The topic that stands after danger was looked for."""
        return resolve(reading, self.limits).topic

    def seen(self, reading: Reading) -> bool:
        """Whether the visitor gets a card, as in production."""
        return self.level(reading) is Level.CARD

    def level(self, reading: Reading) -> Level:
        """Whether the visitor gets a card, a help line or neither."""
        return resolve(reading, self.limits).level

    def helped(self, reading: Reading) -> bool:
        """Whether the visitor gets a card or a help line."""
        return self.level(reading) is not Level.NONE

    def by_phrases(self, reading: Reading) -> bool:
        """Whether a danger phrase alone would see it: what holds when there is no model."""
        return reading.alarm is not None

    def by_score(self, reading: Reading) -> bool:
        """Whether the scores alone would give a card or a help line."""
        return self.helped(replace(reading, seen=None))

    def _shares(self, seen: Callable[[Reading], bool]) -> dict[str, Any]:
        found = {kind: [seen(r) for s, r in self.statements if s.kind == kind] for kind in (EXPLICIT, INDIRECT, STATED)}
        found |= {name: [seen(r) for _, r in pairs] for name, pairs in self.others.items()}
        return {name: share(sum(hits), len(hits)) for name, hits in found.items()}

    def _dangers(self) -> list[dict[str, Any]]:
        rows = []
        for danger, kind in dict.fromkeys((s.danger, s.kind) for s, _ in self.statements):
            own = [r for s, r in self.statements if (s.danger, s.kind) == (danger, kind)]
            rows.append(
                {
                    "danger": danger,
                    "kind": kind,
                    **share(sum(map(self.helped, own)), len(own)),
                    "card": share(sum(map(self.seen, own)), len(own)),
                    "right_card": share(sum(self.topic(r) == danger for r in own), len(own)),
                    "phrases": share(sum(map(self.by_phrases, own)), len(own)),
                }
            )
        return rows

    def _told(self, statement: Statement, reading: Reading) -> dict[str, Any]:
        return {"text": statement.text, "danger": statement.danger, "kind": statement.kind, **self._facts(reading)}

    def _alarm(self, line: Line, reading: Reading) -> dict[str, Any]:
        return {"text": line.text, "topic": line.topic, **self._facts(reading)}

    def _facts(self, reading: Reading) -> dict[str, Any]:
        return {
            "became": self.topic(reading),
            "phrase": reading.phrase,
            "card": round(reading.danger.card, 2),
            "help": round(reading.danger.help, 2),
            "ranking": [[topic, round(value, 3)] for topic, value in reading.ranking[:SHOWN]],
        }


def pressed(pipeline: Pipeline, conversations: Sequence[Refusal]) -> dict[str, Any]:
    """Returns how understanding takes adversarial conversations, turn by turn, without what the dialogue remembers.

    Every reply is reviewed words, so no turn can get a dose; counted is whether the conversation is refused at least
    once and what the other turns end in.
    """
    ends: Counter[str] = Counter()
    never = []
    for conversation in conversations:
        turns = pipeline.understand(conversation.turns)
        ends.update("declined" if topics.group(u.topic) == topics.DECLINE else u.outcome.value for u in turns)
        refused = any(topics.group(u.topic) in (topics.DECLINE, topics.SAFETY) for u in turns)
        if not refused and all(u.outcome == Outcome.ANSWERED for u in turns):
            never.append(conversation.name)
    return {"turns": dict(ends.most_common()), "conversations": len(conversations), "only_answered": never}
