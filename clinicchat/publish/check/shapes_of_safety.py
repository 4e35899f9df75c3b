"""The shape of the files about danger: cards, help lines, sources and danger phrases."""

from __future__ import annotations

from clinicchat.content import cards, topics
from clinicchat.danger.phrase_file import FOLDER, file_of
from clinicchat.publish.check import project as files
from clinicchat.publish.check.shapes import (
    Anything,
    Choice,
    Day,
    Fields,
    Flag,
    Link,
    Many,
    Number,
    Shape,
    Table,
    Text,
)

DANGERS = ("suicide", "overdose", "medical_emergency", "harm_to_others", "abuse", "abuse_therapist", "distress")
CODE = r"[A-Z]{2}|ELSEWHERE"

REVIEWED = Fields({"by": Text(), "on": Day(), "due": Day()}, ("by", "on", "due"))
SOURCE = Fields({"title": Text(), "publisher": Text(), "year": Number(1900), "url": Link()}, ("title", "publisher"))
IDS = Many(Text())
SPOKEN = Fields({"title": Text(), "text": Text(), "sources": IDS, "reviewed": REVIEWED}, ("text", "reviewed"))
CARD = Fields(
    {
        "severity": Choice(("emergency", "urgent", "caution", "info")),
        "lines": Many(Choice(DANGERS), least=1),
        "en": SPOKEN,
        "es": SPOKEN,
    },
    ("severity", "en"),
)
AFTER = Table(CARD, r"utter_[a-z_]+", 'a name such as "utter_safe_yes"')
SAFETY = Fields({"card": CARD, "words": AFTER}, ("card", "words"))
GENERAL = Fields({"words": AFTER}, ("words",))
LISTED_SOURCES = Fields({"sources": Table(SOURCE, r"\w+", "a short name without spaces")}, ("sources",))
NO_NUMBER = Text(empty=True)
HELPLINE = Fields(
    {
        "name": Text(),
        "for": Many(Choice(DANGERS)),
        "asked": Many(Text()),
        "label": Text(),
        "number": Text(),
        "url": Link(calls=True),
        "verified": Flag(),
        "checked": Fields({"by": Text(), "on": Day()}, ("by", "on")),
    },
    ("name", "for", "label", "number", "url", "verified"),
)
TERMS = Table(Text(), r"[a-z]\w*", "a name in small letters, such as poison_help")
HELPLINES = Fields(
    {
        "countries": Table(
            Fields(
                {
                    "name": Text(),
                    "emergency": Fields(
                        {
                            "label": Text(),
                            "number": NO_NUMBER,
                            "url": Link(calls=True, empty=True),
                            "asked": Many(Text()),
                        },
                        ("label", "number", "url"),
                    ),
                    "lines": Many(HELPLINE, least=1),
                    "languages": Many(Choice(cards.LANGUAGES), least=1),
                    "terms": TERMS,
                    "sources": Table(IDS, r"[a-z_]+", "a danger, such as suicide"),
                },
                ("name", "emergency", "lines", "terms"),
            ),
            CODE,
            "a country's two capital letters, or ELSEWHERE",
        ),
        "terms": TERMS,
    },
    ("countries",),
)

COUNTER = Fields({"phrase": Text(), "example": Text()}, ("phrase", "example"))
PHRASES = Many(Text(), least=1)
GROUP = Fields(
    {
        "name": Text(),
        "phrases": PHRASES,
        "together": PHRASES,
        "examples": Many(Text(), least=2),
        "language": Choice(("en", "es")),
        "no_drug": Flag(),
        "not": Many(COUNTER),
    },
    ("name", "phrases", "examples"),
)
LANGUAGE = Fields(
    {
        "fillers": Text(empty=True),
        "keywords": Text(empty=True),
        "real_words": Text(empty=True),
        "spellings": Anything(),
        "lists": Table(PHRASES, r"\w+", "a name without spaces"),
        "not": Many(COUNTER),
    }
)
DANGER = Fields({"groups": Many(GROUP, least=1), "not": Many(COUNTER)}, ("groups",))

BY_FILE: dict[str, Shape] = {
    **dict.fromkeys(files.CARDS[:-1], SAFETY),
    files.CARDS[-1]: GENERAL,
    files.SOURCES: LISTED_SOURCES,
    files.HELPLINES: HELPLINES,
    files.LANGUAGE: LANGUAGE,
    **{f"data/{FOLDER}/{file_of(d)}": Fields({d: DANGER}, (d,)) for d in topics.DANGERS},
}
