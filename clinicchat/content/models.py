"""What the chat says, as data/ must hold it: topics, replies, cards and sources."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from clinicchat.content.fields import (
    Country,
    Danger,
    Day,
    MaybeUrl,
    Model,
    Name,
    Response,
    SlotValue,
    Url,
    Words,
    text,
)
from clinicchat.content.names import Mark
from clinicchat.content.outcomes import Severity


class Reviewed(Model, frozen=True):
    """Who reviewed the words (a role), when, and when they are due again."""

    by: Words
    on: Day
    due: Day


class Condition(Model, frozen=True):
    """A slot whose value a variation is meant for."""

    type: Literal["slot"]
    name: Literal["country", "language"]
    value: SlotValue


class AnswerMetadata(Model, frozen=True):
    """What stands around the answer of a topic or of a part; `sources` are ids, `searches` the buttons of searches.

    `facts` are ids of data/facts/ that the words stand on. `by_country` marks the topic that answers "and in
    Canada?" when the last one has nothing to say by country; `cites_last` the topic that shows the sources of the
    last answer when asked right after it; `ends_search` one whose question closes an open search; `marks` what the
    program knows the topic by. `make check` tells what a topic must have besides.
    """

    title: Words
    sources: list[Words]
    reviewed: Reviewed
    facts: list[Words] = []
    disclaimers: list[Words] = []
    related: list[Words] = []
    searches: list[Words] = []
    countries: dict[Country, Words] = {}
    by_country: bool = False
    cites_last: bool = False
    ends_search: bool = False
    marks: list[Mark] = []


class Answer(Model, frozen=True):
    """One variation of an answer."""

    text: Words
    metadata: AnswerMetadata
    condition: list[Condition] = []


class ReplyMetadata(Model, frozen=True):
    """What stands around a reply: `choices` are its buttons; `caution` marks a disclaimer's answers.

    A disclaimer is left out under a text that has one of the words `unless`, for it says the same. The label of a link
    has its `url`, or the term of a US `help_line`.
    """

    choices: list[Words] = []
    caution: bool = False
    unless: list[Words] = []
    url: MaybeUrl = ""
    help_line: Words = ""


class Reply(Model, frozen=True):
    """One variation of a reply."""

    text: Words
    metadata: ReplyMetadata = ReplyMetadata()
    condition: list[Condition] = []


class Intent(Model, frozen=True):
    """An intent and its phrasings, a line with a dash for each."""

    intent: Name
    examples: Words


class Topic(Model, frozen=True):
    """data/topics/<group>/<topic>.yml: the answers of the topic and its parts, and how people ask for each.

    data/nlu.yml has no answer.
    """

    version: Words
    responses: dict[Response, Annotated[list[Answer], Meta(min_length=1)]] = {}
    nlu: list[Intent] = []


class Replies(Model, frozen=True):
    """data/replies.yml."""

    version: Words
    responses: dict[Response, Annotated[list[Reply], Meta(min_length=1)]]


class Source(Model, frozen=True):
    """Where facts come from."""

    title: Words
    publisher: Words
    year: Annotated[int, Meta(ge=1900)] = 0
    url: Url = ""


class Sources(Model, frozen=True):
    """data/sources.yml."""

    sources: dict[Annotated[str, text(r"^\w+$", "a short name without spaces")], Source]


class Around(Model, frozen=True):
    """What stands around words once they are read: of an answer, a reply, a card or words after one, as it has it."""

    title: str = ""
    severity: Severity | None = None
    lines: list[str] = []
    disclaimers: list[str] = []
    sources: list[Source] = []
    facts: list[str] = []
    reviewed: Reviewed | None = None
    related: list[str] = []
    searches: list[str] = []
    countries: dict[str, str] = {}
    by_country: bool = False
    cites_last: bool = False
    ends_search: bool = False
    marks: list[Mark] = []
    choices: list[str] = []
    caution: bool = False
    unless: list[str] = []
    url: str = ""
    help_line: str = ""


class Spoken(Model, frozen=True):
    """The words of a card in one language; `sources` are ids, or {danger}: those of the country."""

    text: Words
    reviewed: Reviewed
    title: Words = ""
    sources: list[Words] = []


class Template(Model, frozen=True):
    """A card: its outcome says how urgent it is; `lines` names the danger whose help lines stand beside it."""

    en: Spoken
    es: Spoken | None = None
    lines: list[Danger] = []

    def spoken(self, language: str) -> Spoken | None:
        """Returns the words in *language*, None where there are none."""
        return self.es if language == "es" else self.en

    def around(self, spoken: Spoken, sources: list[Source]) -> Around:
        """Returns what stands around the words *spoken* in one country, which has these *sources*."""
        return Around(title=spoken.title, lines=list[str](self.lines), reviewed=spoken.reviewed, sources=sources)


class AfterCard(Template, frozen=True, kw_only=True):
    """Words after a card, which say how urgent they are: relief or the next call."""

    severity: Severity

    def around(self, spoken: Spoken, sources: list[Source]) -> Around:
        """As a card's, and how urgent the words say they are."""
        return replace(super().around(spoken, sources), severity=self.severity)


class Safety(Model, frozen=True):
    """data/safety/<danger>.yml: the card of a danger, and what is said after it; general.yml has no card."""

    words: dict[Annotated[str, text(r"^utter_[a-z_]+$", 'a name such as "utter_safe_yes"')], AfterCard]
    card: Template | None = None
