"""Placeholders: `((name))`, and conditionals: `((name??text))`."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from notify_sdk._characters import INVISIBLE, NO_BREAK

_PLACEHOLDER = re.compile(r"\(\(([^()]+)\)\)")
_IGNORED = str.maketrans("", "", " _-")
_INVISIBLE_OR_NO_BREAK = dict.fromkeys(map(ord, INVISIBLE + NO_BREAK))
_YES = frozenset({"yes", "y", "true", "t", "1", "include", "show"})


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder, as a template writes it.

    Attributes:
        name: What the personalisation calls it.
        text: The text of a conditional, shown when the value says yes; None for a plain placeholder.
    """

    name: str
    text: str | None = None


@lru_cache(maxsize=1024)
def key(name: str) -> str:
    """The form of a name by which Notify compares it: case, spaces, `_` and `-` do not count.

    Args:
        name: The name of a placeholder, or a key of a personalisation.

    Returns:
        The same text for all names that Notify treats as one.
    """
    __tracebackhide__ = True
    return name.translate(_IGNORED).lower()


def placeholders(*texts: str) -> tuple[Placeholder, ...]:
    """The placeholders of a template, in order of appearance.

    Args:
        texts: The parts of the template: for an email subject and body, for a letter contact block,
            heading and body.

    Returns:
        One for each name; where a name comes twice, its first spelling.
    """
    __tracebackhide__ = True
    found: dict[str, Placeholder] = {}
    for text in texts:
        for part in parts(text):
            if isinstance(part, Placeholder):
                found.setdefault(key(part.name), part)
    return tuple(found.values())


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[str | Placeholder, ...]:
    """A template cut into plain text and placeholders."""
    __tracebackhide__ = True
    cut: list[str | Placeholder] = []
    for place, piece in enumerate(_PLACEHOLDER.split(text)):
        if place % 2 == 0:
            if piece:
                cut.append(piece)
        else:
            name, conditional, shown = piece.partition("??")
            cut.append(Placeholder(name, shown if conditional else None))
    return tuple(cut)


def by_key(personalisation: Mapping[str, object]) -> dict[str, object]:
    """The values by their keys. Of two that share a key the last one counts."""
    __tracebackhide__ = True
    return dict(zip(map(key, personalisation), personalisation.values(), strict=True))


def missing(wanted: tuple[Placeholder, ...], values: Mapping[str, object]) -> tuple[str, ...]:
    """The names of placeholders without a value; None does not count as one. `values` are by key."""
    __tracebackhide__ = True
    return tuple(placeholder.name for placeholder in wanted if values.get(key(placeholder.name)) is None)


def filled(text: str, values: Mapping[str, object], *, bullets: bool, how: Callable[[str], str] | None = None) -> str:
    """A template with each placeholder that has a value replaced by it. Filled-in values are not searched for placeholders.

    Args:
        text: The template.
        values: The values, by key.
        bullets: Whether a list becomes bullets; otherwise it becomes `a, b and c`.
        how: What is done to each value before it is filled in.
    """
    __tracebackhide__ = True
    written = list[str]()
    for part in parts(text):
        shown = part if isinstance(part, str) else _shown(part, values, bullets=bullets, how=how)
        written.append(shown)
    return "".join(written)


def _shown(
    placeholder: Placeholder, values: Mapping[str, object], *, bullets: bool, how: Callable[[str], str] | None
) -> str:
    __tracebackhide__ = True
    value = values.get(key(placeholder.name))
    if value is None:
        text = "" if placeholder.text is None else f"??{placeholder.text}"
        return f"(({placeholder.name}{text}))"
    written = _list(cast("list[object]", value), bullets=bullets) if isinstance(value, list) else str(value)
    if how:
        written = how(written)
    if placeholder.text is None:
        return written
    return placeholder.text if written.lower() in _YES else ""


def is_blank_text(text: str) -> bool:
    """Whether Notify drops a text from a list: it has nothing but spaces and invisible characters."""
    __tracebackhide__ = True
    return not _trimmed(text)


def _trimmed(text: str) -> str:
    __tracebackhide__ = True
    return text.translate(_INVISIBLE_OR_NO_BREAK).strip(string.whitespace)


def _list(values: list[object], *, bullets: bool) -> str:
    __tracebackhide__ = True
    items = list[str]()
    for value in values:  # a comprehension would show them in a frame of its own
        item = "" if value is None else _trimmed(str(value))
        if item:
            items.append(item)
    if bullets:
        return "\n\n* " + "\n* ".join(items) if items else ""
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)
