"""What the chat says when even its own files cannot be read: a last card and a last apology, with the numbers.

Words that a visitor reads stand in data/. This is the one exception, and on purpose: these few sentences need no file,
no network, no model and no setting, so that whoever is in danger gets a number whatever is broken. Nothing here may
read, import or compute anything that can fail. tests/content/test_helplines_register.py knows every number.
"""

from __future__ import annotations

from typing import Any

Link = dict[str, str]
FIND_A_LINE = {"label": "Find a help line at findahelpline.com", "url": "https://findahelpline.com"}
CALL_988, TEXT_988 = {"label": "Call 988", "url": "tel:988"}, {"label": "Text 988", "url": "sms:988"}
LINKS: dict[str, list[Link]] = {
    "US": [{"label": "Call 911", "url": "tel:911"}, CALL_988, TEXT_988],
    "UK": [{"label": "Call 999", "url": "tel:999"}, {"label": "Call Samaritans, 116 123", "url": "tel:116123"}],
    "CA": [{"label": "Call 911", "url": "tel:911"}, CALL_988, TEXT_988],
    "AU": [{"label": "Call 000", "url": "tel:000"}, {"label": "Call Lifeline, 13 11 14", "url": "tel:131114"}],
    "EU": [{"label": "Call 112", "url": "tel:112"}],
    "ELSEWHERE": [],
}
NOW = {
    "US": "Call 911 now if anyone is in danger. In a crisis, call or text 988, day or night.",
    "UK": "Call 999 now if anyone is in danger. In a crisis, call Samaritans on 116 123, day or night.",
    "CA": "Call 911 now if anyone is in danger. In a crisis, call or text 988, day or night.",
    "AU": "Call 000 now if anyone is in danger. In a crisis, call Lifeline on 13 11 14, day or night.",
    "EU": "Call 112 now if anyone is in danger. In a crisis, find a help line at findahelpline.com.",
    "ELSEWHERE": "Call your local emergency number now if anyone is in danger. "
    "In a crisis, find a help line at findahelpline.com.",
}
STAY = "I'm a chat helper, not a person. Please stay with someone you trust, or stay with them if it is someone else."
SORRY = "I'm sorry, I can't answer right now."
ERROR = "Something went wrong on our side. Please try again in a few minutes."
DISTRESS = "safety/distress"


def card(danger: str, country: str = "") -> dict[str, Any]:
    """Returns a message of the chat API for *danger* (`safety/suicide`); an unknown *country* gets ELSEWHERE's."""
    outcome, severity = ("distress", "urgent") if danger == DISTRESS else ("crisis", "emergency")
    text = f"{_now(country)}\n\n{STAY}"
    return {"text": text, "topic": danger, "outcome": outcome, "severity": severity, "links": links(country)}


def unavailable(country: str = "") -> dict[str, Any]:
    """Returns the apology as a message of the chat API."""
    text = f"{SORRY} {_now(country)}"
    return {"text": text, "outcome": "unavailable", "severity": "urgent", "links": links(country)}


def links(country: str) -> list[Link]:
    """Returns the emergency number and the crisis line of *country*, and where lines of other countries are found."""
    return [dict(link) for link in (*LINKS.get(country, ()), FIND_A_LINE)]


def _now(country: str) -> str:
    return NOW.get(country, NOW["ELSEWHERE"])
