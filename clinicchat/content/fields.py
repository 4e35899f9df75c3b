"""What a value in a file of data/ may be: words, names, days, addresses; and the base of all models."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

COUNTRIES = ("US", "UK", "CA", "AU", "NZ", "IE", "DE", "FR", "ES", "NL", "CH", "MX", "BR", "IN", "EU", "ELSEWHERE")
LANGUAGES = ("en", "es")


def text(pattern: str, meaning: str) -> Meta:
    """Returns the limits of a text that must look like *pattern*, whose *meaning* people are told."""
    return Meta(pattern=pattern, extra={"meaning": meaning})


def link(pattern: str, ways: str, blank: bool = False) -> Meta:
    """Returns the limits of an address that begins in one of the *ways*."""
    what = "this is not an address that the chat may show."
    cure = f"Write the whole address, from {ways} on, without spaces."
    return Meta(pattern=pattern, extra={"what": what, "cure": cure, "blank": blank})


HTTPS = r"https://[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+(:[0-9]+)?([/?#][^\s\"'<>\\]*)?"
CALL = r"(tel|sms):\+?[0-9]+(\?body=[A-Z]+)?"

Words = Annotated[str, Meta(pattern=r"\S")]
Blank = Annotated[str, Meta(extra={"blank": True})]
Name = Annotated[str, text(r"^[\w/.]+$", "one name without spaces")]
Day = Annotated[str, Meta(pattern=r"\S", extra={"day": True})]
Url = Annotated[str, link(rf"^{HTTPS}$", "https://")]
MaybeUrl = Annotated[str, link(rf"^({HTTPS})?$", "https://", blank=True)]
Call = Annotated[str, link(rf"^({HTTPS}|{CALL})$", "https://, tel: or sms:")]
MaybeCall = Annotated[str, link(rf"^({HTTPS}|{CALL})?$", "https://, tel: or sms:", blank=True)]
Country = Annotated[str, text(r"^([A-Z]{2}|ELSEWHERE)$", "a country's two capital letters, or ELSEWHERE")]
CountryCode = Annotated[str, text(r"^[A-Z]{2}$", "a country's two capital letters")]
Response = Annotated[str, text(r"^utter_[a-z_]+(/[a-z0-9_.]+)?$", 'a name such as "utter_greet" or "utter_faq/access"')]
Language = Literal["en", "es"]
HomeCountry = Literal[
    "US", "UK", "CA", "AU", "NZ", "IE", "DE", "FR", "ES", "NL", "CH", "MX", "BR", "IN", "EU", "ELSEWHERE"
]  # fmt: skip
SlotValue = Literal[
    "US", "UK", "CA", "AU", "NZ", "IE", "DE", "FR", "ES", "NL", "CH", "MX", "BR", "IN", "EU", "ELSEWHERE", "en", "es"
]  # fmt: skip
Danger = Literal[
    "suicide", "overdose", "medical_emergency", "harm_to_others", "abuse", "abuse_child", "abuse_therapist", "distress"
]


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a file; a key that it does not name is a mistake."""
