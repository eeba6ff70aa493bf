"""Wherever JSON that others wrote is read, it may be nested deeper than Python reads: that is one more way to be no JSON."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layout.drawing import ROOT

PACKAGE = ROOT / "src" / "notify_sdk"
OWN = {
    "_calls/dry_run.py": "preview_of",
    "_calls/reconcile.py": "_body",
    "_calls/references.py": "reference_for",
    "outbox/content.py": "digest_with prepare with_files",
    "recipients/_data.py": "load",
    "sandbox/wire.py": "json",
    "sandbox/world/store.py": "_save_templates",
    "schemas.py": "_types _collect",
}
"""Functions that read what this package wrote, by their files."""
CAUGHT_BY_CALLERS = {"payloads.py": "_parsed", "sandbox/world/store.py": "_object"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call, set[str]]]:
    """Each call of `json.loads`: the function it is in, and the exceptions that are caught around it."""

    def visit(node: ast.AST, function: str, caught: set[str]) -> Iterator[tuple[str, ast.Call, set[str]]]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"json.loads", "json.load"}:
            yield function, node, caught
        if isinstance(node, ast.Try):
            names = {
                name.id
                for handler in node.handlers
                for name in ast.walk(handler.type or ast.Name("BaseException"))
                if isinstance(name, ast.Name)
            }
            for each in node.body:
                yield from visit(each, function, caught | names)
            rest = [*node.handlers, *node.orelse, *node.finalbody]
        else:
            rest = list(ast.iter_child_nodes(node))
        for each in rest:
            yield from visit(each, function, caught)

    yield from visit(ast.parse(path.read_text()), "", set())


FILES = [
    path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py")) if "json.load" in path.read_text()
]


@pytest.mark.parametrize("name", FILES)
def test_json_of_others_may_be_nested_too_deep(name: str) -> None:
    for function, call, caught in calls(PACKAGE / name):
        if function not in [*OWN.get(name, "").split(), CAUGHT_BY_CALLERS.get(name)]:
            assert {"ValueError", "RecursionError"} <= caught, f"{name}:{call.lineno} in {function}"


@pytest.mark.parametrize("name", OWN)
def test_the_list_has_only_functions_that_read_json(name: str) -> None:
    assert set(OWN[name].split()) <= {function for function, _, _ in calls(PACKAGE / name)}
