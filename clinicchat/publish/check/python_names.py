"""Names of words, topics and actions in the program exist in data/ and domain.yml, and no words are left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from clinicchat.content import turns
from clinicchat.publish.check.findings import Finding, did_you_mean, error, warning
from clinicchat.publish.check.project import (
    CARDS,
    DOMAIN,
    GROUPS,
    PAGE,
    QUESTIONS,
    REPLIES,
    RULES,
    TOPICS,
    Project,
    home_of,
)
from clinicchat.publish.check.python_uses import Use, in_program
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.wiring import actions

TOPIC = re.compile(r"(?:faq|decline|safety)/[a-z0-9_]+")
PREFIXES = ("", "button_", "link_", "note_", "disclaimer_", "ask_", "card_", "gentle_")


STEP = "step_"
"""Words that a message is met with by itself (data/safety/next_steps/)."""
AFTER = {
    "suicide": ("safe_",),
    "overdose": ("unwell_",),
    "medical_emergency": ("medical_",),
    "harm_to_others": ("harm_",),
    "abuse": ("abuse_", "card_"),
    "distress": ("distress_",),
    "general": ("crisis_", "gentle_"),
}
"""Where the words after a card stand, by how their names begin."""


def filled_in(project: Project) -> set[str]:
    """Returns the names that the program fills in between braces."""
    return in_program(project).fills - {"country", "language", "name", "topic"} | {
        "clinic_name",
        "clinic_phone",
        "clinic_hours",
        "title",
    }


@check("Every name of words in the program has its words", TOPICS, *CARDS, REPLIES)
def every_name_has_words(project: Project) -> Iterator[Finding]:
    needed = [*in_program(project).uses, *_said_by_reply(project)]
    for use in needed:
        if use.name == "*" or any(fnmatchcase(name, use.name) for name in project.words) or use.name in GROUPS:
            continue
        cure = f"Add utter_{use.name} with its text."
        unused = set(project.words) - {u.name for u in needed}
        near = did_you_mean(use.name, unused, "").replace("`", "utter_", 1).replace("`", "", 1) if unused else ""
        file = next((f"data/safety/{home}.yml" for home, names in AFTER.items() if use.name.startswith(names)), REPLIES)
        what = f"utter_{use.name} is missing; {use.file} (line {use.line}) says it."
        cure = (
            f"{cure} {near.replace('Did you mean', 'Or did you misspell it as').replace('? Write that.', '?')}".strip()
        )
        yield error(file, max(len(project.document(file).lines), 1), f"utter_{use.name}", what, cure)


def _said_by_reply(project: Project) -> Iterator[Use]:
    """The replies that action_reply says: one named like each intent of its rule."""
    for rule in project.top(RULES).get("rules").entries:
        steps = rule.get("steps").entries
        if any(step.get("action").text == "action_reply" for step in steps):
            for step in steps:
                for option in (step, *step.get("or").entries):
                    if name := option.get("intent").text:
                        yield Use(name, RULES, rule.line)


@check("No words are left over", TOPICS, *CARDS, REPLIES)
def no_words_left_over(project: Project) -> Iterator[Finding]:
    found = in_program(project)
    named = {u.name for u in found.uses} | {u.name for u in _said_by_reply(project)} - {"*"}
    carried = {f"disclaimer_{t}" for one in project.answers for t in one.metadata.get("disclaimers").texts}
    carried |= {name for turn in turns.current().values() for name in (turn.words, turn.trial_words)}
    for name, variations in project.words.items():
        first = variations[0]
        if (
            first.group in GROUPS
            or name.startswith(STEP)
            or name in carried
            or any(fnmatchcase(name, n) for n in named if n != "*")
        ):
            continue
        if any(name.startswith(p) and name.removeprefix(p) in found.constants for p in PREFIXES):
            continue
        missing = {u.name for u in found.uses if u.name not in project.words and "*" not in u.name}
        cure = did_you_mean(name, missing, "Delete it; or correct the name, if the program should say it.")
        what = f"Nothing in the program says utter_{name}."
        yield warning(
            first.file, first.node.line, f"utter_{name}", what, cure.replace("`", "utter_", 1).replace("`", "", 1)
        )


@check("Every topic that the program names exists", *QUESTIONS, *CARDS)
def every_topic_in_program_exists(project: Project) -> Iterator[Finding]:
    for text, (file, line) in in_program(project).constants.items():
        if TOPIC.fullmatch(text) and text not in project.words:
            cure = did_you_mean(
                text, project.topics & set(project.words), "Give the topic its answer, or take it out of the program."
            )
            where = home_of(text)
            what = f"The program ({file}, line {line}) names {text}, which has no words in {where}."
            yield error(where, max(len(project.document(where).lines), 1), f"utter_{text}", what, cure)


@check("Every action of the domain is written, and every written one is in the domain", DOMAIN)
def actions_agree(project: Project) -> Iterator[Finding]:
    written, known = in_program(project).actions, actions(project)
    for name, node in known.items():
        if name not in written:
            cure = did_you_mean(name, set(written) - set(known), "Correct the name, or write the action in actions/.")
            yield error(DOMAIN, node.line, f"actions > {name}", f"No file in actions/ has {name}.", cure)
    for name, (file, line) in written.items():
        if name not in known and name.startswith(("action_", "validate_")):
            where = project.top(DOMAIN).get("actions").line
            what = f"{file} (line {line}) has {name}, but domain.yml does not list it."
            yield error(DOMAIN, where, f"actions > {name}", what, f"Add `- {name}` under `actions:`.")


@check("The page's words are all used", PAGE)
def page_words_are_known(project: Project) -> Iterator[Finding]:
    starters = project.top(PAGE).get("starters")
    if len(set(starters.texts)) < len(starters.texts):
        yield error(PAGE, starters.line, "starters", "A starter question is listed twice.", "Delete one.")
