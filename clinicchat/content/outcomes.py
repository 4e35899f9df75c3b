"""What a turn can end in, and how urgent a message is: the words of the chat API."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The end of a turn. `label` says it to staff."""

    ANSWERED = "answered"
    DECLINED = "declined"
    CRISIS = "crisis"
    DISTRESS = "distress"
    CLARIFY = "clarify"
    NOT_UNDERSTOOD = "not_understood"
    OUT_OF_SCOPE = "out_of_scope"
    ASKED = "asked"
    RESULTS = "results"
    NO_RESULTS = "no_results"
    SMALL_TALK = "small_talk"
    HUMAN = "human"
    FEEDBACK = "feedback"
    HELP_LINES = "help_lines"
    UNAVAILABLE = "unavailable"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Outcome.ANSWERED: "a reviewed answer was given",
    Outcome.DECLINED: "a request was refused, with a lawful next step",
    Outcome.CRISIS: "a crisis card was shown",
    Outcome.DISTRESS: "a card for distress was shown",
    Outcome.CLARIFY: "the visitor was asked which topic was meant",
    Outcome.NOT_UNDERSTOOD: "nothing fitted; the menu was shown",
    Outcome.OUT_OF_SCOPE: "understood as something this chat does not cover",
    Outcome.ASKED: "the visitor was asked for something, such as a place",
    Outcome.RESULTS: "providers or trials were listed",
    Outcome.NO_RESULTS: "a search found nothing",
    Outcome.SMALL_TALK: "greeting, thanks, goodbye and the like",
    Outcome.HUMAN: "the way to a person was shown",
    Outcome.FEEDBACK: "the visitor said whether it helped",
    Outcome.HELP_LINES: "asked for a number, the visitor got the numbers",
    Outcome.UNAVAILABLE: "something failed; emergency and clinic numbers were shown",
}


class Severity(StrEnum):
    """How urgent a message is, from least to most."""

    INFO = "info"
    CAUTION = "caution"
    URGENT = "urgent"
    EMERGENCY = "emergency"
