"""Topic ids: `group/leaf` for what is answered, refused or dangerous, a plain name for service intents.

A part of a topic is `group/leaf.part`; where either may stand, it is called a label.
"""

from __future__ import annotations

from typing import Any

FAQ = "faq"
DECLINE = "decline"
SAFETY = "safety"
GROUPS = (FAQ, DECLINE, SAFETY)
FALLBACK = "nlu_fallback"
PART = "."
"""Between a topic and its part: `faq/access.price`."""

SUICIDE = "safety/suicide"
OVERDOSE = "safety/overdose"
MEDICAL = "safety/medical_emergency"
HARM = "safety/harm_to_others"
ABUSE = "safety/abuse"
DISTRESS = "safety/distress"
DANGERS = (OVERDOSE, MEDICAL, HARM, SUICIDE, ABUSE, DISTRESS)
"""Most urgent first: when a message fits two, the first is shown."""
BODY = (OVERDOSE, MEDICAL)
"""Dangers of a body that is unwell: their next steps and replies are the same."""


def group(topic: str) -> str:
    """Returns the group of *topic*; a service intent is its own group.

    >>> group("faq/legal_status"), group("greet")
    ('faq', 'greet')
    """
    return topic.partition("/")[0]


def whole(label: str) -> str:
    """Returns the topic of *label*: itself, or the topic that a part belongs to.

    >>> whole("faq/access.price"), whole("faq/access"), whole("greet")
    ('faq/access', 'faq/access', 'greet')
    """
    return label.partition(PART)[0]


def part_of(label: str) -> str:
    """Returns the part that *label* names, nothing for a whole topic.

    >>> part_of("faq/access.price"), part_of("faq/access")
    ('price', '')
    """
    return label.partition(PART)[2]


def label(topic: str, part: str = "") -> str:
    """Returns the one name of a *part* of *topic*, or of the topic where there is no part.

    >>> label("faq/access", "price"), label("faq/access")
    ('faq/access.price', 'faq/access')
    """
    return f"{topic}{PART}{part}" if part else topic


def is_answered(topic: str) -> bool:
    """Whether *topic*, or a label of it, is answered or refused with words of its own.

    >>> is_answered("faq/access.abroad"), is_answered("decline/dosage"), is_answered("find_trial")
    (True, True, False)
    """
    return group(topic) in (FAQ, DECLINE)


def is_danger(topic: str | None) -> bool:
    """Whether *topic* is one of the safety group."""
    return bool(topic) and group(str(topic)) == SAFETY


def parse_data(topic: str, confidence: float = 1.0, part: str = "") -> dict[str, Any]:
    """Returns Rasa's parse data for *topic*: `intent`, `part`, and `response_selector` when it has a group.

    This is what stock Rasa's ResponseSelector would say, with the leaf's own confidence.
    """
    name = group(topic)
    data: dict[str, Any] = {"intent": {"name": name, "confidence": confidence}, "topic": topic, "part": part}
    if name in GROUPS:
        chosen = {"confidence": confidence, "intent_response_key": topic, "utter_action": f"utter_{topic}"}
        data["intent"]["full_retrieval_intent_name"] = topic
        data["response_selector"] = {
            "all_retrieval_intents": list(GROUPS),
            name: {
                "response": {"responses": [], **chosen},
                "ranking": [{"confidence": confidence, "intent_response_key": topic}],
            },
        }
    return data


def topic_of(message: dict[str, Any] | None) -> str | None:
    """Returns the leaf topic of a parsed message (Rasa's `latest_message`), or None."""
    if not message:
        return None
    intent = message.get("intent") or {}
    name: str | None = intent.get("name")
    if name not in GROUPS:
        return name
    chosen = (message.get("response_selector") or {}).get(name, {}).get("response", {})
    leaf: str | None = chosen.get("intent_response_key") or intent.get("full_retrieval_intent_name")
    return leaf or name
