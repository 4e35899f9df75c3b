"""What a message is that asks nothing: what somebody feels, what they will do next, or what simply is so."""

from __future__ import annotations

import re

from clinicchat.text.clauses import ASKS
from clinicchat.text.reading import visible

WANTS = re.compile(
    r"\b(?:tell me|show me|explain|give me|i need|i want|id like|i'd like|help me|looking for|wonder\w*|advice|how come"
    r"|any (?:idea|chance|trials?|studies|thoughts|advice)|what about|how about)\b",
    re.IGNORECASE,
)
"""Words of a request that is no question."""
TURNED = re.compile(
    r"\b(?:is|are|does|do|did|can|could|would|will|should) (?:that|it|this|they|you|i|he|she|we|there)\b"
    r"|\b(?:do|does|is|are|wo|ca|did|was)n'?t (?:you|it|they|he|she|we|i)\W*$|\bor (?:no|not|what)\W*$",
    re.IGNORECASE,
)
"""A verb before its subject, and what makes a question of what was said."""
MAY = re.compile(
    r"\W*(?:could|might|may|would|will|must)(?: just| only| well| also)? (?:be|have|get|try|go|do)\b", re.I
)
"""How somebody begins what may be so, without a subject: "could just be my job"."""
ENDS = re.compile(r"(?<=[.!;])\s+|\s*\n+\s*|,\s+")
FEELS = re.compile(
    r"\b(?:worst|awful|terrible|horrible|unfair|sad|scared|afraid|terrified|worried|nervous|anxious|cry(?:ing)?|cried"
    r"|ashamed|guilty|lonely|angry|furious|mad|frustrat\w*|tired of|exhausted|worn out|overwhelm\w*|sick of|fed up"
    r"|hurts|shaking|hopeless|helpless|ridiculous|embarrass\w*|disappoint\w*|devastated|heartbroken|crushed|gutted"
    r"|hard on|feels? like)\b",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"\b(?:i|i['’]?(?:m|ll|d|ve)|im|ive|ill|me|my|mine|we|we['’]?re|our|us|s?he|s?he['’]?s|him|his|her|they|them|their|that"
    r"|that['’]?s|thats|this|it|it['’]?s|its|you|youre|you['’]?re|feel\w*)\b",
    re.IGNORECASE,
)
PLANS = re.compile(
    r"\b(?:might|may|gonna|going to|will|i'?ll|he'?ll|she'?ll|let me)\b[\w' ]{0,20}"
    r"\b(?:call|phone|ring|ask|talk|speak|tell|book|e-?mail|message|contact|look into|think about|read|bring it up)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether *text* asks or wants something.

    >>> asks("is it permanent or"), asks("thats kinda unfair"), asks("my wife says no"), asks("tell me about the law")
    (True, False, False, True)
    """
    said = visible(text)
    wants = "?" in said or WANTS.search(said) or TURNED.search(said)
    return bool(wants) or any(ASKS.match(piece) and not MAY.match(piece) for piece in ENDS.split(said) if piece)


def is_personal(text: str) -> bool:
    """Whether *text* is about somebody or about what was just said, or says what may be so.

    >>> is_personal("he's at school"), is_personal("so thats that"), is_personal("best tacos in town go")
    (True, True, False)
    >>> is_personal("might be the stress though")
    True
    """
    return bool(PERSONAL.search(text) or MAY.match(text))


def kind(text: str) -> str:
    """Returns what a message is that asks nothing: `plan`, `feeling`, or "" for what simply is so.

    >>> kind("aye well. might phone them monday"), kind("feel like the worst mom"), kind("my wife says no")
    ('plan', 'feeling', '')
    """
    if PLANS.search(text):
        return "plan"
    return "feeling" if FEELS.search(text) else ""
