"""UK postcodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK

from ._data import load
from ._error import RecipientError
from ._field import field_schema, text
from ._text import without

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_MAX_LENGTH = 8


@cache
def _shape() -> re.Pattern[str]:
    areas = "|".join(load("postcode_areas")["areas"])
    return re.compile(rf"(?:{areas})[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{{2}}")


def normalised_postcode(text: str) -> str | None:
    """Writes a postcode as Notify does.

    Args:
        text: The postcode, in any case, with or without spaces.

    Returns:
        The postcode in capitals with one space in it, such as `SW1A 1AA`; None if it is not one.
    """
    __tracebackhide__ = True
    compact = without(text, ASCII_SPACE + INVISIBLE + NO_BREAK).upper()
    if len(compact) > _MAX_LENGTH or not _shape().fullmatch(compact):
        return None
    return f"{compact[:-3]} {compact[-3:]}"


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode of the UK, Jersey, Guernsey, the Isle of Man or the forces. Whether it is in use is not checked.

    Attributes:
        normalised: In capitals with one space, such as `SW1A 1AA`. Also its `str`.
    """

    normalised: str

    @classmethod
    def parse(cls, postcode: str) -> Postcode:
        """Reads a postcode as people write it.

        Args:
            postcode: The postcode, in any case, with or without spaces.

        Returns:
            The postcode.

        Raises:
            RecipientError: If it is not one.
        """
        __tracebackhide__ = True
        found = normalised_postcode(text(postcode, "the postcode"))
        if found is None:
            raise RecipientError("INVALID_POSTCODE", "Must be a real UK postcode", "write it like SW1A 1AA")
        return cls(found)

    def __str__(self) -> str:
        return self.normalised

    def __repr__(self) -> str:
        return "<Postcode>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return field_schema(cls, lambda value: cls.parse(text(value, "the postcode")), str, core_schema.str_schema())
