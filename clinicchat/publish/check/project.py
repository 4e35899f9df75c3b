"""What the checks look at: the files of data/, and the questions, words and numbers in them, with their lines."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import cards, live_words, named_things, settings, turns, visitor, yaml_file
from clinicchat.content.terms import Terms
from clinicchat.content.topics import part_of, whole
from clinicchat.content.yaml_file import Document, Node
from clinicchat.danger import phrase_file
from clinicchat.publish import store
from clinicchat.publish.check import kept, rendered
from clinicchat.publish.check.variations import Shown, Variation, variation

HERE = Path(__file__).parent
TOPICS, REPLIES, NLU = "data/topics/", "data/replies.yml", "data/nlu.yml"
HELPLINES, CLINIC, PAGE, PROVIDERS = "data/helplines.yml", "data/clinic.yml", "data/page.yml", "data/providers.yml"
NAMED = tuple(f"data/{named_things.FOLDER}/{kind}.yml" for kind in named_things.KINDS)
COUNTRIES, BOARDS, SOURCES = "data/countries.yml", "data/boards.yml", "data/sources.yml"
CARDS = tuple(f"data/{cards.FOLDER}/{stem}.yml" for stem in cards.FILES)
PHRASES = tuple(f"data/{phrase_file.FOLDER}/{name}" for name in phrase_file.FILES)
LANGUAGE = PHRASES[0]
TURNS, VISITOR = f"data/{turns.FILE}", f"data/{visitor.FILE}"
APPROVALS = "data/approvals.yml"
RULES, STORIES, DOMAIN, CONFIG = "data/rules.yml", "data/stories.yml", "domain.yml", "config.yml"
QUESTIONS = (NLU, TOPICS)
FILES = (
    APPROVALS, REPLIES, *CARDS, *PHRASES, NLU, HELPLINES, CLINIC, PAGE, PROVIDERS, COUNTRIES, BOARDS, SOURCES, *NAMED,
    TURNS, VISITOR, RULES, STORIES, DOMAIN, CONFIG,
)  # fmt: skip
OPTIONAL = (PROVIDERS, COUNTRIES, BOARDS, CLINIC)
GROUPS = ("faq", "decline", "safety")


@dataclass(frozen=True)
class Question:
    """One phrasing of a topic."""

    topic: str
    text: str
    line: int
    file: str = NLU


class Project:
    """The content under *root* and the Python under *code*, as of *today*. Files are read once.

    A name such as "data/replies.yml" is a file; "data/topics/" stands for the file of every topic.
    """

    def __init__(
        self, root: Path = paths.ROOT, code: Path = paths.ROOT, today: datetime.date | None = None, near: bool = False
    ) -> None:
        self.root, self.code, self.near = Path(root), Path(code), near
        self.today = today or live_words.today()
        self._documents: dict[str, Document] = {}
        self.noted: dict[object, Any] = {}  # what a check works out once for several others
        self.var = paths.VAR if self.root == paths.ROOT else self.root / "var"
        self.kept = kept.Kept(self.var / kept.FOLDER)

    @cached_property
    def before(self) -> Project | None:
        """The content of the live release; None before the first, and for content that is not the working files."""
        release = store.newest_good() if self.root == paths.DATA.parent else None
        return Project(release.folder) if release else None

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file that is checked."""
        return (*self.named(TOPICS), *FILES)

    def named(self, *names: str) -> list[str]:
        """Returns the files that *names* stand for."""
        found: list[str] = []
        for name in names:
            topics = sorted((self.root / name).glob("*/*.yml")) if name.endswith("/") else [self.root / name]
            found += [path.relative_to(self.root).as_posix() for path in topics]
        return found

    def document(self, name: str) -> Document:
        """Returns the file *name* ("data/replies.yml") as a tree; one without a tree if it is missing."""
        if name not in self._documents:
            path = self.root / name
            self._documents[name] = yaml_file.read(path) if path.is_file() else Document(())
        return self._documents[name]

    def top(self, name: str) -> Node:
        """Returns the tree of the file *name*."""
        return self.document(name).top

    @cached_property
    def contract(self) -> dict[str, list[str]]:
        """The topic ids that must be there, by group (faq, decline, safety, service)."""
        return {group: list(topics) for group, topics in _data("topics.yml").items()}

    @cached_property
    def house_rules(self) -> dict[str, Any]:
        """The rules of house_rules.yml."""
        return _data("house_rules.yml")

    @cached_property
    def questions(self) -> list[Question]:
        """Every phrasing."""
        return [
            Question(entry.get("intent").text, line[2:].strip(), entry.get("examples").line + number, file)
            for file, entry in self.intents
            for number, line in enumerate(entry.get("examples").text.splitlines(), start=1)
            if line.startswith("- ")
        ]

    @cached_property
    def intents(self) -> list[tuple[str, Node]]:
        """The entries of intents, each with its file."""
        return [(file, entry) for file in self.named(*QUESTIONS) for entry in self.top(file).get("nlu").entries]

    def place_of(self, topic: str) -> tuple[str, int]:
        """Returns file and line of the phrasings of *topic*; where they belong, when there are none."""
        for file, entry in self.intents:
            if entry.get("intent").text == topic:
                return file, entry.line
        file = f"{TOPICS}{whole(topic)}.yml" if "/" in topic else f"{TOPICS}service/{topic}.yml"
        file = file if "/" in topic or self.has_file(file) else NLU
        return file, self.end_of(file)

    def end_of(self, file: str) -> int:
        """Returns the number of the last line of *file*."""
        return max(len(self.document(file).lines), 1)

    @cached_property
    def asked(self) -> dict[str, list[Question]]:
        """Questions by topic, with the topics that are listed without any."""
        found: dict[str, list[Question]] = {entry.get("intent").text: [] for _, entry in self.intents}
        for question in self.questions:
            found[question.topic].append(question)
        return found

    @cached_property
    def home(self) -> str:
        """The clinic's country."""
        named = self.top(CLINIC).get("country").text
        return named if named in COUNTRY_CODES else COUNTRY_CODES[0]

    @cached_property
    def terms(self) -> Terms:
        """What {emergency} and the like stand for; none where data/helplines.yml can't be used."""
        try:
            return Terms.read(self.root / "data")
        except live_words.ContentError:
            return Terms({}, {})

    @cached_property
    def words(self) -> dict[str, list[Variation]]:
        """Every response by name, without utter_: answers and replies as written, cards as rendered."""
        found: dict[str, list[Variation]] = {}
        for file in self.named(TOPICS, REPLIES):
            for key, listed in self.top(file).get("responses").pairs:
                name = key.raw.removeprefix("utter_")
                for number, node in enumerate(listed.entries, start=1):
                    whole = rendered.filled(node, self.terms, self.home)
                    found.setdefault(name, []).append(variation(file, key.raw, whole, number, len(listed.entries)))
        for file in CARDS:
            for card in rendered.cards(self.top(file), Path(file).stem, self.terms, self.sources, self.home):
                one = Variation(
                    file, card.name.removeprefix("utter_"), card.key, card.node, card.country, card.language
                )
                found.setdefault(one.name, []).append(one)
        return found

    @cached_property
    def sources(self) -> dict[str, Node]:
        """The sources of data/sources.yml by id."""
        return {key.raw: node for key, node in self.top(SOURCES).get("sources").pairs}

    @cached_property
    def variations(self) -> list[Variation]:
        """Every variation of every text, in the order of the files."""
        return [one for several in self.words.values() for one in several]

    @cached_property
    def topics(self) -> set[str]:
        """Every topic that has questions or an answer, and every one of the contract."""
        contract = {f"{g}/{t}" for g, ts in self.contract.items() if g in GROUPS for t in ts}
        contract -= set(self.top(APPROVALS).get("retired").texts)
        return contract | {n for n in (*self.words, *self.asked) if n.partition("/")[0] in GROUPS and "/" in n}

    @cached_property
    def answers(self) -> list[Variation]:
        """The variations of answers and refusals, of topics and of parts."""
        return [v for v in self.variations if v.group in ("faq", "decline")]

    @cached_property
    def overviews(self) -> list[Variation]:
        """The variations of answers and refusals that are of whole topics."""
        return [v for v in self.answers if not part_of(v.name)]

    @cached_property
    def shown(self) -> list[Shown]:
        """Everything a visitor may read."""
        from clinicchat.publish.check.shown import everything

        return list(everything(self))

    def has_file(self, name: str) -> bool:
        """Whether the file is there."""
        return (self.root / name).is_file()


@lru_cache(maxsize=2)
def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def home_of(topic: str) -> str:
    """Returns the file in which the words of *topic* belong."""
    if not topic.startswith("safety/"):
        return f"{TOPICS}{whole(topic)}.yml"
    return next((file for file in CARDS if Path(file).stem == topic.partition("/")[2]), CARDS[0])


COUNTRY_CODES = settings.COUNTRIES
