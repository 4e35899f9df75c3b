"""Templates as visitors read them, as trees with the lines of their files: every check looks at the rendered words."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from clinicchat.content.cards import render
from clinicchat.content.fields import LANGUAGES
from clinicchat.content.terms import Terms
from clinicchat.content.yaml_file import LIST, MAP, NOTHING, ContentError, Node


@dataclass(frozen=True)
class Card:
    """The words of one name for one country and language; `key` leads to it."""

    name: str
    key: str
    node: Node
    country: str
    language: str


def filled(node: Node, terms: Terms, country: str) -> Node:
    """Returns *node* with the terms of *country* filled into all its texts."""
    if node.text and "{" in node.text:
        return dataclasses.replace(node, value=terms.fill(node.text, country))
    if node.pairs or node.entries:
        pairs = tuple((key, filled(value, terms, country)) for key, value in node.pairs)
        return dataclasses.replace(
            node, pairs=pairs, entries=tuple(filled(entry, terms, country) for entry in node.entries)
        )
    return node


def templates(top: Node, stem: str) -> Iterator[tuple[str, Node]]:
    """Yields name and template of one file of data/safety/."""
    if card := top.get("card"):
        yield f"utter_safety/{stem}", card
    for key, node in top.get("words").pairs:
        yield key.raw, node
    for key, node in top.get("steps").pairs:
        yield f"utter_step_{key.raw}", _step(node, top.get("reviewed"))


def _step(node: Node, reviewed: Node) -> Node:
    """Returns a step of next_steps/ as a template of a card's: its words are written shorter."""
    shown = [(key, value) for key, value in node.pairs if key.raw not in LANGUAGES]
    for language in LANGUAGES:
        if (text := node.get(language)).text:
            pairs = ((_key("text"), text), (_key("reviewed"), reviewed))
            shown.append((_key(language), Node(MAP, text.line, text.end, pairs=pairs)))
    return Node(MAP, node.line, node.end, pairs=tuple(shown))


def cards(top: Node, stem: str, terms: Terms, sources: dict[str, Node], home: str) -> Iterator[Card]:
    """Yields each card of a file for each country and language, that of *home* in English first.

    A text that cannot be rendered is left out; another check tells of it.
    """
    countries = sorted(terms.countries, key=lambda code: code != home)
    for name, template in templates(top, stem):
        for country in countries:
            for language in terms.countries[country].languages:
                spoken = template.get(language)
                with contextlib.suppress(ContentError):
                    if text := render(spoken.get("text").text, country, terms):
                        node = _variation(template, spoken, text, country, terms, sources)
                        yield Card(name, _key_of(name, country, language, home), node, country, language)


def _key_of(name: str, country: str, language: str, home: str) -> str:
    if language == LANGUAGES[0]:
        return name if country == home else f"{name} ({country})"
    return f"{name} ({country}, {language})"


def _variation(template: Node, spoken: Node, text: str, country: str, terms: Terms, sources: dict[str, Node]) -> Node:
    """Returns the words as a tree of the form that answers have: `text` and `metadata`."""
    written = spoken.get("text")
    cited = [s for name in spoken.get("sources").texts for s in _cited(name, country, terms)]
    listed = Node(
        LIST, spoken.get("sources").line, spoken.end, entries=tuple(sources[i] for i in cited if i in sources)
    )
    metadata = {
        "title": spoken.get("title"),
        "lines": template.get("lines"),
        "reviewed": spoken.get("reviewed"),
        **({"sources": listed} if cited else {}),
    }
    inside = Node(
        MAP, spoken.line, spoken.end, pairs=tuple((_key(k), v) for k, v in metadata.items() if v is not NOTHING)
    )
    pairs = ((_key("text"), dataclasses.replace(written, value=text)), (_key("metadata"), inside))
    return Node(MAP, template.line, template.end, pairs=pairs)


def _cited(name: str, country: str, terms: Terms) -> list[str]:
    return terms.countries[country].sources.get(name[1:-1], []) if name.startswith("{") else [name]


def _key(name: str) -> Node:
    return Node("scalar", 1, 1, name, name)
