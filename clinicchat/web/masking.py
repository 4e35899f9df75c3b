"""Masks personal data before anything is stored, logged or shown to Rasa.

Shapes only: e-mail, telephone, social security, card and date of birth, street address, "my name is …". Numbers of help
lines and ZIP codes stay, so that a search and a crisis answer still work.
"""

from __future__ import annotations

import re

EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")
SSN = re.compile(r"\b\d{3}[- .]\d{2}[- .]\d{4}\b")
CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
PHONE = re.compile(r"(?<![\w-])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{2,4}\)|\d{2,4})[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w-])")
DATE = re.compile(
    r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? (?:19|20)\d{2})\b",
    re.IGNORECASE,
)
STREET = re.compile(
    r"\b\d{1,6}[a-z]? (?:[NSEW]\.? )?(?:[\w'.-]+ ){1,4}?"
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|way|place|pl|terrace|circle|cir|highway|hwy|square|sq)\b\.?"
    r"(?:,? (?:apt|apartment|unit|suite|ste|#)\.? ?\w+)?",
    re.IGNORECASE,
)
NAME = re.compile(
    r"\b((?:my|his|her) (?:full )?name(?:'?s| is)|(?:i am|i'm|im) called|me llamo|mi nombre es)\s+"
    r"((?:[^\W\d_][\w'’-]*)(?: (?!and\b|but\b|i\b|i'm\b|im\b|who\b|can\b|what\b|is\b|y\b)[^\W\d_][\w'’-]*){0,2})",
    re.IGNORECASE,
)
NOT_A_NAME = {"not", "none", "irrelevant", "private", "secret", "on", "in"}
LINES = {"8002738255", "8006624357", "18006624357", "8002221222", "18002221222", "8006564673", "8007997233"}
"""Help lines that people quote; masking them would hide that someone already called."""


def mask(text: str) -> str:
    """Returns *text* with personal data replaced by [e-mail], [number], [date], [address] and [name]."""
    text = EMAIL.sub("[e-mail]", text)
    text = SSN.sub("[number]", text)
    text = CARD.sub("[number]", text)
    text = DATE.sub("[date]", text)
    text = STREET.sub("[address]", text)
    text = PHONE.sub(_phone, text)
    return NAME.sub(_name, text)


def _phone(match: re.Match[str]) -> str:
    digits = "".join(c for c in match.group() if c.isdigit())
    zip_plus_four = re.fullmatch(r"\d{5}-\d{4}", match.group())
    if (
        len(digits) < 7
        or digits in LINES
        or zip_plus_four
        or (re.fullmatch(r"\d+", match.group()) and len(digits) == 9)
    ):
        return match.group()
    return "[number]"


def _name(match: re.Match[str]) -> str:
    if match.group(2).split()[0].lower() in NOT_A_NAME:
        return match.group()
    return f"{match.group(1)} [name]"
