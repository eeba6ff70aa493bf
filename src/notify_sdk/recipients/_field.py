"""Lets pydantic fields have the recipient classes as their types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ._error import RecipientError

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

T = TypeVar("T")


def field_schema(
    kind: type[T], parse: Callable[[object], T], write: Callable[[T], object], shape: CoreSchema
) -> CoreSchema:
    """The pydantic schema of a class that is parsed from plain data and written back as plain data.

    Args:
        kind: The class. An instance of it is taken as it is.
        parse: Makes one from what was given; a `RecipientError` becomes the field's error.
        write: Makes the plain data of one, which `parse` reads again.
        shape: The plain data, as pydantic describes it in a JSON Schema.
    """
    from pydantic_core import PydanticCustomError, core_schema

    def validate(value: object) -> T:
        if isinstance(value, kind):
            return value
        try:
            return parse(value)
        except RecipientError as error:
            raise PydanticCustomError(
                error.code.lower(),  # pyright: ignore[reportArgumentType] - declared as a literal; the codes are ours
                "{message}",
                {"message": error.message, "hint": error.hint},
            ) from None

    return core_schema.json_or_python_schema(
        json_schema=core_schema.no_info_after_validator_function(validate, shape),
        python_schema=core_schema.no_info_plain_validator_function(validate),
        serialization=core_schema.plain_serializer_function_ser_schema(write),
    )


def text(value: object, name: str) -> str:
    """The value, if it is a text.

    Raises:
        RecipientError: If it is not.
    """
    __tracebackhide__ = True
    if not isinstance(value, str):
        raise RecipientError("NOT_A_TEXT", f"{name} is not a text", f"it is of type {type(value).__name__}: give a str")
    return value
