"""Names of words, topics and actions in the program exist in data/ and domain.yml, and no words are left over.

Which calls take a name of words is followed from `Content.say(name)` through every function that hands one on, such as
`words(tracker, name)` and `reply_choice(button)`, which asks for `button_<button>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache

from clinicchat.publish.check.findings import Finding, did_you_mean, error, warning
from clinicchat.publish.check.project import ANSWERS, CARDS, DOMAIN, GROUPS, NLU, PAGE, REPLIES, RULES, Project
from clinicchat.publish.check.python_values import Function, Module, Values, read
from clinicchat.publish.check.registry import check
from clinicchat.publish.check.wiring import actions

FOLDERS = ("actions", "clinicchat/web")
ALSO = ("clinicchat/content/words.py", "clinicchat/content/topics.py", "clinicchat/content/outcomes.py")
TOPIC = re.compile(r"(?:faq|decline|safety)/[a-z0-9_]+")
NAME = re.compile(r"[a-z0-9_/*]+")
PREFIXES = ("", "button_", "link_", "note_", "disclaimer_", "ask_", "card_", "gentle_")


@dataclass(frozen=True)
class Taker:
    """A function that takes a name of words: where the name stands, and what is put around it ("button_*")."""

    position: int
    parameter: str
    around: str = "*"


SAY = ("content", "say")


@dataclass(frozen=True)
class Takers:
    """Functions that take a name of words, by (module, function); the names of all modules."""

    known: dict[tuple[str, str], Taker]
    modules: set[str]

    def of(self, call: ast.Call, module: str) -> Taker | None:
        """Returns how the function called in *module* takes a name, if it does."""
        if isinstance(call.func, ast.Name):
            return self.known.get((module, call.func.id))
        if not isinstance(call.func, ast.Attribute):
            return None
        owner = call.func.value
        if isinstance(owner, ast.Name) and owner.id in self.modules:
            return self.known.get((owner.id, call.func.attr))
        return self.known[SAY] if call.func.attr == SAY[1] else None


@dataclass(frozen=True)
class Use:
    """A name of words in the program; "*" stands for what is not known there."""

    name: str
    file: str
    line: int


@dataclass
class Found:
    """What the program names."""

    uses: list[Use] = field(default_factory=list)
    constants: dict[str, tuple[str, int]] = field(default_factory=dict)
    fills: set[str] = field(default_factory=set)
    actions: dict[str, tuple[str, int]] = field(default_factory=dict)


def _sources(project: Project) -> tuple[tuple[str, str], ...]:
    paths = [p for folder in FOLDERS for p in sorted((project.code / folder).glob("*.py"))]
    paths += [project.code / file for file in ALSO]
    return tuple((p.relative_to(project.code).as_posix(), p.read_text(encoding="utf-8")) for p in paths)


def in_program(project: Project) -> Found:
    """Returns what the program of *project* names."""
    return _in_sources(_sources(project))


@lru_cache(maxsize=8)
def _in_sources(sources: tuple[tuple[str, str], ...]) -> Found:
    modules = [m for m in (read(file, text) for file, text in sources) if m]
    by_name = {m.name: m for m in modules}
    takers = Takers({SAY: Taker(0, "name")}, set(by_name))
    for _ in range(4):  # as deep as names are handed on
        for module in modules:
            for function in module.inside:
                if taker := _hands_on(Values(by_name, module, function), function, takers):
                    takers.known.setdefault((module.name, function.name), taker)
    found = Found()
    for module in modules:
        _look(module, by_name, takers, found)
    return found


def _hands_on(values: Values, function: Function, takers: Takers) -> Taker | None:
    """Returns how *function* takes a name of words, if one of its parameters goes to a function that does."""
    parameters = [a.arg for a in function.args.args if a.arg != "self"]
    for _, taker, argument in _calls(values.module, function, takers):
        for literal in values.literals(argument):
            name, around = _parameter_in(literal)
            if name in parameters and name not in values.bound:
                return Taker(parameters.index(name), name, taker.around.replace("*", around))
    return None


def _parameter_in(literal: ast.expr) -> tuple[str, str]:
    """Returns the one name in *literal* and what is around it: f"button_{name}" is ("name", "button_*")."""
    if isinstance(literal, ast.Name):
        return literal.id, "*"
    if isinstance(literal, ast.JoinedStr):
        inside = [
            p.value.id for p in literal.values if isinstance(p, ast.FormattedValue) and isinstance(p.value, ast.Name)
        ]
        if len(inside) == 1:
            return inside[0], "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in literal.values)
    return "", ""


def _calls(module: Module, function: Function, takers: Takers) -> Iterator[tuple[ast.Call, Taker, ast.expr]]:
    """Yields calls of functions that take a name of words, with the argument that is the name."""
    for call in module.inside[function]:
        if not isinstance(call, ast.Call):
            continue
        taker = takers.of(call, module.name)
        if taker is None:
            continue
        named = next((k.value for k in call.keywords if k.arg == taker.parameter), None)
        argument = named or (call.args[taker.position] if len(call.args) > taker.position else None)
        if argument is not None:
            yield call, taker, argument


def _look(module: Module, modules: dict[str, Module], takers: Takers, found: Found) -> None:
    for function in module.inside:
        values = Values(modules, module, function)
        for call, taker, argument in _calls(module, function, takers):
            found.fills |= {k.arg for k in call.keywords if k.arg}
            for text in _named_by(argument, values, {a.arg for a in function.args.args}):
                found.uses.append(Use(taker.around.replace("*", text, 1), module.file, call.lineno))
    docs = {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            found.constants.setdefault(node.value, (module.file, node.lineno))
        if isinstance(node, ast.Dict):
            found.fills |= {
                str(k.value) for k in node.keys if isinstance(k, ast.Constant) and str(k.value).startswith("clinic_")
            }
        if isinstance(node, ast.ClassDef) and module.file.startswith("actions/"):
            _note_action(node, module, found)


def _named_by(argument: ast.expr, values: Values, parameters: set[str]) -> set[str]:
    """The names that *argument* can be, save what the function's own callers say."""
    own = [n for n in values.literals(argument) if _parameter_in(n)[0] not in parameters]
    texts = {text for literal in own for text in values.texts(literal)}
    return {text for text in texts if NAME.fullmatch(text) and text not in ("*", "disclaimer_*")}


def _note_action(node: ast.ClassDef, module: Module, found: Found) -> None:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "name":
            for inner in ast.walk(method):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Constant):
                    found.actions[str(inner.value.value)] = (module.file, inner.lineno)


def filled_in(project: Project) -> set[str]:
    """Returns the names that the program fills in between braces."""
    return in_program(project).fills - {"country", "language", "name", "topic"} | {
        "clinic_name",
        "clinic_phone",
        "clinic_hours",
        "title",
    }


@check("Every name of words in the program has its words", ANSWERS, CARDS, REPLIES)
def every_name_has_words(project: Project) -> Iterator[Finding]:
    needed = [*in_program(project).uses, *_said_by_reply(project)]
    for use in needed:
        if use.name == "*" or any(fnmatchcase(name, use.name) for name in project.words) or use.name in GROUPS:
            continue
        cure = f"Add utter_{use.name} with its text."
        unused = set(project.words) - {u.name for u in needed}
        near = did_you_mean(use.name, unused, "").replace("`", "utter_", 1).replace("`", "", 1) if unused else ""
        file = (
            CARDS
            if use.name.startswith(("safe_", "unwell_", "distress_", "abuse_", "card_", "crisis_", "gentle_"))
            else REPLIES
        )
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


@check("No words are left over", ANSWERS, CARDS, REPLIES)
def no_words_left_over(project: Project) -> Iterator[Finding]:
    found = in_program(project)
    named = {u.name for u in found.uses} | {u.name for u in _said_by_reply(project)} - {"*"}
    carried = {f"disclaimer_{t}" for one in project.answers for t in one.metadata.get("disclaimers").texts}
    for name, variations in project.words.items():
        first = variations[0]
        if first.group in GROUPS or name in carried or any(fnmatchcase(name, n) for n in named if n != "*"):
            continue
        if any(name.startswith(p) and name.removeprefix(p) in found.constants for p in PREFIXES):
            continue
        missing = {u.name for u in found.uses if u.name not in project.words and "*" not in u.name}
        cure = did_you_mean(name, missing, "Delete it; or correct the name, if the program should say it.")
        what = f"Nothing in the program says utter_{name}."
        yield warning(
            first.file, first.node.line, f"utter_{name}", what, cure.replace("`", "utter_", 1).replace("`", "", 1)
        )


@check("Every topic that the program names exists", ANSWERS, CARDS, NLU)
def every_topic_in_program_exists(project: Project) -> Iterator[Finding]:
    for text, (file, line) in in_program(project).constants.items():
        if TOPIC.fullmatch(text) and text not in project.words:
            cure = did_you_mean(
                text, project.topics & set(project.words), "Give the topic its answer, or take it out of the program."
            )
            where = CARDS if text.startswith("safety/") else ANSWERS
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
        yield error(PAGE, starters.line, "starters", "A starter question stands there twice.", "Delete one.")
