"""What the conversations exercised, of all there is: topics, rules, actions, choice paths.

Topics and choice paths are seen in the API's messages. Which rules and actions ran is read from the events that Rasa
kept of the conversations (the product's own database), matched against data/rules.yml and domain.yml.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinicchat import paths
from clinicchat.content import yaml_file
from workbench.conversations import names
from workbench.conversations.choice_paths import expected_paths, path_of
from workbench.conversations.playing import Played

INFERRED = {"action_ask_place": ("ask_place_provider", "ask_place_trial", "place_unknown", "place_ambiguous")}
"""Rasa keeps no event for a form's question; its words show that it was asked."""
FORM, VALIDATE, SLOT = "place_form", "validate_place_form", "place"


@dataclass
class Coverage:
    """Names of all there is, and of what was exercised, by kind."""

    all: dict[str, list[str]] = field(default_factory=dict)
    done: dict[str, set[str]] = field(default_factory=dict)

    def missing(self, kind: str) -> list[str]:
        """What of that kind no conversation exercised."""
        return [name for name in self.all[kind] if name not in self.done[kind]]

    def share(self, kind: str) -> float:
        """From 0 to 1."""
        return 1 - len(self.missing(kind)) / len(self.all[kind])

    def percent(self, kind: str) -> str:
        """The share in words; "100 %" only when nothing is missing."""
        return f"{int(100 * self.share(kind))} %"

    def __str__(self) -> str:
        lines = []
        for kind, known in self.all.items():
            gone = self.missing(kind)
            told = f"; not exercised: {', '.join(gone)}" if gone else ""
            lines.append(f"{kind}: {self.percent(kind)}, {len(known) - len(gone)} of {len(known)}{told}")
        return "\n".join(lines)


@dataclass
class Turn:
    """One turn in Rasa's events."""

    intent: str
    in_form: bool
    actions: list[str] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)


def compute(played: Iterable[Played], turns: Iterable[Turn]) -> Coverage:
    """Counts what *played* conversations and the *turns* that Rasa kept of them exercised."""
    played, turns = list(played), list(turns)
    rules = list(_rules())
    found = Coverage()
    found.all = {
        "topics": sorted(names.topics()),
        "rules": [rule.name for rule in rules],
        "actions": _domain()["actions"],
        "choice paths": expected_paths(),
    }
    shown = {words for p in played for s in p.steps for words in (names.words_of(m) for m in s.messages)}
    found.done = {
        "topics": set(_topics(played)) | {t.intent for t in turns},
        "rules": {rule.name for rule in rules if any(rule.matches(t) for t in turns)},
        "actions": _actions(turns) | {name for name, told in INFERRED.items() if shown & set(told)},
        "choice paths": {p for one in played for p in _paths(one)},
    }
    return found


def _topics(played: list[Played]) -> Iterator[str]:
    for one in played:
        for step in one.steps:
            if step.turn.visitor is not None:
                yield from (str(m["topic"]) for m in step.messages[:1] if m.get("topic"))


def _actions(turns: list[Turn]) -> set[str]:
    done = {action for turn in turns for action in turn.actions}
    if any(t.in_form and FORM in t.actions and SLOT in t.slots for t in turns):
        done.add(VALIDATE)
    return done


def _paths(played: Played) -> Iterator[str]:
    for before, step in zip(played.steps, played.steps[1:], strict=False):
        if step.pressed:
            yield path_of(before.messages, step.pressed)


@dataclass(frozen=True)
class Rule:
    """A rule for one intent: `or:` gives several."""

    name: str
    intent: str | None
    in_form: bool
    actions: tuple[str, ...]

    def matches(self, turn: Turn) -> bool:
        """Whether *turn* went as the rule says."""
        if (self.intent and turn.intent != self.intent) or (self.in_form and not turn.in_form):
            return False
        rest = iter(turn.actions)
        return all(action in rest for action in self.actions)


def _rules() -> Iterator[Rule]:
    for rule in yaml_file.load(paths.DATA / "rules.yml")["rules"]:
        steps = rule["steps"]
        in_form = any("active_loop" in c for c in rule.get("condition") or [])
        actions = tuple(str(s["action"]) for s in steps if "action" in s)
        first = steps[0]
        intents = [first] if "intent" in first else first.get("or") or [{"intent": None}]
        for entry in intents:
            intent = entry["intent"]
            told = f"{rule['rule']} ({intent})" if len(intents) > 1 else str(rule["rule"])
            yield Rule(told, intent, in_form, actions)


def _domain() -> dict[str, Any]:
    return yaml_file.load(paths.ROOT / "domain.yml")


def turns_of(database: Path) -> list[Turn]:
    """Returns every turn that Rasa kept in *database* (SQLite)."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
        rows = connection.execute("SELECT sender_id, data FROM events ORDER BY sender_id, id").fetchall()
    found: list[Turn] = []
    in_form, sender = False, None
    for sender_id, data in rows:
        event = json.loads(data)
        kind = event.get("event")
        if sender_id != sender:
            sender, in_form = sender_id, False
            found.append(Turn("", False))
        if kind == "user":
            found.append(Turn(str(event["parse_data"]["intent"].get("name")), in_form))
        elif kind == "action":
            found[-1].actions.append(str(event.get("name")))
        elif kind == "slot":
            found[-1].slots.append(str(event.get("name")))
        elif kind == "active_loop":
            in_form = event.get("name") == FORM
    return found
