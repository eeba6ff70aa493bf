"""The environment variables that a sandbox of a test sets, and how they become what they were.

Imports only the standard library, since the pytest plugin needs this in every run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

NAMES = ("NOTIFY_API_KEY", "NOTIFY_API_KEY_FILE", "NOTIFY_BASE_URL")
"""The variables. No other is ever changed."""

SetVariable: TypeAlias = Callable[[str, str], object]
"""Sets a variable, until the code that made the function undoes it."""

_ended: dict[tuple[str, str | None], str | None] = {}


@contextmanager
def restored() -> Generator[SetVariable, None, None]:
    """Lets a block set the variables, then makes both what they were: for code outside pytest."""
    before = {name: os.environ.get(name) for name in NAMES}
    try:
        yield os.environ.__setitem__
    finally:
        for name, value in before.items():
            _put(name, value)


@contextmanager
def variables(set_variable: SetVariable, **values: str) -> Generator[None, None, None]:
    """Sets variables for a block, and keeps in mind that the values mean nothing once it has ended.

    Args:
        set_variable: Sets one, and undoes that in its own time.
        **values: The values by name.
    """
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        set_variable(name, value)
    try:
        yield
    finally:
        _ended.update({(name, value): before[name] for name, value in values.items() if value != before[name]})


def with_key(api_key: str) -> dict[str, str]:
    """The variables that give clients this key, and no other: a key and a file of one exclude each other."""
    values = {"NOTIFY_API_KEY": api_key}
    if os.environ.get("NOTIFY_API_KEY_FILE"):
        values["NOTIFY_API_KEY_FILE"] = ""
    return values


def drop_ended_values() -> None:
    """Puts back what was there before a value of an ended block.

    Anything that was set up earlier and remembers the environment, such as `monkeypatch` or `patch.dict`, may
    have brought such a value back after its block had ended.
    """
    for name in NAMES:
        while (found := (name, os.environ.get(name))) in _ended:
            _put(name, _ended.pop(found))
    _ended.clear()


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
