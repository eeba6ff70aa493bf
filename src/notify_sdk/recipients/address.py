"""Postal addresses that Notify can send a letter to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from ._error import RecipientError
from ._field import field_schema
from ._text import tidied
from .country import UNITED_KINGDOM, Country, find_country
from .postcode import normalised_postcode

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

ForeignPostage: TypeAlias = Literal["europe", "rest-of-world"]
"""The class of post of a letter to a country outside the UK."""

_MIN_LINES, _MAX_LINES = 3, 7
_BFPO = re.compile(r"bfpo(?: ?c/o)? ?(?P<number>\d+)?", re.IGNORECASE)
_FORBIDDEN_START = frozenset('@()=[]"\\/,<>~')
_NO_ADDRESS = re.compile(r"no fixed (?:abode|address)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address that Notify can send a letter to.

    Attributes:
        lines: What is printed, tidied: three to seven lines, the last of them a postcode, a BFPO number or
            a country. Joined by line breaks, they are its `str`.
        country: The country it is in.
        postcode: The UK postcode, or None.
        bfpo_number: The number of the forces' post office, or None.
        postage: The class of post that a foreign address takes; None where the sender chooses.
    """

    lines: tuple[str, ...]
    country: str
    postcode: str | None
    bfpo_number: int | None
    postage: ForeignPostage | None

    @property
    def international(self) -> bool:
        """Whether it is outside the UK."""
        return self.postage is not None

    @classmethod
    def from_lines(cls, lines: Iterable[str], *, allow_international: bool = True) -> PostalAddress:
        """Reads an address from its lines, top to bottom. A line may hold several, and empty ones don't count.

        Args:
            lines: The lines, such as `["Amala Bird", "102 High Street", "SW14 6BH"]`.
            allow_international: Whether your service may send letters abroad.

        Returns:
            The address, with its lines as they are printed.

        Raises:
            RecipientError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        return _read("\n".join(lines), allow_international=allow_international)

    @classmethod
    def from_personalisation(
        cls, personalisation: Mapping[str, object], *, allow_international: bool = True
    ) -> PostalAddress:
        """Reads an address from the personalisation of a letter, which may have placeholders, too.

        Args:
            personalisation: Holds `address_line_1` to `address_line_7`, or `address_line_1` to
                `address_line_6` and `postcode`, spelled just so. `postcode` is passed over where
                `address_line_7` is there.
            allow_international: Whether your service may send letters abroad.

        Returns:
            The address, with its lines as they are printed.

        Raises:
            RecipientError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        last = "address_line_7" if "address_line_7" in personalisation else "postcode"
        values = [personalisation.get(key) for key in (*(f"address_line_{line}" for line in range(1, 7)), last)]
        try:
            return _read(
                "\n".join(str(value) if value else "" for value in values), allow_international=allow_international
            )
        except RecipientError as error:
            hint = _missing(personalisation) if error.code == "TOO_FEW_LINES" else None
            raise RecipientError(error.code, error.message, hint or error.hint) from None

    def personalisation(self) -> dict[str, str]:
        """The address as the personalisation of a letter: `address_line_1` and on, the last line as `postcode`.

        Values of placeholders are put beside it: `address.personalisation() | {"name": "Ada"}`.
        """
        __tracebackhide__ = True
        values = dict[str, str]()
        for number, line in enumerate(self.lines[:-1], 1):
            values[f"address_line_{number}"] = line
        values["postcode"] = self.lines[-1]
        return values

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<PostalAddress: {len(self.lines)} lines, {self.country}>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        shape = core_schema.list_schema(core_schema.str_schema())
        return field_schema(cls, cls._parse_any, lambda address: list(address.lines), shape)

    @classmethod
    def _parse_any(cls, value: object) -> PostalAddress:
        if isinstance(value, Mapping):
            return cls.from_personalisation(cast("Mapping[str, object]", value))
        if isinstance(value, str):
            return cls.from_lines([value])
        if isinstance(value, Iterable):
            lines = list(cast("Iterable[object]", value))
            if all(isinstance(line, str) for line in lines):
                return cls.from_lines(cast("list[str]", lines))
        raise RecipientError("NOT_AN_ADDRESS", "the address is not a list of lines", "give a text, or a list of texts")


def _missing(personalisation: Mapping[str, object]) -> str | None:
    __tracebackhide__ = True
    wanted = ("address_line_1", "address_line_2", "postcode")
    missing = [key for key in wanted if not personalisation.get(key)]
    return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing" if missing else None


def _read(text: str, *, allow_international: bool) -> PostalAddress:
    __tracebackhide__ = True
    tidy = list(map(_tidied, text.splitlines()))
    lines = [line for line in tidy if line]
    lines, bfpo_number = _without_bfpo(lines)
    lines, country = _without_country(lines)
    postcode = normalised_postcode(lines[-1]) if lines and country.zone == "united-kingdom" else None
    if postcode:
        lines = [*lines[:-1], postcode]
    if bfpo_number is not None:
        lines = [*lines, f"BFPO {bfpo_number}"]
    if country.zone != "united-kingdom":
        lines = [*lines, country.name]
    _check(lines, country, postcode, bfpo_number, allow_international=allow_international)
    postage = None if country.zone == "united-kingdom" else country.zone
    return PostalAddress(tuple(lines), country.name, postcode, bfpo_number, postage)


def _tidied(line: str) -> str:
    __tracebackhide__ = True
    return re.sub(r" +(?=[,.])", "", tidied(line).rstrip(" ,"))


def _without_bfpo(lines: list[str]) -> tuple[list[str], int | None]:
    """The lines without the BFPO lines, and the BFPO number."""
    __tracebackhide__ = True
    matches = [_BFPO.fullmatch(line) for line in lines]
    number = next((found["number"] for found in matches if found and found["number"]), None)
    if number is None:
        return lines, None
    return [line for line, found in zip(lines, matches, strict=True) if not found], int(number)


_DEFAULT_COUNTRY = Country(UNITED_KINGDOM, "united-kingdom")


def _without_country(lines: list[str]) -> tuple[list[str], Country]:
    """The lines without the country at their end, and that country: the UK if there is none."""
    __tracebackhide__ = True
    last = find_country(lines[-1]) if lines else None
    if last is None:
        return lines, _DEFAULT_COUNTRY
    if last.zone != "united-kingdom":
        return lines[:-1], last
    removed = 0
    for line in reversed(lines):
        found = find_country(line)
        if found and found.zone != "united-kingdom":
            break
        removed += found is not None
    # As many lines as name the UK go from the end, whichever lines these are: so does Notify.
    return lines[:-removed], _DEFAULT_COUNTRY


def _check(
    lines: list[str], country: Country, postcode: str | None, bfpo_number: int | None, *, allow_international: bool
) -> None:
    __tracebackhide__ = True
    abroad = country.zone != "united-kingdom"
    if len(lines) < _MIN_LINES:
        raise RecipientError("TOO_FEW_LINES", "Address must be at least 3 lines", f"add a line: there are {len(lines)}")
    if len(lines) > _MAX_LINES:
        raise RecipientError(
            "TOO_MANY_LINES", "Address must be no more than 7 lines", f"join some lines: there are {len(lines)}"
        )
    for place, line in enumerate(lines[:2], 1):
        if not any(character.isascii() and character.isalnum() for character in line):
            raise RecipientError(
                "NO_ALPHANUMERIC",
                "The first 2 lines of the address must both include at least one alphanumeric character",
                f"line {place} has no letter or digit",
            )
    if bfpo_number is not None and abroad:
        raise RecipientError(
            "BFPO_WITH_COUNTRY", "The last line of a BFPO address must not be a country.", "leave the country out"
        )
    if not (postcode or bfpo_number is not None or (abroad and allow_international)):
        message = "Last line of address must be a real UK postcode or another country"
        raise RecipientError(
            "NO_POSTCODE",
            message if allow_international else "Must be a real UK postcode",
            f"line {len(lines)} is neither: the postcode needs a line of its own",
        )
    for place, line in enumerate(lines, 1):
        if line[0] in _FORBIDDEN_START:
            raise RecipientError(
                "FORBIDDEN_START",
                "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < >",
                f"line {place} starts with {line[0]}",
            )
    if any(line.lower() == "nfa" or _NO_ADDRESS.search(line) for line in lines):
        raise RecipientError("NO_FIXED_ADDRESS", "Must be a real address", "a letter needs a place to go to")
