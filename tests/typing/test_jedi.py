"""What jedi completes, which IPython, Jupyter, vim and others ask: all that an answer has, and all of each union."""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, async_client, client, models

CLIENTS = [(client, NotificationsAPIClient), (async_client, AsyncNotificationsAPIClient)]
HINTS = ("template_type", "return")
Case = tuple[str, list[str], set[str]]
"""What is completed, the lines of a program that ends where to complete, and the names that must be there."""


def attributes(kind: Any) -> set[str]:
    """What can be read of a type; of a union, what can be read of one of its members."""
    if get_origin(kind) is Annotated or get_args(kind):
        return set[str]().union(*map(attributes, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return set(kind.model_fields)
    return {name for name in dir(kind) if not name.startswith("_")} if isinstance(kind, type) else set()


def calls() -> Iterator[Case]:
    """Each call of each client, in each way that it is typed."""
    for module, kind in CLIENTS:
        in_async = kind is AsyncNotificationsAPIClient
        for name, method in vars(kind).items():
            # the overloads of `send` are told apart by what is sent; a property has no arguments
            if name.startswith("_") or name == "send" or isinstance(method, property):
                continue
            for way in typing.get_overloads(method) or [method]:
                hints = {key: eval(hint, vars(module)) for key, hint in way.__annotations__.items() if key in HINTS}
                call = f"client.{name}({argument(hints.get('template_type'))})"
                start = f"async def f(client: {kind.__name__}) -> None:"
                if "iterator" in name:
                    lines = [start, f"    {'async ' * in_async}for found in {call}:", "        found."]
                else:
                    lines = [start, f"    found = {'await ' * iscoroutinefunction(method)}{call}", "    found."]
                answer = kind if hints["return"] is Self else hints["return"]
                yield f"{kind.__name__}: {call}", lines, attributes(answer)


def argument(kind: Any) -> str:
    return repr(get_args(kind)[0]) if get_origin(kind) is Literal else ""


def unions() -> Iterator[Case]:
    """Each public union, as a parameter and in a list."""
    for name in models.__all__:
        kind = getattr(models, name)
        if get_origin(kind) is Annotated:
            annotated = f"def f(found: models.{name}, several: list[models.{name}]) -> None:"
            yield name, [annotated, "    found."], attributes(kind)
            yield f"list[{name}]", [annotated, "    several[0]."], attributes(kind)


def test_everything_is_completed() -> None:
    """All cases are one program: jedi then reads the package once."""
    cases = [*calls(), *unions()]
    assert {what for what, _, _ in cases} >= {"Notification", "Template", "TemplatePreview"}
    lines, ends = ["from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, models"], list[int]()
    for _, case, _ in cases:
        lines += [*case[:-1], f"{case[-1]}x", ""]
        ends.append(len(lines) - 1)
    jedi: Any = import_module("jedi")  # some of it is untyped
    # an interpreter of its own: in this one pytest finds the package, and jedi no source
    script = jedi.Script("\n".join(lines), environment=jedi.create_environment(sys.prefix, safe=False))
    missing = dict[str, set[str]]()
    for (what, _, wanted), end in zip(cases, ends, strict=True):
        assert wanted, what
        missing[what] = wanted - {each.name for each in script.complete(end, len(lines[end - 1]) - 1)}
    assert {what: names for what, names in missing.items() if names} == {}
