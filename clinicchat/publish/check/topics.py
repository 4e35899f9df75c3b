"""Topics have questions and an answer, and each answer can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.content.yaml_file import Node
from clinicchat.publish.check.findings import Finding, did_you_mean, error
from clinicchat.publish.check.project import APPROVALS, CARDS, GROUPS, QUESTIONS, REPLIES, TOPICS, Project, home_of
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.variations import Variation

RETIRABLE = ("faq/", "decline/")


@check("Every topic of the contract has questions", *QUESTIONS)
def every_topic_has_questions(project: Project) -> Iterator[Finding]:
    retired = set(project.top(APPROVALS).get("retired").texts)
    needed = [f"{g}/{t}" if g in GROUPS else t for g, ts in project.contract.items() for t in ts]
    needed = [topic for topic in needed if topic not in retired]
    for topic in dict.fromkeys([*needed, *(v.name for v in project.answers)]):
        if not project.asked.get(topic):
            near = did_you_mean(topic, set(project.asked) - set(needed), "")
            what = f"The topic {topic} has no questions, so nobody can reach it."
            cure = f"Add `- intent: {topic}` with its `examples: |` and at least 25 phrasings. {near}".strip()
            file, line = project.place_of(topic)
            if _is_gone(project, topic):
                what = f"The file of the topic {topic} is gone."
                cure = f"Take it back, or to retire the topic write `retired: [{topic}]` in {APPROVALS}."
            yield error(file, line, topic, what, cure)


@check("Every topic has an answer or a card", *QUESTIONS, *CARDS)
def every_topic_has_an_answer(project: Project) -> Iterator[Finding]:
    for topic in sorted(project.topics):
        file = home_of(topic)
        if not _is_gone(project, topic) and not [v for v in project.words.get(topic, []) if v.file == file]:
            unused = {name for name in project.words if name.partition("/")[0] in GROUPS} - set(project.asked)
            near = did_you_mean(topic, unused, "") if topic in project.asked else ""
            what = f"The topic {topic} has no {'card' if file in CARDS else 'answer'}: the chat would say nothing."
            yield error(file, project.end_of(file), topic, what, f"{_added(topic)} {near}".strip())


def _is_gone(project: Project, topic: str) -> bool:
    """Whether the whole file of a topic that may be retired is not there: that is told once."""
    return topic.startswith(RETIRABLE) and not project.has_file(f"{TOPICS}{topic}.yml")


def _added(topic: str) -> str:
    return "Add `card:` with its text." if topic.startswith("safety/") else f"Add utter_{topic} with its text."


@check("Every answer can be reached by a question", *QUESTIONS, *CARDS)
def every_answer_can_be_reached(project: Project) -> Iterator[Finding]:
    for name, variations in project.words.items():
        if variations[0].group in GROUPS and "/" in name and not project.asked.get(name):
            what = f"No question leads to utter_{name}."
            unanswered = {t for t in project.asked if t not in project.words and "/" in t}
            cure = f"Add `- intent: {name}` with its questions under `nlu:`, or delete this answer."
            cure = did_you_mean(name, unanswered, cure)
            yield error(variations[0].file, variations[0].node.line, f"utter_{name}", what, cure)


@check("Answers, cards and replies are in their own files", TOPICS, *CARDS, REPLIES)
def words_stand_in_their_file(project: Project) -> Iterator[Finding]:
    for one in project.variations:
        right = home_of(one.name)
        if one.group in GROUPS and one.file != right:
            what = f"utter_{one.name} belongs in {right}."
            yield error(one.file, one.node.line, one.key, what, f"Move it to {right}, with its metadata.")
    files: dict[str, str] = {}
    for one in project.variations:
        first = files.setdefault(one.name, one.file)
        if first != one.file:
            what = f"utter_{one.name} is in {first} too."
            yield error(one.file, one.node.line, one.key, what, "Delete one of the two.")


@check("Every topic's own answer names its disclaimers and related topics", TOPICS)
def overviews_are_whole(project: Project) -> Iterator[Finding]:
    for one in project.overviews:
        for key in ("disclaimers", "related"):
            if not one.metadata.get(key):
                what, cure = f"`{key}` is missing.", f"Add a line `{key}:` here; for none write []."
                yield error(one.file, one.metadata.line, f"{one.key} > {key}", what, cure)


@check("Related topics exist, and there are at most three", TOPICS)
def related_topics_exist(project: Project) -> Iterator[Finding]:
    for one in project.answers:
        related = one.metadata.get("related")
        for node in related.entries:
            yield from _related(project, one, node)
        if len(related.entries) > 3:
            what = f"There are {len(related.entries)} related topics; only the first three are shown."
            yield error(one.file, related.line, f"{one.key} > related", what, "Keep three.")
        if len(set(related.texts)) < len(related.texts):
            yield error(
                one.file, related.line, f"{one.key} > related", "A related topic is listed twice.", "Delete one."
            )


def _related(project: Project, one: Variation, node: Node) -> Iterator[Finding]:
    key = f"{one.key} > related"
    if node.text == one.name:
        what = "An answer is related to itself, so its button would lead nowhere."
        yield error(one.file, node.line, key, what, "Name another topic, or delete it.")
    elif node.text not in project.topics:
        cure = did_you_mean(node.raw, project.topics, "Name a topic of data/topics/, such as faq/access.")
        yield error(one.file, node.line, key, f"`{node.raw}` is not a topic.", cure)


@check("Searches and buttons under words exist", TOPICS, REPLIES)
def choices_exist(project: Project) -> Iterator[Finding]:
    known = project.topics | set(project.contract["service"])
    for one in project.variations:
        for kind in ("searches", "choices"):
            for node in one.metadata.get(kind).entries:
                if node.text not in known:
                    cure = did_you_mean(
                        node.raw, known, "Name a topic such as faq/access, or a service such as find_trial."
                    )
                    what = f"`{node.raw}` is neither a topic nor a service."
                    yield error(one.file, node.line, f"{one.key} > {kind}", what, cure)
