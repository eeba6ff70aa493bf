"""What a client does with placeholders whose values are blank. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from enum import Enum
from typing import Literal, TypeAlias, cast

from notify_sdk.errors import ErrorDetail, RequestValidationError

Blanks: TypeAlias = Literal["send", "omit", "refuse"]
"""`"send"` sends blank values as they are, `"omit"` leaves them out, `"refuse"` raises an error that names them."""

BLANKS: tuple[Blanks, ...] = ("send", "omit", "refuse")
ADDRESS_LINES = frozenset(("postcode", *(f"address_line_{number}" for number in range(1, 8))))
"""The names of a letter's personalisation that are lines of its address."""


def parse_blanks(blanks: str) -> Blanks:
    """The option of a client.

    Raises:
        RequestValidationError: If it is not one of the three.
    """
    for policy in BLANKS:
        if blanks == policy:
            return policy
    raise RequestValidationError.of(f"blanks is not one of {', '.join(BLANKS)}", field="blanks")


def is_blank(value: object) -> bool:
    """Whether a value is one of those that Notify drops from a list, or a list of nothing else.

    Those are None and texts of spaces and invisible characters alone. `False` and `0` are not blank.
    """
    __tracebackhide__ = True
    if not isinstance(value, list | tuple | Set):
        return _is_blank_item(value)
    return all(map(_is_blank_item, cast("Iterable[object]", value)))


def _is_blank_item(item: object) -> bool:
    __tracebackhide__ = True
    from notify_sdk.rendering.placeholders import is_blank_text

    if isinstance(item, Enum):
        item = item.value
    return item is None or (isinstance(item, str) and is_blank_text(item))


def without_blanks(values: dict[str, object], blanks: Blanks, *, letter: bool) -> dict[str, object]:
    """The values of placeholders that are sent.

    Args:
        values: The values by name.
        blanks: What to do with those that are blank.
        letter: Whether they are those of a letter. The lines of its address are no placeholders, and may be blank.

    Raises:
        RequestValidationError: If some are blank, and such are refused.
    """
    __tracebackhide__ = True
    kept, blank = dict[str, object](), list[str]()
    for name, value in values.items():
        if is_blank(value) and not (letter and name in ADDRESS_LINES):
            blank.append(str(name))
        else:
            kept[name] = value
    if blanks == "send" or not blank:
        return values
    if blanks == "refuse":
        raise RequestValidationError([_refusal(name) for name in blank])
    return kept


def of_a_letter(values: Mapping[str, object]) -> bool:
    """Whether values are those of a letter, as a preview may have them: they begin with an address."""
    __tracebackhide__ = True
    return "address_line_1" in values


def _refusal(name: str) -> ErrorDetail:
    hint = "give it a value: this client refuses blank ones, see blanks="
    return ErrorDetail(
        "ValidationError", f"personalisation.{name} is blank", hint, code="blank", field="personalisation"
    )
