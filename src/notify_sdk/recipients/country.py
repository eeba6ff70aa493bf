"""Countries and territories, by any of the names that Notify knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from ._data import load
from ._error import RecipientError
from ._field import field_schema, text
from ._text import ascii_folded, without

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Zone = Literal["united-kingdom", "europe", "rest-of-world"]
"""Where post goes, and so what it costs."""

UNITED_KINGDOM = "United Kingdom"
_MAX_LENGTH = 200  # far longer than any name


@dataclass(frozen=True, slots=True)
class Country:
    """A country or a territory.

    Attributes:
        name: The name that Notify prints on a letter. Also its `str`.
        zone: Where post to it goes.
    """

    name: str
    zone: Zone

    @classmethod
    def parse(cls, name: str) -> Country:
        """Finds a country by any of its names: in English, in Welsh, in its own language, or as an ISO code.

        Args:
            name: The name, in any case.

        Returns:
            The country, under the name that Notify prints.

        Raises:
            RecipientError: If Notify knows no such country.
        """
        found = find_country(text(name, "the country"))
        if found is None:
            raise RecipientError("UNKNOWN_COUNTRY", "Not a country", "write the country's name in English")
        return found

    def __str__(self) -> str:
        return self.name

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return field_schema(cls, lambda value: cls.parse(text(value, "the country")), str, core_schema.str_schema())


def find_country(name: str) -> Country | None:
    """Finds a country by any of its names.

    Args:
        name: Any of its names, as for `Country.parse`.

    Returns:
        The country, or None if Notify knows none of that name.
    """
    __tracebackhide__ = True
    if len(name) > _MAX_LENGTH:
        return None
    countries = _countries()
    for prefix in ("", "the ", "yr ", "y "):
        if found := countries.get(_key(prefix + name)):
            return found
    return None


def _key(name: str) -> str | None:
    __tracebackhide__ = True
    if any(character.isdigit() for character in name):
        return None
    plain = without(name.replace("&", "and").replace("+", "and"), " _-'’,.()").lower()
    folded = ascii_folded(plain)
    return plain if "?" in folded else folded


@cache
def _countries() -> Mapping[str | None, Country]:
    return {
        _key(spelling): Country(name, zone)
        for zone, countries in load("countries")["zones"].items()
        for name, spellings in countries.items()
        for spelling in spellings
    }
