"""Which texts an expression of the program can be, as far as its own lines tell: for names of words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

MAX_WAYS = 200
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One Python file: its tree and the values given to names at its top."""

    file: str
    tree: ast.Module
    top: dict[str, ast.expr] = field(default_factory=dict)
    classes: dict[str, Module] = field(default_factory=dict)
    """What is given to names at the top of each class, as in a module: `Intent.AFFIRM`."""
    inside: dict[Function, list[ast.AST]] = field(default_factory=dict)
    """Every node of each function: they are looked through several times."""

    @property
    def name(self) -> str:
        return self.file.rpartition("/")[2].removesuffix(".py")


@lru_cache(maxsize=256)
def read(file: str, text: str) -> Module | None:
    """Returns the module in *text*; None if Python cannot read it."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    module = Module(file, tree, _given(tree.body))
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            module.classes[statement.name] = Module(file, tree, _given(statement.body))
    module.inside = {n: list(ast.walk(n)) for n in ast.walk(tree) if isinstance(n, Function)}
    return module


def _given(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Returns the names of a module or class and what they are given."""
    found: dict[str, ast.expr] = {}
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            found[statement.target.id] = statement.value
    return found


class Values:
    """Resolves expressions inside one function. A text that is not known in part holds "*" there."""

    def __init__(self, modules: dict[str, Module], module: Module, function: Function) -> None:
        self.modules, self.module, self.function = modules, module, function
        self._bound: dict[str, list[ast.expr]] | None = None

    @property
    def bound(self) -> dict[str, list[ast.expr]]:
        """What the names of the function are given; looked for when first needed."""
        if self._bound is None:
            self._bound = {}
            for node in self.module.inside[self.function]:
                self._bind_from(node)
        return self._bound

    def _bind_from(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, [node.value])
        elif isinstance(node, ast.NamedExpr | ast.AnnAssign):
            self._bind(node.target, [node.value] if node.value else [])
        elif isinstance(node, ast.For | ast.comprehension):
            self._bind(node.target, list(self._elements(node.iter)))

    def _bind(self, target: ast.expr, values: list[ast.expr]) -> None:
        if isinstance(target, ast.Name):
            self.bound.setdefault(target.id, []).extend(values)
        elif isinstance(target, ast.Tuple):
            for index, part in enumerate(target.elts):
                found = [ast.Subscript(value=v, slice=ast.Constant(index), ctx=ast.Load()) for v in values]
                self._bind(part, list(found))

    def texts(self, node: ast.expr) -> set[str]:
        """Returns every text that *node* can be."""
        found: set[str] = set()
        for literal in self.literals(node):
            if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                found.add(literal.value)
            elif isinstance(literal, ast.JoinedStr):
                found |= self._joined(literal)
        return found

    def _joined(self, node: ast.JoinedStr) -> set[str]:
        parts = [
            {str(p.value)} if isinstance(p, ast.Constant) else self._or_unknown(p.value)
            for p in node.values
            if isinstance(p, ast.Constant | ast.FormattedValue)
        ]
        return {"".join(way) for way in list(product(*parts))[:MAX_WAYS]}

    def _or_unknown(self, node: ast.expr) -> set[str]:
        """The texts that *node* can be, and "*" if it can be something else."""
        known = all(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in self.literals(node))
        return self.texts(node) | (set() if known else {"*"})

    def literals(self, node: ast.expr, depth: int = 0) -> Iterator[ast.expr]:
        """Yields the texts, tables and tuples that *node* can be."""
        if depth > 12:
            return
        match node:
            case ast.Name(id=name):
                ways = self.bound.get(name) or [w for w in [self.module.top.get(name)] if w]
                if not ways:
                    yield node  # a parameter
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in self.modules:
                given = self.modules[owner].top.get(name)
                ways = [given] if given else []
            case ast.IfExp():
                ways = [node.body, node.orelse]
            case ast.BoolOp():
                ways = list(node.values)
            case ast.NamedExpr():
                ways = [node.value]
            case ast.Subscript():
                ways = list(self._picked(node, depth))
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *rest]):
                tables = [t for t in self.literals(table, depth + 1) if isinstance(t, ast.Dict)]
                ways = [v for t in tables for v in t.values] + list(rest)
            case _:
                yield node
                return
        for way in ways:
            yield from self.literals(way, depth + 1)

    def _picked(self, node: ast.Subscript, depth: int) -> Iterator[ast.expr]:
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        for whole in self.literals(node.value, depth + 1):
            if isinstance(whole, ast.Dict):
                yield from whole.values
            elif isinstance(whole, ast.Tuple | ast.List) and isinstance(index, int) and index < len(whole.elts):
                yield whole.elts[index]

    def _elements(self, node: ast.expr) -> Iterator[ast.expr]:
        for whole in self.literals(node):
            if isinstance(whole, ast.Tuple | ast.List):
                yield from whole.elts
            elif isinstance(whole, ast.Dict):
                yield from (k for k in whole.keys if k)
