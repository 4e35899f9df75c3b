"""One message to a visitor: reviewed words by name, with what the chat API shows around them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import names
from clinicchat.content import settings, topics
from clinicchat.content import words as content
from clinicchat.content.outcomes import Outcome, Severity

Choice = dict[str, Any]


def country(tracker: Tracker) -> str:
    """Returns the country whose words and numbers fit: the visitor's if known, else the clinic's.

    The channel knows best (what the visitor said, or the browser's region) and tells it with every message.
    """
    return str(_told(tracker, names.COUNTRY) or tracker.get_slot(names.COUNTRY) or settings.load().country)


def language(tracker: Tracker) -> str:
    """Returns `es` after danger in Spanish, as on the card: only in a country that has Spanish cards."""
    spoken = str(_told(tracker, names.LANGUAGE) or tracker.get_slot(names.LANGUAGE) or "en")
    return spoken if content.current().speaks(country(tracker), spoken) else content.ENGLISH


def _told(tracker: Tracker, name: str) -> Any:
    return ((tracker.latest_message or {}).get("metadata") or {}).get(name)


def clinic_values() -> dict[str, str]:
    """Returns what `{clinic_name}` and the like stand for."""
    clinic = settings.load()
    return {"clinic_name": clinic.name, "clinic_phone": clinic.telephone, "clinic_hours": clinic.hours}


def words(tracker: Tracker, name: str, **values: str) -> str:
    """Returns the words called *name* for this visitor's country and language, placeholders filled."""
    return chosen(tracker, name).fill({**clinic_values(), **values})


def chosen(tracker: Tracker, name: str) -> content.Words:
    """Returns the variation of *name* for this visitor's country and language."""
    return content.current().say(name, country=country(tracker), language=language(tracker))


def spoken_in(words: content.Words) -> str | None:
    """Returns the language of *words* where it is not the page's."""
    return words.conditions.get("language")


def topic_choice(topic: str) -> Choice:
    """Returns the button that asks *topic*, labelled with its title."""
    return {"label": content.current().title(topic), "topic": topic}


def reply_choice(button: str, topic: str, **entities: str) -> Choice:
    """Returns the button called `button_<button>`; pressing it counts as *topic* with *entities*."""
    return {"label": content.current().say(f"button_{button}").text, "topic": topic, "entities": entities}


def search_choice(topic: str) -> Choice:
    """Returns the button of a search, a person or the menu."""
    return reply_choice(topic, topic)


def choice(name: str) -> Choice:
    """Returns the button of *name*: a topic of data/topics/, or a search, a person or the menu."""
    return topic_choice(name) if content.current().has(name) and "/" in name else search_choice(name)


def choices_under(name: str) -> list[Choice]:
    """Returns the buttons that stand under the words called *name* (`choices` of data/replies.yml)."""
    return [choice(c) for c in content.current().say(name).metadata.get("choices") or []]


def clinic_link(tracker: Tracker) -> list[dict[str, str]]:
    """Returns the link that calls the clinic, or nothing when it has no telephone."""
    clinic = settings.load()
    if not clinic.telephone:
        return []
    return [{"label": words(tracker, "link_clinic"), "url": clinic.telephone_url}]


def reminder(tracker: Tracker) -> str | None:
    """Returns the help line's sentence that stays under every message after a crisis."""
    danger = tracker.get_slot(names.DANGER)
    return words(tracker, "after_crisis_reminder") if danger else None


def send(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    text: str,
    outcome: Outcome,
    *,
    severity: Severity | str = Severity.INFO,
    topic: str | None = None,
    choices: list[Choice] | None = None,
    links: list[dict[str, str]] | None = None,
    **rest: Any,
) -> None:
    """Sends one message; after a crisis it carries the help line and its links, whatever it is about."""
    kept = reminder(tracker)
    custom: dict[str, Any] = {
        "topic": topic or topics.topic_of(tracker.latest_message),
        "outcome": str(outcome),
        "severity": str(severity),
        **{key: value for key, value in rest.items() if value},
    }
    links = list(links or [])
    if kept and severity != Severity.EMERGENCY:
        custom["reminder"] = kept
        custom["severity"] = str(Severity.URGENT)
        links += content.current().help_lines(country(tracker), tracker.get_slot(names.DANGER))
    if links:
        custom["links"] = _once(links)
    buttons = [{"title": c["label"], "payload": c["label"], **c} for c in choices or []]
    dispatcher.utter_message(text=text, buttons=buttons or None, json_message=custom)


def _once(links: list[dict[str, str]]) -> list[dict[str, str]]:
    first: dict[str, dict[str, str]] = {}
    for link in links:
        first.setdefault(link["url"], link)
    return list(first.values())


def slots(**values: Any) -> list[dict[str, Any]]:
    """Returns the events that set *values*."""
    return [SlotSet(name, value) for name, value in values.items()]


def understood(**values: Any) -> list[dict[str, Any]]:
    """Like `slots`, for a turn that was understood: ends the row of unclear messages and any open question."""
    return slots(**{names.UNCLEAR: 0.0, names.ASKED: None, **values})


def message_text(tracker: Tracker) -> str:
    """Returns the visitor's words of this turn."""
    return str((tracker.latest_message or {}).get("text") or "")


def entity(tracker: Tracker, name: str) -> str | None:
    """Returns the value that a pressed button carries under *name*."""
    for found in (tracker.latest_message or {}).get("entities") or []:
        if found.get("entity") == name:
            return str(found.get("value"))
    return None


def current_topic(tracker: Tracker) -> str | None:
    """Returns the leaf topic of this turn."""
    return topics.topic_of(tracker.latest_message)
