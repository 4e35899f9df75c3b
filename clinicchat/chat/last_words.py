"""What the chat says when even its own files cannot be read: a last card and a last apology, with the numbers.

Words that a visitor reads stand in data/. This is the one exception, and on purpose: these few sentences need no file,
no network, no model and no setting, so that whoever is in danger gets a number whatever is broken. Nothing here may
read or compute anything that can fail, or import more than a message's classes; every number is known to
tests/content/test_helplines_register.py.
"""

from __future__ import annotations

from clinicchat.chat.message import Link, Message
from clinicchat.content.outcomes import Outcome

FIND_A_LINE = Link("Find a help line at findahelpline.com", "https://findahelpline.com")
CALL_988, TEXT_988 = Link("Call 988", "tel:988"), Link("Text 988", "sms:988")
LINKS: dict[str, list[Link]] = {
    "US": [Link("Call 911", "tel:911"), CALL_988, TEXT_988],
    "UK": [Link("Call 999", "tel:999"), Link("Call Samaritans, 116 123", "tel:116123")],
    "CA": [Link("Call 911", "tel:911"), CALL_988, TEXT_988],
    "AU": [Link("Call 000", "tel:000"), Link("Call Lifeline, 13 11 14", "tel:131114")],
    "EU": [Link("Call 112", "tel:112")],
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
ABROAD = {
    "NZ": ("111", "1737", "call or text 1737", "tel:1737"),
    "IE": ("112", "Samaritans, 116 123", "call Samaritans on 116 123", "tel:116123"),
    "DE": ("112", "TelefonSeelsorge, 0800 111 0 111", "call TelefonSeelsorge on 0800 111 0 111", "tel:08001110111"),
    "FR": ("112", "3114", "call 3114", "tel:3114"),
    "ES": ("112", "024", "call 024", "tel:024"),
    "NL": ("112", "0800-0113", "call 0800-0113", "tel:08000113"),
    "CH": ("112", "143", "call 143", "tel:143"),
    "MX": ("911", "800 911 2000", "call 800 911 2000", "tel:8009112000"),
    "BR": ("192", "CVV, 188", "call CVV on 188", "tel:188"),
    "IN": ("112", "Tele-MANAS, 14416", "call Tele-MANAS on 14416", "tel:14416"),
}
"""Emergency number, crisis line, how to reach it, and its link, in the other countries with lines of their own."""
LINKS |= {
    code: [Link(f"Call {e}", f"tel:{e}"), Link(f"Call {line}", url)] for code, (e, line, _, url) in ABROAD.items()
}
NOW |= {
    code: f"Call {e} now if anyone is in danger. In a crisis, {reach}, day or night."
    for code, (e, _, reach, _) in ABROAD.items()
}
STAY = "I'm a chat helper, not a person. Please stay with someone you trust, or stay with them if it is someone else."
SORRY = "I'm sorry, I can't answer right now."
ERROR = "Something went wrong on our side. Please try again in a few minutes."
DISTRESS = "safety/distress"


def card(danger: str, country: str = "") -> Message:
    """Returns a message of the chat API for *danger* (`safety/suicide`); an unknown *country* gets ELSEWHERE's."""
    outcome = Outcome.DISTRESS if danger == DISTRESS else Outcome.CRISIS
    return Message(text=f"{_now(country)}\n\n{STAY}", topic=danger, outcome=outcome, links=links(country))


def unavailable(country: str = "", more: tuple[Link, ...] = ()) -> Message:
    """Returns the apology as a message of the chat API, with *more* links after its own."""
    text = f"{SORRY} {_now(country)}"
    return Message(text=text, outcome=Outcome.UNAVAILABLE, links=(*links(country), *more))


def links(country: str) -> tuple[Link, ...]:
    """Returns the emergency number and the crisis line of *country*, and where lines of other countries are found."""
    return (*LINKS.get(country, ()), FIND_A_LINE)


def _now(country: str) -> str:
    return NOW.get(country, NOW["ELSEWHERE"])
