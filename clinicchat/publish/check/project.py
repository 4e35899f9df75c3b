"""What the checks look at: the files of data/, and the questions, words and numbers in them, with their lines."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from clinicchat import paths
from clinicchat.content import settings
from clinicchat.content import words as content
from clinicchat.publish.check import kept
from clinicchat.publish.check.tree import NOTHING, Document, Node, Unreadable, parse

HERE = Path(__file__).parent
ANSWERS, CARDS, REPLIES, NLU = "data/answers.yml", "data/cards.yml", "data/replies.yml", "data/nlu.yml"
HELPLINES, CLINIC, PAGE, PROVIDERS = "data/helplines.yml", "data/clinic.yml", "data/page.yml", "data/providers.yml"
COUNTRIES, BOARDS, DANGER = "data/countries.yml", "data/boards.yml", "data/danger.yml"
RULES, STORIES, DOMAIN, CONFIG = "data/rules.yml", "data/stories.yml", "domain.yml", "config.yml"
WORDS = (ANSWERS, CARDS, REPLIES)
FILES = (*WORDS, NLU, HELPLINES, CLINIC, PAGE, PROVIDERS, COUNTRIES, BOARDS, DANGER, RULES, STORIES, DOMAIN, CONFIG)
OPTIONAL = (PROVIDERS, COUNTRIES, BOARDS, CLINIC)
GROUPS = ("faq", "decline", "safety")


@dataclass(frozen=True)
class Question:
    """One phrasing of a topic in data/nlu.yml."""

    topic: str
    text: str
    line: int


@dataclass(frozen=True)
class Variation:
    """One variation of a response. `name` is without utter_; `key` leads to it; `country` is US where none is named."""

    file: str
    name: str
    key: str
    node: Node
    country: str
    language: str

    @property
    def text(self) -> Node:
        return self.node.get("text")

    @property
    def metadata(self) -> Node:
        return self.node.get("metadata")

    @property
    def group(self) -> str:
        return self.name.partition("/")[0]


@dataclass(frozen=True)
class Shown:
    """Words that a visitor may read. `kind` is answer, decline, more, country, title, card, reply, page, label."""

    file: str
    key: str
    kind: str
    node: Node
    country: str = ""
    language: str = "en"

    @property
    def text(self) -> str:
        return self.node.text


class Project:
    """The content under *root* and the Python under *code*, as of *today*. Files are read once."""

    def __init__(
        self, root: Path = paths.ROOT, code: Path = paths.ROOT, today: datetime.date | None = None, near: bool = False
    ) -> None:
        self.root, self.code, self.near = Path(root), Path(code), near
        self.today = today or content.today()
        self._documents: dict[str, Document] = {}
        self.noted: dict[Any, Any] = {}  # what a check works out once for several others
        self.var = paths.VAR if self.root == paths.ROOT else self.root / "var"
        self.kept = kept.Kept(self.var / kept.FOLDER)

    def document(self, name: str) -> Document:
        """Returns the file *name* ("data/answers.yml") as a tree; one without a tree if it is missing."""
        if name not in self._documents:
            self._documents[name] = self._read(self.root / name)
        return self._documents[name]

    def top(self, name: str) -> Node:
        """Returns the tree of the file *name*."""
        return self.document(name).top

    def _read(self, path: Path) -> Document:
        if not path.is_file():
            return Document(())
        try:
            return parse(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as fault:
            line = path.read_bytes()[: fault.start].count(b"\n") + 1
            what = "A character on this line is not saved as UTF-8."
            return Document((), NOTHING, Unreadable(line, what, "Type it again and save the file as UTF-8."))

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
        """Every phrasing of data/nlu.yml."""
        return [
            Question(entry.get("intent").text, line[2:].strip(), entry.get("examples").line + number)
            for entry in self.top(NLU).get("nlu").entries
            for number, line in enumerate(entry.get("examples").text.splitlines(), start=1)
            if line.startswith("- ")
        ]

    @cached_property
    def asked(self) -> dict[str, list[Question]]:
        """Questions by topic, with the topics that stand in the file without any."""
        found: dict[str, list[Question]] = {e.get("intent").text: [] for e in self.top(NLU).get("nlu").entries}
        for question in self.questions:
            found[question.topic].append(question)
        return found

    @cached_property
    def words(self) -> dict[str, list[Variation]]:
        """Every response of answers, cards and replies by name, without utter_."""
        found: dict[str, list[Variation]] = {}
        for file in WORDS:
            for key, listed in self.top(file).get("responses").pairs:
                name = key.raw.removeprefix("utter_")
                for number, node in enumerate(listed.entries, start=1):
                    found.setdefault(name, []).append(_variation(file, key.raw, node, number, len(listed.entries)))
        return found

    @cached_property
    def variations(self) -> list[Variation]:
        """Every variation of every text, in the order of the files."""
        return [one for several in self.words.values() for one in several]

    @cached_property
    def topics(self) -> set[str]:
        """Every topic that has questions or an answer, and every one of the contract."""
        contract = {f"{g}/{t}" for g, ts in self.contract.items() if g in GROUPS for t in ts}
        return contract | {n for n in (*self.words, *self.asked) if n.partition("/")[0] in GROUPS and "/" in n}

    @cached_property
    def answers(self) -> list[Variation]:
        """The variations of answers and refusals."""
        return [v for v in self.variations if v.group in ("faq", "decline")]

    @cached_property
    def shown(self) -> list[Shown]:
        """Everything a visitor may read."""
        found = [shown for one in self.variations for shown in _shown(one)]
        found += [
            Shown(PAGE, " > ".join(way), "page", node)
            for way, node in self.top(PAGE).walk()
            if node.text and way != ("language",)
        ]
        for code, entry in self.top(HELPLINES).get("countries").pairs:
            for way, node in entry.walk():
                if way[-1:] in (("label",), ("name",)) and node.text:
                    found.append(Shown(HELPLINES, " > ".join(("countries", code.raw, *way)), "label", node, code.raw))
        found += [
            Shown(PROVIDERS, " > ".join(("providers", *way)), "label", node)
            for way, node in self.top(PROVIDERS).get("providers").walk()
            if way[-1:] in (("name",), ("profession",), ("credentials",))
        ]
        return found

    def has_file(self, name: str) -> bool:
        """Whether the file is there."""
        return (self.root / name).is_file()


@lru_cache(maxsize=2)
def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def _variation(file: str, key: str, node: Node, number: int, of: int) -> Variation:
    conditions = {c.get("name").text: c.get("value").text for c in node.get("condition").entries}
    country, language = conditions.get("country", ""), conditions.get("language", "en")
    which = country or (language if language != "en" else "")
    shown = f"{key} ({which})" if which else f"{key} ({number})" if of > 1 and number > 1 else key
    return Variation(file, key.removeprefix("utter_"), shown, node, country or "US", language)


def _shown(one: Variation) -> list[Shown]:
    country = one.country if one.file == CARDS else ""
    kind = "card" if one.file == CARDS else {"faq": "answer", "decline": "decline"}.get(one.group, "reply")
    parts = [
        ("text", kind, one.text),
        ("title", "title", one.metadata.get("title")),
        ("more", "more", one.metadata.get("more")),
    ]
    parts += [(f"countries > {k.raw}", "country", v) for k, v in one.metadata.get("countries").pairs]
    return [
        Shown(one.file, f"{one.key} > {part}", which, node, country, one.language)
        for part, which, node in parts
        if node.text
    ]


COUNTRY_CODES = settings.COUNTRIES
