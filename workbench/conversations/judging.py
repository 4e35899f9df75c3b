"""Compares what came back with what a turn expects. Prose is compared last: names are what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workbench.conversations import names
from workbench.conversations.conversation import HEAD, NO_TOPIC, Turn

Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One expectation that was not met: its key, and in words what was wanted and what came."""

    key: str
    words: str


def differences(turn: Turn, messages: Messages) -> list[Difference]:
    """Returns what differs, in the order of `reading.EXPECT`; none when all is as expected.

    What `HEAD` names are those of the first message (the card, when a question follows it); everything
    else may stand in either.
    """
    if not messages:
        return [Difference("messages", "nothing came back")]
    found = []
    for key, wanted in turn.expect.items():
        words = _CHECKS[key](wanted, messages)
        if words:
            found.append(Difference(key, words))
    return sorted(found, key=lambda d: list(_CHECKS).index(d.key))


def seen(messages: Messages) -> str:
    """Everything a visitor reads in *messages*: titles, texts, disclaimers, the line kept after a crisis, labels."""
    parts: list[str] = []
    for message in messages:
        parts += [str(message.get(key, "")) for key in ("title", "text")]
        parts.append(str((message.get("reminder") or {}).get("text", "")))
        parts += [str(d) for d in message.get("disclaimers") or []]
        parts += [str(entry.get("label", "")) for entry in labelled(message)]
        for result in message.get("results") or []:
            parts += [str(value) for value in result.values()]
    return "\n".join(p for p in parts if p)


def labelled(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Its buttons and links."""
    return [*(message.get("choices") or []), *links(message)]


def links(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All its numbers and pages: of the soft line, its own, and of the line that is kept after a crisis."""
    reminder = message.get("reminder") or {}
    return [*(message.get("help") or []), *(message.get("links") or []), *(reminder.get("links") or [])]


def _gather(messages: Messages, key: str) -> list[Any]:
    return [entry for message in messages for entry in message.get(key) or []]


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _first(key: str) -> Callable[[str, Messages], str]:
    def check(wanted: str, messages: Messages) -> str:
        came = messages[0].get(key) or NO_TOPIC
        return "" if came == wanted else f"{key} is {came}, expected {wanted}"

    return check


def _missing(what: str, wanted: Iterable[str], is_there: Callable[[str], bool], there: Iterable[str]) -> str:
    gone = [w for w in wanted if not is_there(w)]
    if not gone:
        return ""
    return f"{what} missing: {', '.join(gone)}; there are: {', '.join(there) or 'none'}"


def _disclaimers(wanted: list[str], messages: Messages) -> str:
    came = _shown_disclaimers(messages)
    return _missing("disclaimers", wanted, came.__contains__, came)


def _no_disclaimers(unwanted: list[str], messages: Messages) -> str:
    came = [n for n in _shown_disclaimers(messages) if n in unwanted]
    return f"disclaimers that must not be there: {', '.join(came)}" if came else ""


def _shown_disclaimers(messages: Messages) -> list[str]:
    shown = set(_gather(messages, "disclaimers"))
    return [name for name, sentence in names.disclaimers().items() if sentence in shown]


def _is_choice(wanted: str, choices: list[dict[str, Any]]) -> bool:
    return any(wanted in (c.get("label"), c.get("topic")) for c in choices)


def _labels(choices: list[dict[str, Any]]) -> list[str]:
    return [str(c.get("label")) for c in choices]


def _choices(wanted: list[str], messages: Messages) -> str:
    choices = _gather(messages, "choices")
    return _missing("choices", wanted, lambda w: _is_choice(w, choices), _labels(choices))


def _no_choices(unwanted: bool | list[str], messages: Messages) -> str:
    choices = _gather(messages, "choices")
    came = _labels(choices) if unwanted is True else [w for w in unwanted or [] if _is_choice(w, choices)]
    return f"choices that must not be there: {', '.join(came)}" if came else ""


def _says(wanted: list[str], messages: Messages) -> str:
    text = _plain(seen(messages))
    gone = [w for w in wanted if _plain(w) not in text]
    return f"does not say: {'; '.join(gone)}" if gone else ""


def _never_says(unwanted: list[str], messages: Messages) -> str:
    text = _plain(seen(messages))
    came = [w for w in unwanted if _plain(w) in text]
    return f"says: {'; '.join(came)}" if came else ""


def _links(wanted: list[str], messages: Messages) -> str:
    there = [link for message in messages for link in links(message)]

    def is_there(told: str) -> bool:
        return any(told == link.get("label") or str(link.get("url", "")).startswith(told) for link in there)

    return _missing("links", wanted, is_there, [f"{link.get('label')} ({link.get('url')})" for link in there])


def _results(wanted: int | list[str], messages: Messages) -> str:
    results = _gather(messages, "results")
    if isinstance(wanted, int):
        return "" if len(results) == wanted else f"{len(results)} results, expected {wanted}"
    there = [str(r.get("name", "")) for r in results]
    return _missing("results", wanted, lambda w: any(_plain(w) in _plain(n) for n in there), there)


def _messages(wanted: int, messages: Messages) -> str:
    return "" if len(messages) == wanted else f"{len(messages)} messages, expected {wanted}"


def _help(wanted: bool, messages: Messages) -> str:
    came = any(message.get("help") for message in messages)
    return "" if came == wanted else f"the soft line {'is there' if came else 'is not there'}, expected otherwise"


def head(message: dict[str, Any]) -> tuple[str, ...]:
    """Returns what `HEAD` names of the message, `none` for what it has not."""
    return tuple(str(message.get(key) or NO_TOPIC) for key in HEAD)


_CHECKS: dict[str, Callable[[Any, Messages], str]] = {
    **{key: _first(key) for key in HEAD},
    "disclaimers": _disclaimers,
    "no_disclaimers": _no_disclaimers,
    "choices": _choices,
    "no_choices": _no_choices,
    "results": _results,
    "links": _links,
    "help": _help,
    "messages": _messages,
    "says": _says,
    "never_says": _never_says,
}
