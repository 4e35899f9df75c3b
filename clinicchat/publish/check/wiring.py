"""Rules, stories, domain, questions and configuration name the same things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error
from clinicchat.publish.check.project import CONFIG, DOMAIN, GROUPS, QUESTIONS, RULES, STORIES, TOPICS, Project
from clinicchat.publish.check.registry import check

BUILT_IN_ACTIONS = {
    "action_listen", "action_restart", "action_session_start", "action_default_fallback", "action_deactivate_loop",
    "action_revert_fallback_events", "action_default_ask_affirmation", "action_default_ask_rephrase", "action_back",
    "action_extract_slots",
}  # fmt: skip
BUILT_IN_INTENTS = {"nlu_fallback"}
BUILT_IN_SLOTS = {"requested_slot", "session_started_metadata"}
TOP_OF_DOMAIN = {
    "version",
    "intents",
    "slots",
    "forms",
    "actions",
    "session_config",
    "entities",
    "responses",
    "e2e_actions",
}
TOP_OF_CONFIG = {"recipe", "language", "assistant_id", "pipeline", "policies", "importers"}
MAPPING_KEYS = {"type", "entity", "intent", "not_intent", "conditions", "action", "value", "role", "group"}
SLOT_KEYS = {"type", "influence_conversation", "mappings", "initial_value", "values", "min_value", "max_value"}


def intents(project: Project) -> dict[str, Node]:
    """Returns the intents of domain.yml with their places."""
    return {(e.text or e.pairs[0][0].raw): e for e in project.top(DOMAIN).get("intents").entries if e.text or e.pairs}


def actions(project: Project) -> dict[str, Node]:
    """Returns the actions of domain.yml with their places."""
    return {e.text: e for e in project.top(DOMAIN).get("actions").entries if e.text}


@check("Every topic that has questions is an intent of the domain, and the other way about", *QUESTIONS, DOMAIN)
def intents_agree(project: Project) -> Iterator[Finding]:
    known = intents(project)
    asked = {topic.partition("/")[0] for topic in project.asked}
    for file, entry in project.intents:
        topic = entry.get("intent").text
        group = topic.partition("/")[0]
        if not topic:
            continue
        if group not in known:
            folder = file.removeprefix(TOPICS).partition("/")[0]
            cure = (
                f"A topic of this folder is called {folder}/…: write {folder}/{topic}."
                if folder in GROUPS
                else did_you_mean(
                    group, known, f"Add `- {group}` under `intents:` in domain.yml, and a rule in data/rules.yml."
                )
            )
            yield error(file, entry.line, topic, f"domain.yml does not know the intent {group}.", cure)
        elif group in GROUPS and "/" not in topic:
            yield error(
                file,
                entry.line,
                topic,
                f"{topic} is a group, not a topic.",
                f"Write the topic too, such as {group}/name.",
            )
    for name, node in known.items():
        if name not in asked:
            cure = did_you_mean(
                name,
                asked - set(known),
                f"Add `- intent: {name}` with its questions to data/topics/service/, or delete it.",
            )
            yield error(DOMAIN, node.line, f"intents > {name}", f"The intent {name} has no questions.", cure)


@check("Rules and stories name what exists", RULES, STORIES, DOMAIN)
def rules_name_what_exists(project: Project) -> Iterator[Finding]:
    top = project.top(DOMAIN)
    forms, slots = (
        {k.raw for k, _ in top.get("forms").pairs},
        {k.raw for k, _ in top.get("slots").pairs} | BUILT_IN_SLOTS,
    )
    known_actions = set(actions(project)) | BUILT_IN_ACTIONS | forms
    known_actions |= {f"utter_{n}" for n in (*project.words, *GROUPS)}
    known = {
        "intent": set(intents(project)) | BUILT_IN_INTENTS | set(project.asked),
        "action": known_actions,
        "active_loop": forms,
        "slot": slots,
    }
    for file, key, title in ((RULES, "rules", "rule"), (STORIES, "stories", "story")):
        for rule in project.top(file).get(key).entries:
            for kind, node in (*_named(rule.get("steps")), *_named(rule.get("condition"))):
                if node.raw not in known[kind]:
                    kinds = {"active_loop": "form"}.get(kind, kind)
                    cure = did_you_mean(node.raw, known[kind], f"Correct the name, or add the {kinds} to domain.yml.")
                    what = f"There is no {kinds} `{node.raw}`."
                    yield error(file, node.line, f"{rule.get(title).text} > {kind}", what, cure)


def _named(steps: Node) -> Iterator[tuple[str, Node]]:
    for step in steps.entries:
        for key, value in step.pairs:
            if key.raw == "or":
                yield from _named(value)
            elif key.raw in ("intent", "action") or (key.raw == "active_loop" and value.value is not None):
                yield key.raw, value
            elif key.raw == "slot_was_set":
                for entry in value.entries:
                    yield from (("slot", k) for k, _ in entry.pairs)


@check("Every kind of message has a rule", RULES, DOMAIN)
def every_intent_has_a_rule(project: Project) -> Iterator[Finding]:
    entries = project.top(RULES).get("rules").entries
    served = {n.raw for rule in entries for kind, n in _named(rule.get("steps")) if kind == "intent"}
    for name, node in intents(project).items():
        if name not in served and served:
            cure = f"Add `- intent: {name}` to a rule of data/rules.yml, and the action that answers it."
            yield error(DOMAIN, node.line, f"intents > {name}", f"No rule says what follows {name}.", cure)


@check("The domain has known keys, and forms and slots that exist", DOMAIN)
def domain_is_whole(project: Project) -> Iterator[Finding]:
    top = project.top(DOMAIN)
    yield from _unknown(DOMAIN, top, TOP_OF_DOMAIN, "")
    slots = top.get("slots")
    for slot, node in slots.pairs:
        yield from _unknown(DOMAIN, node, SLOT_KEYS, f"slots > {slot.raw} > ")
        for mapping in node.get("mappings").entries:
            yield from _unknown(DOMAIN, mapping, MAPPING_KEYS, f"slots > {slot.raw} > mappings > ")
    for form, node in top.get("forms").pairs:
        for needed in node.get("required_slots").entries:
            if not slots.get(needed.text):
                cure = did_you_mean(needed.raw, {k.raw for k, _ in slots.pairs}, "Add it under `slots:`.")
                what = f"The form asks for the slot `{needed.raw}`, which is not there."
                yield error(DOMAIN, needed.line, f"forms > {form.raw} > required_slots", what, cure)


@check("No sentence of a visitor is in domain.yml", DOMAIN)
def no_words_in_domain(project: Project) -> Iterator[Finding]:
    for key, _ in project.top(DOMAIN).get("responses").pairs:
        what = f"{key.raw} is in domain.yml, where nobody reviews words."
        yield error(DOMAIN, key.line, f"responses > {key.raw}", what, "Move it to data/replies.yml.")


def _unknown(file: str, node: Node, known: set[str], before: str) -> Iterator[Finding]:
    for key, _ in node.pairs:
        if key.raw not in known:
            cure = did_you_mean(key.raw, known, f"Delete it, or use one of: {', '.join(sorted(known))}.")
            yield error(file, key.line, f"{before}{key.raw}", f"`{key.raw}` is not a key that is used here.", cure)


@check("Safety gets through every question of a form", DOMAIN)
def safety_gets_through_forms(project: Project) -> Iterator[Finding]:
    for slot, node in project.top(DOMAIN).get("slots").pairs:
        for mapping in node.get("mappings").entries:
            refused = mapping.get("not_intent")
            texts = refused.texts or [refused.text]
            if mapping.get("type").text == "from_text" and "safety" not in texts:
                what = f"The slot {slot.raw} takes any words, also those of someone in danger."
                cure = "Add safety to its `not_intent: [...]` list."
                yield error(DOMAIN, mapping.line, f"slots > {slot.raw} > not_intent", what, cure)
            for name in (t for t in texts if t and t not in intents(project)):
                cure = did_you_mean(name, intents(project), "Use an intent of this file.")
                yield error(
                    DOMAIN, refused.line, f"slots > {slot.raw} > not_intent", f"There is no intent `{name}`.", cure
                )


@check("The configuration needs no TensorFlow, and danger is looked for last and obeyed first", CONFIG)
def configuration_is_sound(project: Project) -> Iterator[Finding]:
    top = project.top(CONFIG)
    yield from _unknown(CONFIG, top, TOP_OF_CONFIG, "")
    heavy = set(project.house_rules["needs_tensorflow"])
    for part in ("pipeline", "policies"):
        for entry in top.get(part).entries:
            name = entry.get("name").text.rpartition(".")[2]
            if name in heavy and not real_tensorflow():
                what = f"{name} needs TensorFlow, which is not installed here."
                cure = "Delete it, or set up with `make setup TENSORFLOW=1` on Python 3.11."
                yield error(CONFIG, entry.line, f"{part} > {name}", what, cure)
    pipeline = [e.get("name").text for e in top.get("pipeline").entries]
    policies = [e.get("name").text for e in top.get("policies").entries]
    if not pipeline or not re.search(r"DangerDetector$", pipeline[-1]):
        what = "The danger detector is not the last step, so a later one could lower what it raised."
        yield error(
            CONFIG,
            top.get("pipeline").line,
            "pipeline",
            what,
            "Put clinicchat.engine.danger_detector.DangerDetector last.",
        )
    if not policies or not re.search(r"SafetyPolicy$", policies[0]):
        what = "The safety policy is not the first one."
        yield error(
            CONFIG, top.get("policies").line, "policies", what, "Put clinicchat.engine.policy.SafetyPolicy first."
        )


def real_tensorflow() -> bool:
    """Whether TensorFlow is installed, and not only its stand-in (vendor/tensorflow)."""
    try:
        return "standin" not in metadata.version("tensorflow")
    except metadata.PackageNotFoundError:
        return False
