"""Which words, topics and actions the program names: the names that `make check` compares with data/ and domain.yml.

Which calls take a name of words is followed from `Content.say(name)` through every function that hands one on, such as
`words(tracker, name)` and `reply_choice(button)`, which asks for `button_<button>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from clinicchat.publish.check.project import Project
from clinicchat.publish.check.python_values import Function, Module, Values, read

FOLDERS = ("actions", "clinicchat/web")
ALSO = (
    *(f"clinicchat/content/{name}.py" for name in ("live_words", "topics", "outcomes", "names")),
    "clinicchat/danger/reaction.py",
)
NAME = re.compile(r"[a-z0-9_/*]+")


@dataclass(frozen=True)
class Taker:
    """A function that takes a name of words: where the name stands, and what is put around it ("button_*")."""

    position: int
    parameter: str
    around: str = "*"


SAY = ("live_words", "say")


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
    by_name = {m.name: m for m in modules} | {name: c for m in modules for name, c in m.classes.items()}
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
