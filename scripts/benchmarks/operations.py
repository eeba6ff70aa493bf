"""What a candidate performs, in its own process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Run: TypeAlias = Callable[[int], object]
"""Performs an operation the given number of times."""


@dataclass(frozen=True)
class Prepared:
    """An operation that needs something done before, as many times, which is not measured."""

    before: Run
    run: Run


Made: TypeAlias = Run | Prepared | Mapping[str, Run | Prepared]
"""What a candidate makes: an operation, or several by their names."""


def chosen(made: Made, name: str) -> Prepared:
    """The operation of a name."""
    found = made if isinstance(made, Prepared) or callable(made) else made[name]
    return found if isinstance(found, Prepared) else Prepared(lambda _: None, found)
