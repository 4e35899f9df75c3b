"""The message of the chat API: the one contract between the actions, the channel, the page, the JSON and what is kept.

Whoever makes a message fills in these classes and decides its outcome; how urgent it is (`severity`) is derived here
alone. What is empty is left out of the JSON; `from`, `id`, `at`, `text`, `outcome` and `severity` are always there.
docs/openapi.yml is made from here (`python -m clinicchat.web.openapi`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar, cast

from msgspec import Meta, Struct, ValidationError, convert, field, to_builtins
from msgspec.structs import force_setattr, replace

from clinicchat.content.models import Around
from clinicchat.content.outcomes import Outcome, Severity

ADDRESS = r"^(https://|tel:|sms:|mailto:)[^\s\\]+$"
WEB_ADDRESS = r"^https://[^\s\\]+$"
SEVERITIES = {
    Outcome.CRISIS: Severity.EMERGENCY,
    Outcome.DISTRESS: Severity.URGENT,
    Outcome.UNAVAILABLE: Severity.URGENT,
    Outcome.DECLINED: Severity.CAUTION,
    Outcome.HELP_LINES: Severity.CAUTION,
}
"""How urgent an outcome is; what is not named here is `info`."""


def new_id() -> str:
    """Returns an id that nobody can guess."""
    return secrets.token_urlsafe(9)


def now() -> datetime:
    """Returns the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


Time = Annotated[datetime, Meta(tz=True)]


class Link(Struct, frozen=True):
    """A number to call or text, or a page."""

    label: Annotated[str, Meta(min_length=1)]
    url: Annotated[str, Meta(pattern=ADDRESS)]


class Choice(Struct, frozen=True, omit_defaults=True):
    """A button; its id, sent as `choice`, asks what it says."""

    id: str
    label: str
    topic: str
    part: str = ""


class Source(Struct, frozen=True, omit_defaults=True):
    """Where an answer comes from."""

    title: str
    publisher: str = ""
    year: int | str = ""
    url: Annotated[str, Meta(pattern=rf"^$|{WEB_ADDRESS}")] = ""


class Review(Struct, frozen=True, omit_defaults=True):
    """Who checked an answer, when, and until when that holds."""

    by: str = ""
    on: str = ""
    due: str = ""


class Result(Struct, frozen=True, omit_defaults=True):
    """A provider or a trial that a search found."""

    name: str
    kind: Literal["provider", "trial"]
    profession: str = ""
    address: str = ""
    phone: str = ""
    url: Annotated[str, Meta(pattern=rf"^$|{WEB_ADDRESS}")] = ""
    note: str = ""


class Reminder(Struct, frozen=True, omit_defaults=True):
    """The help line that stays under every message after a card."""

    text: str
    links: tuple[Link, ...] = ()


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="from", tag="visitor"):
    """The visitor's own words, masked as they are kept."""

    text: str
    id: str = field(default_factory=new_id)
    at: Time = field(default_factory=now)


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="from", tag="assistant"):
    """What the assistant says."""

    text: Annotated[str, Meta(min_length=1, description="plain text: paragraphs and '- ' lists")]
    outcome: Outcome
    severity: Severity = field(default_factory=lambda: cast(Severity, None))
    id: str = field(default_factory=new_id)
    at: Time = field(default_factory=now)
    topic: Annotated[str, Meta(description="an id of the project's topics")] = ""
    part: Annotated[str, Meta(description="the specific question inside the topic")] = ""
    lang: Annotated[str, Meta(description="of the words, where it is not the page's")] = ""
    title: str = ""
    help: Annotated[
        tuple[Link, ...],
        Meta(
            description="the soft line: the question is answered, and above it stands one sentence with these numbers"
        ),
    ] = ()
    disclaimers: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    reviewed: Review | None = None
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    results: tuple[Result, ...] = ()
    reminder: Reminder | None = None
    helpful: Annotated[bool | None, Meta(description="the visitor's thumb")] = None

    def __post_init__(self) -> None:
        if self.severity is None:
            # An answer past its review is unavailable, the chat is not: that is no emergency.
            plain = self.outcome == Outcome.UNAVAILABLE and self.topic
            force_setattr(self, "severity", Severity.INFO if plain else SEVERITIES.get(self.outcome, Severity.INFO))

    @property
    def is_emergency(self) -> bool:
        """Whether it is shown as a card is: first, and loudly."""
        return self.severity == Severity.EMERGENCY


Entry = Message | Said
"""What a conversation holds."""
E = TypeVar("E", bound=Entry)
T = TypeVar("T")


class Button(Struct, frozen=True, omit_defaults=True):
    """A button as an action offers it: what pressing it means stays on the server, the visitor's `Choice` has an id."""

    label: str
    topic: str
    part: str = ""
    entities: dict[str, str] = field(default_factory=dict)


class Malformed(ValueError):
    """Something is no message of the contract. The text names the field, never what it holds."""


def links(found: Iterable[Mapping[str, str] | Link]) -> tuple[Link, ...]:
    """Returns *found* as links, none twice; what is not https, tel, sms or mailto is left out.

    >>> links([{"label": "Call 911", "url": "tel:911"}, {"label": "x", "url": "x"}])
    (Link(label='Call 911', url='tel:911'),)
    """
    made = [e if isinstance(e, Link) else Link(str(e.get("label") or ""), str(e.get("url") or "")) for e in found]
    return tuple(dict.fromkeys(link for link in made if link.label and re.search(ADDRESS, link.url)))


def once(found: Iterable[Link]) -> tuple[Link, ...]:
    """Returns *found*, each address once: two ways to say the same number are one button."""
    first: dict[str, Link] = {}
    for link in found:
        first.setdefault(link.url, link)
    return tuple(first.values())


def surrounded(message: Message, around: Around, careful: bool = False) -> Message:
    """Returns *message* with what stands *around* its words: title, sources and review.

    An answer to be *careful* with is shown with caution.
    """
    reviewed = around.reviewed and Review(around.reviewed.by, around.reviewed.on, around.reviewed.due)
    cited = tuple(Source(s.title, s.publisher, s.year or "", web_address(s.url)) for s in around.sources)
    urgent = replace(message, severity=Severity.CAUTION) if careful else as_urgent(message, around)
    return replace(urgent, title=around.title, sources=cited, reviewed=reviewed)


def as_urgent(message: Message, around: Around) -> Message:
    """Returns *message* as urgent as its words say they are: relief after a card, or the next call."""
    return replace(message, severity=around.severity or message.severity)


def reminded(message: Message, reminder: Reminder) -> Message:
    """Returns *message* with the help line of an earlier card, unless it is as urgent as one; a faded one is soft."""
    return message if message.is_emergency else replace(calm(message) if reminder.links else message, reminder=reminder)


def calm(message: Message) -> Message:
    """Returns *message* as important, but no emergency: somebody who had a card is asked how they are."""
    return replace(message, severity=Severity.URGENT)


def web_address(url: str) -> str:
    """Returns *url* if a message may link it as a page, else nothing.

    >>> web_address("https://clinic.example"), web_address("http://clinic.example")
    ('https://clinic.example', '')
    """
    return url if re.search(WEB_ADDRESS, url) else ""


def packed(message: Message) -> dict[str, object]:
    """Returns *message* without its text, as it travels beside the text through Rasa (`custom`)."""
    return {key: value for key, value in to_builtins(message).items() if key != "text"}


def unpacked(text: object, custom: object) -> Message:
    """Returns the message of a *text* and of what `packed` made. Raises `Malformed`."""
    if not isinstance(custom, dict):
        raise Malformed("custom")
    if unknown := sorted(set(custom) - {"from", *Message.__struct_encode_fields__}):
        raise Malformed(str(unknown[0]))
    return checked({**custom, "text": text}, Message)


def button(found: object) -> Button:
    """Returns the button in what Rasa carries. Raises `Malformed`."""
    return checked(found, Button)


def stamped(entry: E) -> E:
    """Returns *entry* as it enters a conversation: with an id and a time of its own."""
    return replace(entry, id=new_id(), at=now())


def checked(found: object, kind: type[T]) -> T:
    """Returns *found* as one of the classes here. Raises `Malformed`."""
    try:
        return convert(found, kind)
    except ValidationError as fault:
        # msgspec quotes a wrong value, which may be a visitor's words: only the field's name is told.
        named = re.search(r"`\$\.?([^`]+)`$|field `(\w+)`", str(fault))
        raise Malformed((named and (named[1] or named[2])) or kind.__name__) from None
