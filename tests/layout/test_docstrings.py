"""The docstring of each public name describes every argument, what it returns and what it raises."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType

import pytest
from pydantic import BaseModel

from scripts.website.reference import PAGES, public_names

SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):\n((?:[ ]+.*\n?|\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}\*{0,2}(\w+)(?: \(.*?\))?:", re.MULTILINE)

REACHED = (
    "notify_sdk.async_dry_run.AsyncDryRunClient",
    "notify_sdk.django.project_outbox.ProjectOutbox",
    "notify_sdk.dry_run.DryRunClient",
)
"""Classes that no public module names, and whose objects callers get."""

SAME = re.compile(r"As `(\w+\.)?\w+`[,;] ")
"""The beginning of a docstring that refers to that of another method, which has the same arguments."""

NOUN = re.compile("(A|An|The|One|Each|Every|What|Whether|How) ")
"""The beginning of a docstring whose first sentence says what is returned."""

RETURNED = re.compile(r"None$|DictAnswer\[")
"""Annotations of what needs no description: nothing, and an answer of Notify as a dict, by the name of its model."""


def offered() -> Iterator[tuple[str, object]]:
    """What callers use, by its path."""
    for module in (name for _, modules in PAGES.values() for name in modules):
        yield from ((f"{module}.{name}", value) for name, value in public_names(import_module(module)))
    for path in REACHED:
        module, _, name = path.rpartition(".")
        yield path, getattr(import_module(module), name)


def documented() -> Iterator[tuple[str, type | FunctionType]]:
    """Every public class, function and method of this package, by its path; each once."""
    seen = set[int]()
    for path, given in offered():
        value = inspect.unwrap(given) if callable(given) else given  # one with a cache, for example
        if not isinstance(value, type | FunctionType) or not value.__module__.startswith("notify_sdk"):
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield path, value
        if isinstance(value, type):
            yield from ((f"{path}.{method}", code) for method, code in methods(value))


def methods(value: type) -> Iterator[tuple[str, FunctionType]]:
    """The public methods that a class defines itself, and its properties."""
    for name, attribute in list(vars(value).items()):
        code = attribute.fget if isinstance(attribute, property) else getattr(attribute, "__func__", attribute)
        if isinstance(code, FunctionType) and not name.startswith("_"):
            yield name, code


def sections(docstring: str) -> dict[str, str]:
    """The text of each section of a docstring in Google's style, by its title."""
    return {found[1]: found[2] for found in SECTION.finditer(docstring)}


def parameters(code: Callable[..., object]) -> list[str]:
    """The names of what a caller passes."""
    return [
        name for name in inspect.signature(code).parameters if not name.startswith("_") and name not in {"self", "cls"}
    ]


def raises(code: FunctionType) -> bool:
    """Whether the function itself, not one inside it, has a statement that raises an error of its choice."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(code))).body
    pending = list(ast.iter_child_nodes(tree))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)
    return False


DOCUMENTED = dict(documented())
FUNCTIONS = {path: value for path, value in DOCUMENTED.items() if isinstance(value, FunctionType)}
CLASSES = {path: value for path, value in DOCUMENTED.items() if isinstance(value, type)}


def constructed(value: type) -> bool:
    """Whether a caller makes objects of a class by arguments that the class itself names."""
    own = "__init__" in vars(value) and vars(value)["__init__"].__module__.startswith("notify_sdk")
    return (own or dataclasses.is_dataclass(value)) and not issubclass(value, BaseException | BaseModel)


@pytest.mark.parametrize("path", DOCUMENTED)
def test_a_public_name_has_a_summary_in_one_sentence_or_more(path: str) -> None:
    summary, *rest = (DOCUMENTED[path].__doc__ or "").split("\n\n")[0].splitlines()
    assert summary.endswith((".", "?", ":")), path
    assert not rest, f"the summary of {path} is more than a line"


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_docstring_describes_each_argument_and_what_is_returned_and_raised(path: str) -> None:
    code = FUNCTIONS[path]
    found = sections(inspect.cleandoc(code.__doc__ or ""))
    if SAME.match(code.__doc__ or ""):
        return
    described = ENTRY.findall(found.get("Args", ""))
    assert described == parameters(code), f"{path} describes {described}"
    gives = not NOUN.match(code.__doc__ or "") and not RETURNED.match(str(inspect.signature(code).return_annotation))
    assert not gives or "Args" not in found or {"Returns", "Yields"} & set(found), (
        f"{path} does not say what it returns"
    )
    assert not raises(code) or "Raises" in found, f"{path} does not say what it raises"


@pytest.mark.parametrize("path", [path for path, value in CLASSES.items() if constructed(value)])
def test_a_docstring_describes_each_argument_of_a_constructor(path: str) -> None:
    described = set[str]()
    for base in CLASSES[path].__mro__:
        if base.__name__.startswith("_"):  # an editor shows nothing of it
            continue
        found = sections(inspect.cleandoc(base.__doc__ or ""))
        described.update(ENTRY.findall(found.get("Args", "")), ENTRY.findall(found.get("Attributes", "")))
    assert not set(parameters(CLASSES[path])) - described, path
