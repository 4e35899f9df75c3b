"""What follows a card: replies played on the product's own parts, without Rasa's processes.

A reply is {"danger", "first", "then", "kind", "country"}: `first` brings the card (else the danger is told as by
a button), `then` is judged by its `kind`: harmless, denial, worsening, practical, unrelated.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, replies, safety, standing, unclear
from actions.after_card import ActionAfterCard
from actions.help_lines import ActionHelpLines
from clinicchat.chat import render
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Message, unpacked
from clinicchat.content import settings, topics
from clinicchat.content.names import Intent, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.danger import next_steps, phrases
from clinicchat.danger import standing as standings
from clinicchat.danger.heard import Heard
from clinicchat.danger.reaction import Kind, Reaction, react
from clinicchat.danger.standing import Standing
from clinicchat.places import countries
from clinicchat.understanding import replies as replies_read
from clinicchat.understanding.reading import decided, with_danger
from evaluation.measures import share
from evaluation.pipeline import Pipeline

KINDS = ("harmless", "denial", "worsening", "practical", "unrelated")
AWAY = (Outcome.ASKED, Outcome.OUT_OF_SCOPE, Outcome.NOT_UNDERSTOOD, Outcome.CLARIFY, Outcome.RESULTS)
"""What leads away from danger that goes on."""
REPLIES = ("greet", "goodbye", "thanks", "bot_identity", "talk_to_human", "feedback_positive", "feedback_negative")


@dataclass(frozen=True)
class Reply:
    """One line of a set."""

    danger: str
    first: str
    then: str
    kind: str
    wants: str = ""
    """The step that answers it, where that is known."""
    country: str = "US"


@dataclass(frozen=True)
class Turn:
    """What came of a message: what was decided, what was said, and how danger stood before and after."""

    heard: Heard
    reaction: Reaction | None
    messages: Sequence[Message]
    before: Standing | None
    after: Standing | None
    to: str = ""
    """The topic that the message was left to."""

    @property
    def alarm(self) -> bool:
        """Whether the alarm was sounded."""
        return any(m.is_emergency for m in self.messages)

    @property
    def lowered(self) -> bool:
        """Whether danger stands lower than before."""
        order = [None, *standings.Stage]
        return order.index(self.after and self.after.stage) < order.index(self.before and self.before.stage)

    @property
    def away(self) -> bool:
        """Whether it led away: to a search, to "not covered", to doubt."""
        return any(m.outcome in AWAY for m in self.messages) or self.to in (
            "find_provider",
            "find_trial",
            "inform_place",
        )

    @property
    def answered(self) -> bool:
        """Whether a practical question got its step, or a number."""
        kind = self.reaction.kind if self.reaction else None
        if kind is Kind.STEP:
            return self.reaction is not None and self.reaction.name not in next_steps.CALM
        return kind in (Kind.NUMBERS, Kind.CARD) or self.to == "help_lines"

    @property
    def step(self) -> str:
        """The step that was said."""
        return self.reaction.name if self.reaction and self.reaction.kind is Kind.STEP else ""


@dataclass
class Talk:
    """A conversation with the product's understanding, its decision after a card, and its actions."""

    pipeline: Pipeline
    country: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    reader: replies_read.Model | None = None
    """What reads the replies, in place of the fitted model."""

    def say(self, text: str) -> Turn:
        """Returns what comes of the typed *text*."""
        return self._turn(self._read(text))

    def press(self, topic: str) -> Turn:
        """Returns what comes of a danger that is told by its topic."""
        return self._turn({"text": topic, **topics.parse_data(topic)})

    def _read(self, text: str) -> dict[str, Any]:
        (reading,), alarm = self.pipeline.read([text], closely=True), phrases.current().find(text)
        decision = decided(reading, self.pipeline.limits)
        found = with_danger(decision, reading, self.pipeline.limits)
        place = countries.card_country(countries.lived_in(text))
        language = alarm.language if alarm else countries.language_of(text)
        entities = {"country": place, "language": language} if topics.is_danger(found.topic) else {}
        self.slots.update({name: value for name, value in entities.items() if value})
        return {
            "text": text,
            **topics.parse_data(found.topic, found.confidence, found.part),
            "candidates": found.candidates,
            "danger_level": str(found.level),
            "danger": found.danger,
            "danger_scores": {"card": reading.danger.card},
            "parts": found.parts,
            "after_card": replies_read.after_card(
                text, reading, topics.label(decision.topic, decision.part), self.reader
            ),
        }

    def _turn(self, parsed: dict[str, Any]) -> Turn:
        metadata = {"country": self.country} if self.country else {}
        tracker = Tracker("", self.slots, {**parsed, "metadata": metadata}, [], False, None, {}, None)
        before = standing.of(tracker)
        if before:
            self.slots[Slot.STANDING] = standings.kept(standings.heard(before, time.time()))
        heard = Heard.of(parsed)
        found = react(before, self.slots.get(Slot.ASKED), heard, next_steps.current())
        action: Action | None = ActionAfterCard()
        said: list[Message] = []
        if found is None or found.kind is Kind.CARD:
            action = safety.ActionFollowCard() if topics.is_danger(heard.topic) else _action(topics.whole(heard.topic))
            if topics.is_danger(heard.topic):
                visitor = Conversation(
                    "", country=self.slots.get("country"), language=self.slots.get("language") or "en"
                )
                said.append(render.card(heard.topic, visitor, settings.load()))
        said += self._run(action, tracker) if action else []
        return Turn(heard, found, said, before, standing.of(tracker), "" if found else heard.topic)

    def _run(self, action: Action, tracker: Tracker) -> list[Message]:
        dispatcher = CollectingDispatcher()
        for event in action.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        tracker.slots = self.slots
        return [unpacked(m["text"], m["custom"]) for m in dispatcher.messages]


def _action(topic: str) -> Action | None:
    """Returns the action that data/rules.yml gives to *topic*, None for a search."""
    if topics.is_answered(topic):
        return answers.ActionAnswer()
    if topic in REPLIES:
        return replies.ActionReply()
    others: dict[str, type[Action]] = {
        "help_lines": ActionHelpLines,
        "help_menu": replies.ActionMenu,
        "tell_me_more": answers.ActionMore,
        "out_of_scope": replies.ActionOutOfScope,
        topics.FALLBACK: unclear.ActionUnclear,
        **dict.fromkeys((Intent.AFFIRM, Intent.DENY, Intent.UNSURE), safety.ActionYesNo),
    }
    return others[topic]() if topic in others else None


def played(pipeline: Pipeline, reply: Reply, reader: replies_read.Model | None = None) -> Turn:
    """Returns what comes of a reply after its card."""
    talk = Talk(pipeline, reader=reader)
    first = talk.say(reply.first) if reply.first else None
    if not (first and first.after and first.after.open):
        talk.press(f"{topics.SAFETY}/{reply.danger}")
    return talk.say(reply.then)


def figures(pipeline: Pipeline, own: Iterable[Reply], reader: replies_read.Model | None = None) -> dict[str, Any]:
    """Returns the shares of *own* that go as they should not, or as they should; what they are read by is *reader*."""
    by_kind: dict[str, list[tuple[Reply, Turn]]] = defaultdict(list)
    for reply in own:
        by_kind[reply.kind].append((reply, played(pipeline, reply, reader)))

    def of(kinds: Sequence[str], name: str) -> dict[str, Any]:
        turns = [turn for kind in kinds for _, turn in by_kind[kind]]
        return share(sum(bool(getattr(turn, name)) for turn in turns), len(turns))

    asked = [(reply.wants, turn) for reply, turn in by_kind["practical"] if reply.wants]
    return {
        "harmless_alarmed": of(("harmless", "denial"), "alarm"),
        "unrelated_alarmed": of(("unrelated",), "alarm"),
        "denial_lowered": of(("denial",), "lowered"),
        "worsening_lowered": of(("worsening", "practical"), "lowered"),
        "worsening_away": of(("worsening", "practical"), "away"),
        "worsening_alarmed": of(("worsening",), "alarm"),
        "practical_answered": of(("practical",), "answered"),
        "practical_step": share(sum(turn.step == wants for wants, turn in asked), len(asked)),
    }
