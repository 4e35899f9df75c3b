"""Whether a message asks for a help line's number, and which lines it names (data/helplines.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clinicchat.content import live_words
from clinicchat.content.help_line_models import HelpCountry, HelpLine, Line, OtherLine
from clinicchat.places import countries

ASKS = re.compile(
    r"\b(?:num|nums|numbers?(?! of)|nummer|nubmer|numer|n[uú]mero(?! de (?!crisis|emerg|ayuda|suicid|violencia|tel))|"
    r"tel[eé]fon[oe]|hot ?line|help ?line|lifeline|"
    r"l[ií]nea|dial|(?:a|the|which|what|crisis|text|dv|youth|teen|poison|any|is there a?|there an?) line|"
    r"lines? for|line\?|who (?:do|does|can|should|would|could) (?:i|we|he|she|they) (?:call|ring|text|phone|dial)|"
    r"someone to text|whatsapp)\b",
    re.IGNORECASE,
)
NEEDS = re.compile(
    r"\b(?:suicid|crisis|struggl|hot ?line|help ?line|lifeline|someone to|kind voice|any number|whatsapp|over here)",
    re.IGNORECASE,
)
"""What a number is asked for, beside the words of the lines themselves (`asked`)."""
CLINIC = re.compile(
    r"\b(?:clinics?|front desk|your|ur|you guys|office|appointment|reception|staff|study|studies|trials?|insurance"
    r"|press|media|reporters?|journalists?)\b",
    re.IGNORECASE,
)
STATISTICS = re.compile(
    r"\bhow (?:often|many|common)\b|\bper ?cent|%|\b(?:compared|rates?|arms?|placebo|percentages?)\b", re.IGNORECASE
)
"""What asks for figures of a study, whose numbers nobody calls."""
TELLS = re.compile(
    r"\b(?:that|the|this|your|their) num(?:ber)?s? (?:is|was|are|isn'?t|goes|turned|belongs)\b|\bnct\b", re.IGNORECASE
)
"""Who says what a number is, and asks for none, or for a study's."""
FILLERS = frozenset(
    "a an the of for to in is are was i we you me my do does can could how what whats which who s number numbers num "
    "numero número nummer phone telephone telefono teléfono telefone tel call ring dial text line helpline hotline "
    "chat free pls plz please need want have got give contact details again sorry ok so then talk speak uk us usa "
    "england scotland wales ireland canada australia nz there any one that thing called here".split()
)
"""Words beside a line's name that leave a message a request for its number."""
MAX_WORDS = 9
"""Words of a message that may be no more than such a request."""


def asks(text: str) -> bool:
    """Whether *text* plainly asks for a help line's number: by need, by name, or for the place where the writer is.

    >>> asks("line for veterans"), asks("who do i ring if im struggling"), asks("what is your phone number")
    (True, True, False)
    >>> asks("samhsa"), asks("i'm in leeds, who do i ring"), asks("is ketamine like this")
    (True, True, False)
    """
    if of_clinic(text) or STATISTICS.search(text):
        return False
    if not ASKS.search(text):
        return _only_a_name(text)
    if NEEDS.search(text) or countries.lived_in(text):
        return True
    known = live_words.current().countries.values()
    lines = (line for entry in known for line in (entry.emergency, *verified(entry)))
    return any(holds(text, line) for line in lines) or next(names_in(text), None) is not None


def asks_for_any(text: str) -> bool:
    """Whether *text* asks for a number that is not the clinic's: after a card it is a help line's."""
    return ASKS.search(text) is not None and not of_clinic(text)


def of_clinic(text: str) -> bool:
    """Whether *text* names the clinic or a study, whose number is another matter."""
    return CLINIC.search(text) is not None


def tells_of_one(text: str) -> bool:
    """Whether *text* only says what a number is, or asks for a study's figures: no help line is meant."""
    return bool(TELLS.search(text) or STATISTICS.search(text))


def verified(entry: HelpCountry) -> list[HelpLine]:
    """Returns the lines of a country that may be shown."""
    return [line for line in entry.lines if line.verified]


def holds(text: str, line: Line) -> bool:
    """Whether *text* has a word that *line* is asked for with; a word may go on ("veteran", "veterans")."""
    return matches(text, line) > 0


def matches(text: str, line: Line) -> int:
    """Returns how many of the words that *line* is asked for with stand in *text*."""
    return sum(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) is not None for word in line.asked)


def named(text: str, names: Sequence[str]) -> str:
    """Returns the first of *names* that stands in *text*, whatever its apostrophes; "" when none does.

    >>> named("whats the Womens Aid number", ["Women's Aid"])
    'womens aid'
    """
    plain = f" {_plain(text)} "
    return next((name for name in map(_plain, names) if f" {name} " in plain), "")


def names_of(line: HelpLine) -> list[str]:
    """Returns what *line* is called: its name without what explains it ("FRANK (about drugs)" is FRANK), and others."""
    return [re.split(r" \(|, ", line.name)[0], *line.called]


def names_in(text: str) -> Iterator[str]:
    """Yields the names in *text* of lines that are held here, and of others."""
    words = live_words.current()
    for entry in words.countries.values():
        yield from filter(None, (named(text, names_of(line)) for line in verified(entry)))
    yield from filter(None, (named(text, other.called) for other in words.other_lines))


def other_line(text: str) -> OtherLine | None:
    """Returns the line that *text* names and whose number is not held here."""
    return next((other for other in live_words.current().other_lines if named(text, other.called)), None)


def asks_about_one(text: str) -> bool:
    """Whether *text* names a line whose number is not held here, and asks for no number: "op courage any good"."""
    return other_line(text) is not None and not asks(text) and not ASKS.search(text)


def _only_a_name(text: str) -> bool:
    """Whether *text* is a line's name and nothing else that matters; a name in digits alone may be any number."""
    plain = _plain(text)
    if len(plain.split()) > MAX_WORDS:
        return False
    words = live_words.current()
    called = [name for entry in words.countries.values() for line in verified(entry) for name in line.called]
    names = [*called, *(name for other in words.other_lines for name in other.called)]
    name = named(plain, sorted(names, key=len, reverse=True))
    left = f" {plain} ".replace(f" {name} ", " ", 1) if name and not name.isdigit() else "-"
    return FILLERS.issuperset(left.split())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"['’`´]", "", text.lower())))
