"""Where a button can lead: every kind of button in every place that offers it, by a name of its own."""

from __future__ import annotations

from typing import Any

from actions import safety, search
from clinicchat.content import live_words, topics
from workbench.conversations import names as words
from workbench.conversations.judging import Messages

RELATED, PART, SECOND, PLACE = "a related question", "a part", "the second question", "one of the places"


def expected_paths() -> list[str]:
    """Every choice path there is, from the actions' own tables."""
    return [
        *(path for name in live_words.current().words for path in _from_choices(name.removeprefix("utter_"))),
        *_from("answer", [RELATED, PART]),
        *_after_cards(),
        *_from("clarify", ["an offered topic", "none_of_these"]),
        *_from("none_of_these", ["the menu"]),
        *_from("feedback_negative", ["the menu"]),
        *_from("not_understood", ["the menu"]),
        *_from("ask_place_provider", ["cancel"]),
        *_from("place_ambiguous", [PLACE, "cancel"]),
        *_from("results", ["more_results", *search.OTHER_SEARCH.values()]),
        *_from("search_cancelled", ["the menu"]),
    ]


def _from(place: str, buttons: list[str]) -> list[str]:
    return [f"{place} > {button}" for button in buttons]


def _from_choices(name: str) -> list[str]:
    """Returns the paths of the buttons that data/ puts under the words called *name*."""
    if topics.part_of(name):
        return []  # sent by the same code as its topic's overview, with the same kinds of buttons
    metadata = live_words.current().say(name).metadata
    return _from(name, [*metadata.choices, *metadata.searches])


def _after_cards() -> list[str]:
    found = []
    for danger, (asked, _) in safety.QUESTIONS.items():
        for choice in safety.choices_of(asked):
            found.append(f"{danger} > {_button(choice.label)}")
    return [*found, *(f"{help_} > find_provider" for help_ in ("safe_yes", "distress_safe", "abuse_safe"))]


def _button(label: str) -> str:
    return words.buttons().get(label, label)


def path_of(before: Messages, label: str) -> str:
    """Returns the name of the path that the button *label* under the messages *before* takes."""
    holder = next((m for m in before if any(c["label"] == label for c in m.get("choices") or [])), None)
    if holder is None:
        return ""
    choices = holder["choices"]
    place = _place(holder)
    topic = next(topics.label(str(c.get("topic")), str(c.get("part") or "")) for c in choices if c["label"] == label)
    if place == "answer" and topic in search.INTENT_OF.values():
        place = str(holder["topic"])
    return f"{place} > {_kind(place, topic, label, holder)}"


def _place(message: dict[str, Any]) -> str:
    shown = words.words_of(message)
    if message.get("results"):
        return "results"
    if shown.startswith("ask_") and message["outcome"] in ("crisis", "distress"):
        return str(message["topic"])
    if message["outcome"] in ("answered", "declined"):
        return "answer"
    return shown


def _kind(place: str, topic: str, label: str, message: dict[str, Any]) -> str:
    button = words.buttons().get(label)
    fixed = button or topic
    if place in ("none_of_these", "feedback_negative", "not_understood", "search_cancelled"):
        return "the menu"
    if place == "place_ambiguous" and not button:
        return PLACE
    if place == "clarify" and button != "none_of_these":
        return "an offered topic"
    if place in ("answer", "nothing_more") and not button:
        if place == "nothing_more":
            return RELATED
        if topics.part_of(topic):
            return PART
        related = live_words.current().say(str(message["topic"])).metadata.related
        return RELATED if topic in related else SECOND
    return fixed
