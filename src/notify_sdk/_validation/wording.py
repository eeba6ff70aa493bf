"""Turns pydantic's errors into Notify's, in Notify's words and order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from notify_sdk._validation.rules import HALF, shown

# Notify checks every property, then which are missing, then which are too many; and the rest only if all of that is right.
_ORDER = {"missing": 1, "extra_forbidden": 2}
_LATER = frozenset({"address", "letter_content", "upload"})


def refusal(
    kind: LiteralString,
    message: str,
    hint: str | None = None,
    error: str = "ValidationError",
    code: str | None = None,
) -> PydanticCustomError:
    """The error of one field.

    Args:
        kind: pydantic's type for it.
        message: What is wrong, in Notify's words.
        hint: What to change, where that is known.
        error: The name that Notify gives the error.
        code: Which rule was broken, for a recipient.
    """
    return PydanticCustomError(kind, "{message}", {"message": message, "hint": hint, "error": error, "code": code})


def in_service_words(found: list[ErrorDetails]) -> Iterator[InitErrorDetails]:
    """Pydantic's errors as Notify would report them: in its order, each message once."""
    __tracebackhide__ = True
    seen: set[str] = set()
    # files, PDFs and addresses are checked last, and only the first one that is wrong is reported
    found = [entry for entry in found if entry["type"] not in _LATER] or [
        entry for entry in found if entry["loc"][:2] == found[0]["loc"][:2]
    ]
    extra = sorted(str(entry["loc"][-1]) for entry in found if entry["type"] == "extra_forbidden")
    for entry in sorted(found, key=_rank):
        message = _message(entry, extra)
        if message not in seen:
            seen.add(message)
            kind = entry["type"]
            custom = PydanticCustomError(
                kind,  # pyright: ignore[reportArgumentType] - declared as a literal; this is one of pydantic's own
                "{message}",
                _context(entry, message),
            )
            yield {"type": custom, "loc": entry["loc"], "input": entry["input"]}


def _rank(entry: ErrorDetails) -> int:
    __tracebackhide__ = True
    return _ORDER.get(entry["type"], 0)


def _context(entry: ErrorDetails, message: str) -> dict[str, object]:
    __tracebackhide__ = True
    return {"error": "ValidationError", "hint": None, "code": None, **entry.get("ctx", {}), "message": message}


_TYPES = {"string_type": "string", "dict_type": "object", "model_type": "object", "list_type": "array"}


def _message(entry: ErrorDetails, extra: list[str]) -> str:
    """Notify's message for an error of pydantic."""
    __tracebackhide__ = True
    kind, context = entry["type"], entry.get("ctx", {})
    name = f"{entry['loc'][0]} " if entry["loc"] else ""
    if kind == "missing":
        return f"{name}is a required property"
    if kind == "extra_forbidden":
        return f"Additional properties are not allowed ({', '.join(map(shown, extra))} {'was' if len(extra) == 1 else 'were'} unexpected)"
    if kind == "invalid_key" or entry["loc"][-1:] == ("[key]",):
        return f"{entry['loc'][0]}: the key {shown(entry['input'])} is not a text"
    if kind == "personalisation":
        return f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}"
    if kind == "string_unicode":
        return f"{name}{HALF}"
    if kind in _TYPES:
        return f"{name}{shown(entry['input'])} is not of type {_TYPES[kind]}"
    if kind == "string_too_long":
        return f"{name}{shown(entry['input'])} is too long"
    if kind == "string_too_short":
        return f"{name}is empty"
    if kind == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ")
        return f"{name}{shown(entry['input'])} is not one of [{choices}]"
    return entry["msg"]
