"""The sentences of an answer that speak of what a few words ask: "and the pulse?", "how many people", "urine"."""

from __future__ import annotations

import re

from clinicchat.text.reading import plain

MAX_WORDS, MAX_ASKED = 9, 3
"""Words of such a message; words in it that mean something by themselves."""
LEAST_ASKED = 0.25
"""The share of its words that mean something: of "is it me who gets in trouble" too few do."""
MIN_LETTERS = 3
SPLIT = re.compile(r"(?<=[a-z\d)%”\"][.?!])\s+(?=[A-Z“])|\s*\n+\s*(?:- )?")
LEANS = re.compile(
    r"(?:but|however|none|these|those|they|it|its|others|both|that|this|so|he|she|there)\b", re.IGNORECASE
)
"""How a sentence begins that means nothing without the one before it."""
GOES_ON = re.compile(r"(?:but|however|none|others|still)\b", re.IGNORECASE)
"""How a sentence begins without which the one before it says too much."""
EMPTY = frozenset(
    "a about actually after again all also always am an and any anything are as at be because been but by can "
    "come could did do does doing done else even ever exactly for from get gets give go goes going got had has "
    "have he her here hers him his how i if im in is isnt it its just know like long make many matter may me mean "
    "mine more most much my need no not now of off ok okay on one only or other our out over people please put "
    "really right said same say says see she should so some something still such sure take tell than that thats "
    "the their them then there these they thing things this those tho though to too up us very was we well were "
    "what whats when where which who why will with would yes you your mdma therapy trial trials study studies "
    "drug treatment".split()
)
"""Words that tell no sentence from another."""
EVERYWHERE = frozenset(
    "people person someone somebody anyone anybody ptsd feel feels way ways even use used using "
    "call calls called ask asks asked day days time times thing".split()
)
"""Words that stand in so many answers that sharing one makes none kin."""
_UNIT = r"(?:hours?|days?|weeks?|months?|years?|minutes?)"
_COUNT = r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|several|some|half a)"
_PEOPLE = "people|adults|patients|participants|veterans|volunteers"
KINDS = (
    (
        re.compile(r"\bhow long\b|\bhow many (?:hours|days|weeks|months|years)\b"),
        re.compile(
            rf"\b{_COUNT}(?:(?: and a| to| or| and) (?:{_COUNT}|half))?[\s-]{_UNIT}\b|\babout \d+ sessions\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(rf"\bhow many (?:{_PEOPLE}|persons|subjects|took part|were)\b|\bsample size\b|\bhow many$"),
        re.compile(rf"\b\d+(?: \w+){{0,3}} (?:{_PEOPLE}|men|women)\b|\b\d+ took\b", re.IGNORECASE),
    ),
    (
        re.compile(r"^(?:(?:so|and|but|ok|yes|no) )*(?:why|how come)\b|\bwhat for\b"),
        re.compile(r"\bbecause\b|\breasons?\b|\bdue to\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bhow much\b|\bwhat\b.*\b(?:price|costs?)\b|^(?:and |the )*(?:price|costs?)$"),
        re.compile(r"[$£€]\d"),
    ),
    (re.compile(r"^(?:so |and |but )*(?:since )?when\b|\bwhat year\b"), re.compile(r"\b(?:19|20)\d\d\b")),
)
"""What is asked for without its name, and how a sentence looks that holds it."""


def about(asked: str, answer: str, least: float = LEAST_ASKED) -> str:
    """Returns the sentences of *answer* that hold what the few words *asked* ask for; nothing where none does. *least*:
    the share of those words that must mean something.

    >>> about("and the pulse?", "It raises blood pressure. The pulse went over 100 in 3 of 10.")
    'The pulse went over 100 in 3 of 10.'
    >>> about("how long", "It helps many. The first talks take two weeks."), about("and?", "It helps many.")
    ('The first talks take two weeks.', '')
    """
    words = [word for word in plain(asked).split() if word[0].isalnum()]
    if len(words) > MAX_WORDS:
        return ""
    text = " ".join(words)
    shape = next((holds for asks, holds in KINDS if asks.search(text)), None)
    wanted = [_stem(word) for word in words if len(word) >= MIN_LETTERS and word not in EMPTY]
    wanted = [] if shape else wanted
    if not shape and not max(1, least * len(words)) <= len(wanted) <= MAX_ASKED:
        return ""
    said = split(answer)
    at = [_first(sentence, shape, wanted) for sentence in said]
    holding = [place for place, found in enumerate(at) if found is not None]
    if not holding:
        return ""
    if shape:
        return _whole(said, holding[0])
    return _whole(said, min(holding, key=lambda place: (at[place], place)))


def in_short(asked: str, answer: str) -> str:
    """Returns two sentences of *answer*: those around the one that shares most words with *asked*, else the first."""
    said, wanted = split(answer), {_stem(word) for word in plain(asked).split() if word not in EMPTY}
    shared = [len(wanted & {_stem(word) for word in plain(sentence).split()}) for sentence in said]
    place = shared.index(max(shared, default=0)) if any(shared) else 0
    return _whole(said, place) if place else " ".join(said[:2])


def is_kin(asked: str, *texts: str) -> bool:
    """Whether *asked* shares a word that means something with one of *texts*.

    >>> is_kin("do they pay for it", "Is a trial free, and does it pay me?"), is_kin("is it so", "So it is.")
    (True, False)
    """
    wanted = _stems(asked)
    return any(wanted & _stems(text) for text in texts)


def _stems(text: str) -> set[str]:
    words = (word for word in plain(text).split() if word not in EMPTY and word not in EVERYWHERE)
    return {_stem(word) for word in words if len(word) >= MIN_LETTERS and word[0].isalpha()}


def split(answer: str) -> list[str]:
    """Returns the sentences of *answer*, and the lines of its lists, in their order."""
    return [sentence for sentence in SPLIT.split(answer) if sentence]


def _first(sentence: str, shape: re.Pattern[str] | None, wanted: list[str]) -> int | None:
    """Returns how many words of *sentence* go before what is asked for; None where it does not hold all of it. What it
    is about stands early in a sentence."""
    if shape:
        return 0 if shape.search(sentence) else None
    stems = [_stem(word) for word in plain(sentence).split()]
    return min(map(stems.index, wanted)) if all(word in stems for word in wanted) else None


def _whole(said: list[str], place: int) -> str:
    """Returns the sentence at *place* with those that it needs to be understood rightly."""
    first = place - 1 if place and LEANS.match(said[place]) else place
    last = place + 1 if place + 1 < len(said) and GOES_ON.match(said[place + 1]) else place
    return " ".join(said[first : last + 1])


def _stem(word: str) -> str:
    """Returns *word* without the ending of a plural or a verb."""
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= MIN_LETTERS:
            return word.removesuffix(ending)
    return word
