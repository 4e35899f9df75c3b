"""The cause of a failure in one line: not understood (with the ranking), wrong rule, action failed, words differ."""

from __future__ import annotations

from dataclasses import dataclass

from clinicchat.content.outcomes import Outcome
from workbench.conversations import understanding
from workbench.conversations.conversation import NO_TOPIC, NOT_UNDERSTOOD, Turn
from workbench.conversations.judging import Difference, Messages

ACTED = ("topic", "outcome")
NO_ANSWER, NO_BUTTON = "no answer", "no such button"
ACTION_FAILED, NOT_SEEN, WRONG_RULE, WORDS = "action failed", "not understood", "wrong rule", "words differ"


@dataclass(frozen=True)
class Failure:
    """Why a conversation failed: the kind of cause, the whole line, the turn, and every difference."""

    kind: str
    cause: str
    turn: Turn
    differences: tuple[Difference, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}: {self.cause}"


def no_answer(turn: Turn, error: Exception) -> Failure:
    """The product could not be asked at all."""
    return Failure(NO_ANSWER, f"{turn}: {type(error).__name__}: {error}", turn)


def no_button(turn: Turn, there: list[str]) -> Failure:
    """The button to press was not offered in the turn before."""
    return Failure(NO_BUTTON, f"{turn} was not offered; there were: {' | '.join(there) or 'none'}", turn)


def explain(turn: Turn, messages: Messages, wrong: list[Difference], seconds: float, ask_model: bool = True) -> Failure:
    """Returns the cause of *wrong*, the most telling first; the model is loaded for a ranking if *ask_model*."""
    kind, cause = _cause(turn, messages, wrong, seconds, ask_model)
    return Failure(kind, cause, turn, tuple(wrong))


def _cause(turn: Turn, messages: Messages, wrong: list[Difference], seconds: float, ask_model: bool) -> tuple[str, str]:
    told = "; ".join(d.words for d in wrong)
    if not messages:
        return NO_ANSWER, f"{turn}: nothing came back"
    unavailable = messages[0].get("outcome") == Outcome.UNAVAILABLE
    if unavailable and turn.expect.get("outcome") != Outcome.UNAVAILABLE:
        return ACTION_FAILED, f"{turn}: the words for a failure came after {seconds:.1f} s; {told}"
    if not any(d.key in ACTED for d in wrong):
        return WORDS, f"{turn}: {told}"
    wanted = turn.expect.get("topic")
    if turn.visitor is None or not ask_model:
        return WRONG_RULE, f"{turn}: {told}"
    seen = understanding.understand(turn.visitor)
    if seen is None:
        return WRONG_RULE, f"{turn}: {told} (there is no model to ask for a ranking)"
    wanted = NOT_UNDERSTOOD if wanted == NO_TOPIC else wanted
    missed = wanted != seen.topic if wanted else seen.topic == NOT_UNDERSTOOD
    if missed:
        taken = "led to no topic" if seen.topic == NOT_UNDERSTOOD else f"was taken for {seen.topic}"
        return NOT_SEEN, f"{turn} {taken}; ranking: {seen.ranking_line}; {seen.danger_line}; {told}"
    return WRONG_RULE, f"{turn} was understood as {seen.topic} ({seen.danger_line}), but {told}"
