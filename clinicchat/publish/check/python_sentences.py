"""No sentence that a visitor reads stands in Python: words are data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from clinicchat.publish.check.findings import Finding, short, warning
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import check

FOLDERS = ("actions", "clinicchat/web", "clinicchat/chat")
LAST_WORDS = "clinicchat/chat/last_words.py"
"""What is said when no file of data/ can be read: the one place where words stand in the program."""
LOGS = {"debug", "info", "warning", "error", "exception", "critical", "log", "warn"}
NOT_WORDS = re.compile(
    r"[<>{}=\\|]|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|BEGIN)\b|^[\w\s/.-]*_[\w\s]*$"
)


@check("No sentence of a visitor is in the program")
def no_sentences_in_program(project: Project) -> Iterator[Finding]:
    for folder in FOLDERS:
        for path in sorted((project.code / folder).rglob("*.py")):
            if path == project.code / LAST_WORDS:
                continue
            for line, text in sentences_in(path.read_text(encoding="utf-8")):
                file = path.relative_to(project.code).as_posix()
                what = f"“{short(text)}” looks like a sentence that a visitor reads."
                cure = "Move it to data/replies.yml or data/page.yml and ask for it by name."
                yield warning(file, line, f"line {line}", what, cure)


@lru_cache(maxsize=256)
def sentences_in(source: str) -> tuple[tuple[int, str], ...]:
    """Returns (line, text) of the sentences in *source* that are no docstring, log line, error or pattern."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ()
    skipped: set[int] = set()
    for node in ast.walk(tree):
        for part in (node, *_parts_of_errors(node)):
            if id(part) not in skipped and (part is not node or _is_for_us(node)):
                skipped |= {id(inner) for inner in ast.walk(part)}
    found = [
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in skipped
    ]
    return tuple((n.lineno, str(n.value)) for n in found if _reads_like_one(str(n.value)))


def _parts_of_errors(node: ast.AST) -> Iterator[ast.AST]:
    """Yields what a function gives names that it puts into an error."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inside = list(ast.walk(node))
        raised = {n.id for r in inside if isinstance(r, ast.Raise) for n in ast.walk(r) if isinstance(n, ast.Name)}
        for inner in inside:
            if isinstance(inner, ast.Assign) and any(isinstance(t, ast.Name) and t.id in raised for t in inner.targets):
                yield inner


def _is_for_us(node: ast.AST) -> bool:
    """Whether what stands in *node* is read by programmers or staff only."""
    if isinstance(node, ast.Raise | ast.Assert) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    return (
        name in LOGS
        or owner in ("re", "argparse", "parser")
        or name in ("add_argument", "ArgumentParser", "execute", "text", "split")
    )


def _reads_like_one(text: str) -> bool:
    words = re.findall(r"[A-Za-z][A-Za-z'’]+", text)
    ends = re.search(r"[.!?…]\s*$", text.strip()) or re.match(r"[A-Z][a-z']+ [a-z]", text.strip())
    return len(words) >= 4 and bool(ends) and not NOT_WORDS.search(text)
