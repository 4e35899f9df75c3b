"""The clinic and its page, as data/ must hold them: settings, the page's words, boards, countries, providers."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, defstruct, field

from clinicchat.content.fields import (
    Blank,
    CountryCode,
    HomeCountry,
    MaybeUrl,
    Model,
    Url,
    Words,
    text,
)

SITES = r"^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+( [\x21-\x2b\x2d-\x3a\x3c-\x7e]+)*$"


class Clinic(Model, frozen=True):
    """data/clinic.yml: the clinic as the chat presents it. Every field has a default, so an empty file works."""

    name: Words = "Our clinic"
    telephone: Blank = ""
    hours: Blank = ""
    country: HomeCountry = "US"
    website: MaybeUrl = ""
    privacy_url: MaybeUrl = ""
    accent: Annotated[str, text(r"^#[0-9a-fA-F]{6}$", 'a colour such as "#1f5f6b"')] = "#1f5f6b"
    article_url: MaybeUrl = ""
    frame_ancestors: Annotated[
        str,
        Meta(
            pattern=SITES,
            extra={
                "what": "these are not sites with one space between them.",
                "cure": "Write such as \"'self' https://clinic.example\".",
            },
        ),
    ] = "'self'"
    retention_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    idle_minutes: Annotated[int, Meta(ge=1, le=24 * 60)] = 30
    turns_per_session: Annotated[int, Meta(ge=2, le=200)] = 12
    messages_per_minute: Annotated[int, Meta(ge=1, le=1_000)] = 20
    messages_per_minute_address: Annotated[int, Meta(ge=1, le=100_000)] = 60
    behind_proxy: bool = False

    @property
    def telephone_url(self) -> str:
        """Returns the `tel:` address of the clinic, or nothing when no telephone is set."""
        digits = "".join(c for c in self.telephone if c.isdigit() or c == "+")
        return f"tel:{digits}" if digits else ""


class ListedProvider(Model, frozen=True):
    """An entry of the clinic's own list; the directory knows more of what can be used, as states and ZIP codes."""

    name: Words
    profession: Words
    state: Words
    checked: datetime.date
    kind: Literal["person", "organisation"] = "person"
    credentials: Blank = ""
    address: list[Words] = []
    city: Blank = ""
    zip: Blank = ""
    phone: Blank = ""
    website: MaybeUrl = ""
    telehealth_states: list[Words] = []


class Providers(Model, frozen=True):
    """data/providers.yml: the clinic's own list of providers."""

    providers: list[ListedProvider] = []


class Countries(Model, frozen=True):
    """data/countries.yml: what visitors call each country."""

    countries: dict[CountryCode, Annotated[list[Words], Meta(min_length=1)]]
    said_elsewhere: list[Words] = []
    """Words that are hardly ever said in the US or Canada."""
    said_there: dict[CountryCode, list[Words]] = {}
    """Words of who lives in a country."""


class Board(Model, frozen=True):
    """The authority where a licence is checked: its name and https address."""

    name: Words
    url: Url


class Boards(Model, frozen=True):
    """data/boards.yml: the board of each state."""

    states: dict[Annotated[str, text(r"^[A-Z]{2}$", "a state's two letters")], Board]


# ---- data/page.yml ----

Sentences = Annotated[list[Words], Meta(min_length=1)]


def _words(name: str, keys: str, **others: object) -> type[Struct]:
    """Returns the model of a part of the page: *keys* that hold words, and *others* with their types."""
    fields = [(f"{key}_", Words, field(name=key)) for key in keys.split()]  # `yes`, `off` and `call` are keys, too
    return defstruct(name, [*fields, *others.items()], bases=(Model,), kw_only=True)


Page = _words(
    "Page",
    "language title subtitle skip emergency_label emergency_lead log sources reviewed checked date choices phone "
    "new_tab input send pending failed_once wait help review_pending development more_help more_lines",
    leave=_words("Leave", "label", url=Url),
    months=Annotated[list[Words], Meta(min_length=12, max_length=12)],
    starters=Sentences,
    welcome=_words("Welcome", "heading lead starters", points=Sentences),
    contact=_words("Contact", "heading short lead call hours website article"),
    kept=_words("Kept", "heading lead short privacy", points=Sentences),
    who=_words("Who", "visitor assistant"),
    labels=_words("Labels", "caution urgent emergency"),
    feedback=_words("Feedback", "question yes no why reason note send"),
    delete=_words("Delete", "open warning confirm"),
    notices=_words("Notices", "thanks deleted closed"),
    errors=_words(
        "Errors",
        "bad_request unknown_choice forged_session too_large unsupported_type empty too_long rate_limited off failed "
        "not_found offline slow",
    ),
)
"""data/page.yml."""
