"""Converts the values of placeholders to the JSON that is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import partial
from math import isfinite
from typing import cast
from uuid import UUID

from pydantic import BaseModel, JsonValue
from pydantic_core import PydanticCustomError

from notify_sdk._characters import has_half_a_character
from notify_sdk._validation.accepted import is_personal_dataclass, of_dataclass
from notify_sdk._validation.rules import HALF, shown
from notify_sdk._validation.wording import refusal

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MAX_DEPTH = 200


def json_value(value: object, depth: int = 0, *, lenient: bool = False) -> JsonValue:
    """Converts a value of the personalisation to the JSON that is sent.

    A `UUID`, an `Enum` of texts or numbers, a `date` (as `23 November 2026`), a tuple and a set (sorted), a dataclass
    and a pydantic model have one obvious form. A `Decimal` or a `datetime` has several, so the author of the message has to format those.

    Args:
        value: The value.
        depth: How deeply it is nested.
        lenient: Accept whatever Notify accepts, as the sandbox does.

    Raises:
        PydanticCustomError: If the value can't be sent.
    """
    __tracebackhide__ = True
    if depth > _MAX_DEPTH and not lenient:
        raise refusal("personalisation", "the value is nested too deeply")
    inner = partial(json_value, depth=depth + 1, lenient=lenient)
    match value:
        case Enum():
            return json_value(value.value, depth + 1, lenient=lenient)
        case None | bool() | int():
            return value
        case str():
            if not lenient:
                _refuse_half(value, "value")
            return str(value)
        case float() if lenient or isfinite(value):
            return value
        case UUID():
            return str(value)
        case date() if not isinstance(value, datetime):
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case BaseModel():
            return json_value(value.model_dump(mode="json", exclude_unset=True), depth, lenient=lenient)
        case list() | tuple():
            return list(map(inner, cast("list[object]", value)))
        case set() | frozenset():
            return sorted(map(inner, cast("set[object]", value)), key=str)
        case Mapping():
            given = cast("Mapping[object, object]", value)
            if wrong := [key for key in given if not isinstance(key, str)]:
                raise refusal("personalisation", f"the key {shown(wrong[0])} is not a text")
            keys = list(map(str, given))
            if not lenient:
                _refuse_half("".join(keys), "value has a key that")
            return dict(zip(keys, map(inner, given.values()), strict=True))
        case _ if is_personal_dataclass(value):
            return json_value(of_dataclass(value), depth, lenient=lenient)
        case _:
            raise _not_json(value)


_BYTES = 'for a text, write value.decode(); for a file, prepare_upload(value, "name.pdf")'
_HINTS: Mapping[str, str] = {
    "Decimal": 'write it as text first, such as f"{value:.2f}"',
    "Fraction": 'write it as text first, such as f"{float(value):.2f}"',
    "datetime": 'write it as text first, such as value.strftime("%d %B %Y at %H:%M")',
    "time": 'write it as text first, such as value.strftime("%H:%M")',
    "timedelta": 'write it as text first, such as f"{value.days} days"',
    "float": "a number that is not finite can't be written in JSON",
    "bytes": _BYTES,
    "bytearray": _BYTES,
    "memoryview": _BYTES,
    "_IOBase": 'for a file, write prepare_upload(value, "name.pdf")',
    "PurePath": 'for a file, write prepare_upload(value, "name.pdf"); for its name, str(value)',
    "SecretStr": "write value.get_secret_value()",
    "PhoneNumber": 'write it as text first, such as f"+{value}"',
    "PostalAddress": "write list(value.lines), or str(value)",
    "Iterable": "write list(value)",
}
"""What to write instead of a value of a class, or of one that is derived from it."""


def _not_json(value: object) -> PydanticCustomError:
    __tracebackhide__ = True
    kinds = [each.__name__ for each in type(value).__mro__]
    if isinstance(value, Iterable):
        kinds.append("Iterable")
    hint = next((_HINTS[kind] for kind in kinds if kind in _HINTS), "write it as text first, such as str(value)")
    return refusal("personalisation", f"a value of type {kinds[0]} can't be sent", hint)


def _refuse_half(text: str, what: str) -> None:
    __tracebackhide__ = True
    if has_half_a_character(text):
        raise refusal("personalisation", f"the {what} {HALF}")
