"""The words of data/ as checks see them: variations of a response, and what a visitor may read of them."""

from __future__ import annotations

from dataclasses import dataclass

from clinicchat.content.topics import part_of
from clinicchat.content.yaml_file import Node


@dataclass(frozen=True)
class Variation:
    """One variation of a response. `name` is without utter_; `key` leads to it; `country` is "" for any country."""

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
    """Words that a visitor may read.

    `kind` is answer, part, decline, country, title, line, card, reply, page, label, source.
    """

    file: str
    key: str
    kind: str
    node: Node
    country: str = ""
    language: str = "en"

    @property
    def text(self) -> str:
        return self.node.text


def variation(file: str, key: str, node: Node, number: int, of: int) -> Variation:
    """Returns the variation in *node*, the one with *number* of the listed ones under *key*."""
    conditions = {c.get("name").text: c.get("value").text for c in node.get("condition").entries}
    country, language = conditions.get("country", ""), conditions.get("language", "en")
    which = country or (language if language != "en" else "")
    shown = f"{key} ({which})" if which else f"{key} ({number})" if of > 1 and number > 1 else key
    return Variation(file, key.removeprefix("utter_"), shown, node, country, language)


def shown_of(one: Variation, card: bool) -> list[Shown]:
    """Returns what a visitor may read of *one*; *card*: it is for one country."""
    country = one.country if card else ""
    kind = "card" if card else {"faq": "answer", "decline": "decline"}.get(one.group, "reply")
    kind = "part" if part_of(one.name) else kind
    parts = [
        ("text", kind, one.text),
        ("title", "title", one.metadata.get("title")),
    ]
    parts += [(f"countries > {k.raw}", "country", v) for k, v in one.metadata.get("countries").pairs]
    return [
        Shown(one.file, f"{one.key} > {part}", which, node, country, one.language)
        for part, which, node in parts
        if node.text
    ]
