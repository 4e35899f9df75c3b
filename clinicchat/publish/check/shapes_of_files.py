"""The shape of every file that staff edit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache

from clinicchat.content import cards, page_words, settings
from clinicchat.directory.clinic_list import READERS, REQUIRED
from clinicchat.publish.check import project as files
from clinicchat.publish.check.findings import Finding, warning
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.shapes import (
    Anything,
    Choice,
    Fields,
    Flag,
    Link,
    Many,
    Number,
    Shape,
    Table,
    Text,
    Where,
    faults,
)
from clinicchat.publish.check.shapes_of_safety import BY_FILE, CODE, IDS, REVIEWED

NAME = Text(pattern=r"[\w/]+", meaning="one name without spaces")

CONDITION_VALUES = (*settings.COUNTRIES, *cards.LANGUAGES)
CONDITION = Many(
    Fields(
        {"type": Choice(("slot",)), "name": Choice(("country", "language")), "value": Choice(CONDITION_VALUES)},
        ("type", "name", "value"),
    )
)
INTENTS = Many(Fields({"intent": NAME, "examples": Text()}, ("intent", "examples")))


def _responses(metadata: Shape, needs_metadata: bool) -> Fields:
    """The shape of a file of words whose variations carry *metadata*."""
    known: dict[str, Shape] = {"text": Text(), "condition": CONDITION, "metadata": metadata}
    variation = Fields(known, ("text", "metadata") if needs_metadata else ("text",))
    words = Table(
        Many(variation, least=1), r"utter_[a-z_]+(/[a-z0-9_]+)?", 'a name such as "utter_greet" or "utter_faq/access"'
    )
    return Fields({"version": Text(), "nlu": INTENTS, "responses": words}, ("version",))


ANSWER = Fields(
    {
        "title": Text(),
        "disclaimers": Many(Text()),
        "sources": IDS,
        "reviewed": REVIEWED,
        "related": Many(Text()),
        "searches": Many(Text()),
        "more": Text(),
        "countries": Table(Text(), CODE, "a country's two capital letters"),
    },
    ("title", "disclaimers", "sources", "reviewed", "related"),
)
TOPIC = _responses(ANSWER, needs_metadata=True)
PROVIDERS = Fields({"providers": Many(Fields({key: Anything() for key in READERS}, REQUIRED))}, ("providers",))
COUNTRIES = Fields(
    {"countries": Table(Many(Text(), least=1), "[A-Z]{2}", "a country's two capital letters")}, ("countries",)
)
BOARDS = Fields(
    {"states": Table(Fields({"name": Text(), "url": Link()}, ("name", "url")), "[A-Z]{2}", "a state's two letters")},
    ("states",),
)
NLU = Fields({"version": Text(), "nlu": INTENTS}, ("version", "nlu"))

STEP: dict[str, Shape] = {
    **dict.fromkeys(("intent", "action", "checkpoint", "user"), NAME),
    **dict.fromkeys(("active_loop", "slot_was_set", "entities", "or"), Anything()),
}
STEPS = Many(Fields(STEP), least=1)
CONDITIONS = Many(Fields({key: STEP[key] for key in ("active_loop", "slot_was_set")}))
RULE = Fields(
    {
        "rule": Text(),
        "steps": STEPS,
        "condition": CONDITIONS,
        "conversation_start": Flag(),
        "wait_for_user_input": Flag(),
    },
    ("rule", "steps"),
)
RULES = Fields({"version": Text(), "rules": Many(RULE, least=1)}, ("version", "rules"))
STORIES = Fields(
    {"version": Text(), "stories": Many(Fields({"story": Text(), "steps": STEPS}, ("story", "steps")))},
    ("version", "stories"),
)


@cache
def _clinic() -> Fields:
    of: dict[type, Shape] = {str: Text(empty=True), int: Number(1), bool: Flag()}
    known = {field.name: of[type(field.default)] for field in dataclasses.fields(settings.Settings)}
    known |= {key: Number(least, most) for key, (least, most) in settings.LIMITS.items()}
    links = dict.fromkeys(("website", "privacy_url", "article_url"), Link(empty=True))
    special = {
        "country": Choice(settings.COUNTRIES),
        "accent": Text(pattern="#[0-9a-fA-F]{6}", meaning='a colour such as "#1f5f6b"'),
        "name": Text(),
    }
    return Fields(known | links | special)


@cache
def _page() -> Fields:
    sections: dict[str, dict[str, Shape]] = {
        section: dict.fromkeys(keys.split(), Text()) for section, keys in page_words.REQUIRED.items()
    }
    for name, count in page_words.LISTS.items():
        section, _, key = name.rpartition(".")
        sections[section][key] = Many(Text(), least=1, exactly=count)
    top = sections.pop("")
    return Fields({**top, **{s: Fields(k, tuple(k)) for s, k in sections.items()}}, (*top, *sections))


SHAPES: dict[str, Shape] = {
    files.REPLIES: _responses(Fields({"choices": Many(Text(), least=1), "caution": Flag()}), needs_metadata=False),
    **BY_FILE,
    files.PROVIDERS: PROVIDERS,
    files.COUNTRIES: COUNTRIES,
    files.BOARDS: BOARDS,
    files.NLU: NLU,
    files.RULES: RULES,
    files.STORIES: STORIES,
}


@check("Every key is known and every value is of its kind")
def every_key_is_known(project: Project) -> Iterator[Finding]:
    topics = dict.fromkeys(project.named(files.TOPICS), TOPIC)
    for name, shape in {**SHAPES, **topics, files.CLINIC: _clinic(), files.PAGE: _page()}.items():
        top = project.top(name)
        if top.pairs:
            yield from faults(top, shape, Where(name))


@check("Every entry of the clinic's own list can be used", files.PROVIDERS)
def every_provider_can_be_used(project: Project) -> Iterator[Finding]:
    for number, entry in enumerate(project.top(files.PROVIDERS).get("providers").entries, start=1):
        where = Where(files.PROVIDERS, ("providers", str(number)))
        for key, node in entry.pairs:
            value = [e.value for e in node.entries] if node.entries else node.value
            try:
                READERS.get(key.raw, str)(value)
            except ValueError as fault:
                yield where.at(key.raw).fault(
                    node.line, f"`{key.raw}` is `{node.raw or value}`, which can't be used.", f"It {fault}."
                )
        if not entry.get("phone").text and not entry.get("website").text:
            yield where.at("phone").fault(
                entry.line, "There is neither `phone` nor `website`.", "Add one, so that people can reach it."
            )
        if "mdma" in f"{entry.get('name').text} {entry.get('profession').text}".lower():
            what = "The name or profession says MDMA. Nobody may offer it outside trials."
            yield where.at("name").fault(entry.line, what, "Write it without MDMA, or delete the entry.")


@check("The clinic has put in its own name and telephone", files.CLINIC)
def the_clinic_has_its_own_telephone(project: Project) -> Iterator[Finding]:
    telephone = project.top(files.CLINIC).get("telephone")
    if "555-01" in telephone.text:
        what = f"{telephone.text} is the example that came with the program; nobody answers there."
        yield warning(
            files.CLINIC,
            telephone.line,
            "telephone",
            what,
            "Write the clinic's own number in quotes before going live.",
        )
