"""The fields of the class of a template: one for each placeholder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notify_sdk.rendering import Placeholder, key, placeholders
from notify_sdk.rendering.placeholders import parts

_ADDRESS = frozenset({*(f"addressline{number}" for number in range(1, 8)), "postcode"})


@dataclass(frozen=True, slots=True)
class Field:
    """A placeholder that needs a value.

    Attributes:
        name: Its name as the template spells it first.
        text: The text it shows, if the template uses it only as a conditional; else None.
    """

    name: str
    text: str | None = None

    def __str__(self) -> str:
        return f"(({self.name}))" if self.text is None else f"(({self.name}??{self.text}))"


def fields_of(texts: Iterable[str | None], also: Iterable[str], *, letter: bool) -> tuple[Field, ...]:
    """The placeholders that need values, in order of appearance. A letter's leave out those that the address fills.

    Args:
        texts: The parts of a template.
        also: Names of placeholders that are not in those texts.
        letter: Whether it is a letter.
    """
    shown = [text for text in texts if text]
    plain = {
        key(part.name) for text in shown for part in parts(text) if isinstance(part, Placeholder) and part.text is None
    }
    found = {
        key(each.name): Field(each.name, None if key(each.name) in plain else each.text)
        for each in placeholders(*shown)
    }
    for name in also:
        found.setdefault(key(name), Field(name))
    return tuple(each for name, each in found.items() if not (letter and name in _ADDRESS))
