"""Django's lazy texts, such as those of `gettext_lazy` and `reverse_lazy`, as plain ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from django.utils.functional import LazyObject, Promise

T = TypeVar("T")


def plain(value: T) -> T:
    """A value without lazy texts, in the language that is active now.

    Args:
        value: A text, or a dict, list, tuple or set that holds texts, however deep. What has nothing lazy in it is
            returned itself.
    """
    __tracebackhide__ = True
    return cast("T", _plain(value))


def _plain(value: object) -> object:
    __tracebackhide__ = True
    if isinstance(value, Promise):
        return str(value)
    if issubclass(type(value), LazyObject):
        return str(value) if isinstance(value, str) else value  # a lazy object says that it is what it holds
    if isinstance(value, Mapping):
        given = cast("Mapping[object, object]", value)
        names, values = _each(given.keys()), _each(given.values())
        if names is None and values is None:
            return given
        return dict(zip(names or given.keys(), values or given.values(), strict=True))
    if isinstance(value, (list, tuple, set, frozenset)):
        changed = _each(cast("Collection[object]", value))
        return value if changed is None else changed  # pyright: ignore[reportUnknownVariableType]  # of what, is not known
    return value


def _each(values: Collection[object]) -> list[object] | None:
    """The values as plain ones; None if they are that already."""
    __tracebackhide__ = True
    found = list[object]()
    lazy = False
    for value in values:
        found.append(_plain(value))
        lazy = lazy or found[-1] is not value
    return found if lazy else None


def plain_fields(message: T) -> T:
    """A message of an outbox, or another dataclass, without lazy texts in its fields."""
    __tracebackhide__ = True
    changes = dict[str, object]()
    if is_dataclass(message) and not isinstance(message, type):
        for field in fields(message):
            value: object = getattr(message, field.name)
            made = plain(value)
            if made is not value:
                changes[field.name] = made
        if changes:
            return cast("T", replace(message, **changes))
    return message
