"""Names that a test may use: topics, disclaimers, and which words of data/ a message shows."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from clinicchat.content import live_words, phrasings
from clinicchat.content.topics import part_of, whole
from clinicchat.publish.approvals import Approvals
from workbench.conversations.conversation import NO_TOPIC

DISCLAIMER = "utter_disclaimer_"
PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


@cache
def _words() -> dict[str, list[live_words.Words]]:
    """The words as they were when this process began: the same that the product was started with."""
    return live_words.Content().words


@cache
def topics() -> frozenset[str]:
    """Every topic that a visitor's words may be about: those that have phrasings."""
    return frozenset(whole(phrasing.topic) for phrasing in phrasings.read_all())


@cache
def retired() -> frozenset[str]:
    """The topics that the clinic took away on purpose."""
    return frozenset(Approvals.read().file.retired)


def expected_topics(node: yaml.Node) -> set[str]:
    """Returns what stands behind each `topic:` in *node*."""
    if isinstance(node, yaml.SequenceNode):
        return set().union(*map(expected_topics, node.value))
    if not isinstance(node, yaml.MappingNode):
        return set()
    own = {str(value.value) for key, value in node.value if key.value == "topic" and isinstance(value, yaml.ScalarNode)}
    return own.union(*(expected_topics(value) for _, value in node.value))


def expectable_topics() -> frozenset[str]:
    """What may stand behind `topic:`; `none` for a message about no topic, such as did you mean."""
    return topics() | {NO_TOPIC}


def expectable_parts() -> frozenset[str]:
    """What may stand behind `part:`; `none` for the answer of a whole topic."""
    return frozenset(part for name in _words() if (part := part_of(name))) | {NO_TOPIC}


def disclaimers() -> dict[str, str]:
    """The sentence of every disclaimer, by its short name."""
    return {n.removeprefix(DISCLAIMER): w[0].text for n, w in _words().items() if n.startswith(DISCLAIMER)}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for name, variations in _words().items():
        if name.startswith(("utter_button_", "utter_link_", "utter_note_", DISCLAIMER)):
            continue
        for words in variations:
            pattern = re.compile(PLACEHOLDER.sub(r"[^\\n]*", re.escape(words.text.strip())))
            found.append((name.removeprefix("utter_"), pattern))
    return sorted(found, key=lambda entry: -len(entry[1].pattern))


def words_of(message: dict[str, Any]) -> str:
    """The name in data/ of the words that *message* shows ("help_menu", "faq/access.abroad"), or "".

    A country's line may stand before an answer and the "search is down" words before a list, so the longest name counts
    whose words are part of the message.
    """
    text = str(message.get("text", ""))
    return next((name for name, pattern in _patterns() if pattern.search(text)), "")


def buttons() -> dict[str, str]:
    """The short name of every fixed button, by its label."""
    prefix = "utter_button_"
    return {w[0].text: n.removeprefix(prefix) for n, w in _words().items() if n.startswith(prefix)}
