"""House rules that nobody has to check by hand: examples are true, modules small, public names explained."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

ROOT = Path(__file__).parents[1]
ROOMS = ("clinicchat", "actions", "evaluation", "workbench", "tools")
MAX_LINES, MAX_CONTENT_LINES = 250, 1_500
"""Lines of a module, and of a file of data/."""
PRODUCT = ("clinicchat/", "actions/")
MAX_ANYS = 80
MAX_SEVERITY = 5
NEEDS_MORE = ("tools/encoder/",)
"""Programs that need packages outside the lock; what they import is never run by the product."""
OVERRIDDEN = {"create", "from_credentials", "load", "name", "register", "required_components", "run", "url_prefix"}
"""Methods that Rasa names and explains."""

MODULES = [path.relative_to(ROOT).as_posix() for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def source(module: str) -> str:
    """Returns the text of *module*."""
    return (ROOT / module).read_text(encoding="utf-8")


def examples() -> list[ParameterSet]:
    """Returns the modules whose docstrings show something; what draws or measures takes its time to import."""
    shown = [m for m in MODULES if ">>> " in source(m) and not m.startswith(NEEDS_MORE)]
    return [pytest.param(m, marks=[pytest.mark.thorough] * (not m.startswith(PRODUCT))) for m in shown]


@pytest.mark.parametrize("module", examples())
def test_what_the_docstrings_show_is_true(module: str) -> None:
    name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    result = doctest.testmod(import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)


def test_modules_stay_small() -> None:
    long = {m: lines for m in MODULES if (lines := len(source(m).splitlines())) > MAX_LINES}
    assert long == {}, "split it by concern"


def test_files_of_content_stay_small() -> None:
    files = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "data").rglob("*.yml")}
    assert {path: lines for path, lines in files.items() if lines >= MAX_CONTENT_LINES} == {}


def test_public_functions_and_classes_say_what_they_do() -> None:
    assert [(m, name) for m in MODULES for name, node in public(ast.parse(source(m))) if not explained(node)] == []


def test_little_of_the_product_is_of_any_type() -> None:
    """Whatever a library or a registry gives is an `object` until it is looked at; content is typed structs."""
    found = {m: n for m in MODULES if m.startswith(PRODUCT) and (n := anys(source(m)))}
    assert sum(found.values()) <= MAX_ANYS, found


def test_few_modules_know_how_urgent_a_message_is() -> None:
    """A new kind of urgency is added where outcomes, cards and messages are defined, and nowhere else."""
    found = [m for m in MODULES if not m.startswith(NEEDS_MORE) and re.search(r"severity|Severity|SEVERIT", source(m))]
    assert len(found) <= MAX_SEVERITY, found


def test_a_name_for_a_type_of_any_counts_each_time_it_is_used() -> None:
    assert anys("Row = dict[str, Any]\ndef read(row: Row) -> Row: ...") == 3


def anys(text: str) -> int:
    """Returns how often a module says `Any`, also by a name that it gives to a type which holds it."""
    tree = ast.parse(text)
    given = [n for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    aliases = {"Any", *(n.targets[0].id for n in given if "Any" in names(n.value))}
    return len([name for name in names(tree) if name in aliases]) - len(aliases) + 1


def names(tree: ast.AST) -> list[str]:
    """Returns the names that *tree* uses."""
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(tree: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Named]]:
    """Yields what others may use: functions, classes and their methods, without a leading underscore."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            if not (isinstance(tree, ast.ClassDef) and node.name in OVERRIDDEN):
                yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def explained(node: Named) -> bool:
    """Whether it has a docstring, or `@check` with a sentence for a name, or is a property of one line."""
    decorators = [ast.unparse(d) for d in node.decorator_list]
    one_line = decorators == ["property"] and len(node.body) == 1
    return bool(ast.get_docstring(node)) or one_line or any(d.startswith("check(") for d in decorators)
