"""Phone numbers that a text message can be sent to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK
from notify_sdk._uk_mobile import MAX_LENGTH, plain_uk_mobile

from ._data import load
from ._error import RecipientError
from ._field import field_schema, text
from ._text import ascii_folded

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as Metadata
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_KNOWN = frozenset(ASCII_SPACE + INVISIBLE + NO_BREAK + "()+-0123456789")

_UNKNOWN_CHARACTER = ("UNKNOWN_CHARACTER", "Must not contain letters or symbols")
_TOO_SHORT = ("TOO_SHORT", "Not enough digits")
_TOO_LONG = ("TOO_LONG", "Too many digits")
_UNSUPPORTED = ("UNSUPPORTED_COUNTRY_CODE", "Not a valid country prefix")
_INVALID = ("INVALID_NUMBER", "Number is not valid – double check the phone number you entered")
_HINTS = {
    "TOO_SHORT": "a UK mobile number has 11 digits, such as 07700 900 900",
    "TOO_LONG": "a UK mobile number has 11 digits; give one number only",
    "UNSUPPORTED_COUNTRY_CODE": "Notify sends no texts to numbers that begin like this",
    "INVALID_NUMBER": "no such number is in use: for a number outside the UK, begin with + and the country code",
}


class _Rate(TypedDict):
    rate_multiplier: float
    names: list[str]
    delivery_receipts: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone number that Notify can send a text message to.

    Attributes:
        normalised: All digits with the country code in front, such as `447700900900`. Also its `str`.
        country_code: The country's calling code, such as `44`.
        country: Who has that code, such as `United Kingdom`.
        international: Whether Notify counts it as a number outside the UK.
        crown_dependency: Whether it is one of Jersey, Guernsey or the Isle of Man.
        landline: Whether it is a UK number that is not a mobile.
        rate_multiplier: How many times the UK rate a fragment costs there.
    """

    normalised: str
    country_code: str
    country: str
    international: bool
    crown_dependency: bool
    landline: bool
    rate_multiplier: float

    @classmethod
    def parse(cls, number: str, *, allow_international: bool = True, allow_landline: bool = True) -> PhoneNumber:
        """Reads a phone number as people write it.

        Args:
            number: The number, which may have spaces, brackets and dashes; with `+` and the country
                code if it is not a UK number.
            allow_international: Whether your service may send texts outside the UK.
            allow_landline: Whether your service may send texts to UK landlines.

        Returns:
            The number, its country and what a text to it costs.

        Raises:
            RecipientError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        parsed = _parsed(text(number, "the phone number"))
        if not allow_international and parsed.country_code != "44":
            if not parsed.international:  # a drama number abroad passes for British until it is sent to
                raise RecipientError("NO_LANDLINE", "Not a UK mobile number", "UK mobile numbers begin with 07")
            raise RecipientError(
                "NO_INTERNATIONAL", "Cannot send to international mobile numbers", "give a number that begins with +44"
            )
        if not allow_landline and parsed.landline:
            raise RecipientError("NO_LANDLINE", "Not a UK mobile number", "UK mobile numbers begin with 07")
        return parsed

    def __str__(self) -> str:
        return self.normalised

    def __repr__(self) -> str:
        return f"<PhoneNumber: {self.country}>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return field_schema(
            cls,
            lambda value: cls.parse(text(value, "the phone number")),
            lambda number: f"+{number}",
            core_schema.str_schema(),
        )


def _parsed(number: str) -> PhoneNumber:
    __tracebackhide__ = True
    mobile = plain_uk_mobile(number)
    if mobile:
        return _uk_mobile(mobile)
    try:
        found = _attempt(number)
    except RecipientError:
        # As given first, and only then without what may stand in the way: this is how Notify does it.
        found = _attempt(ascii_folded(number.replace("+", "").lstrip("0")))
    return _described(found)


def _uk_mobile(normalised: str) -> PhoneNumber:
    __tracebackhide__ = True
    return PhoneNumber(
        normalised=normalised,
        country_code="44",
        country="United Kingdom",
        international=False,
        crown_dependency=False,
        landline=False,
        rate_multiplier=1,
    )


def _refusal(reason: tuple[str, str], hint: str | None = None) -> RecipientError:
    return RecipientError(*reason, hint or _HINTS[reason[0]])


def _attempt(number: str) -> Metadata:
    __tracebackhide__ = True
    import phonenumbers
    from phonenumbers import ValidationResult as Reason

    wrong = next((character for character in number if character not in _KNOWN), None)
    if wrong:
        raise _refusal(_UNKNOWN_CHARACTER, f"remove {wrong!r}: only digits, spaces, brackets, + and - are allowed")
    if not number:
        raise _refusal(_TOO_SHORT)
    if len(number) > MAX_LENGTH:
        raise _refusal(_INVALID)
    try:
        found = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        raise _refusal(_INVALID) from None
    reason = phonenumbers.is_possible_number_with_reason(found)
    if reason != Reason.IS_POSSIBLE:
        abroad = _as_international(number)
        if abroad is None or not phonenumbers.is_possible_number(abroad):
            raise _refusal(
                {
                    Reason.TOO_LONG: _TOO_LONG,
                    Reason.TOO_SHORT: _TOO_SHORT,
                    Reason.IS_POSSIBLE_LOCAL_ONLY: _TOO_SHORT,
                    Reason.INVALID_COUNTRY_CODE: _UNSUPPORTED,
                }.get(reason, _INVALID)
            )
        found = abroad
    if not _is_drama(found) and not _can_receive(found):
        raise _refusal(_INVALID)
    return found


def _as_international(number: str) -> Metadata | None:
    __tracebackhide__ = True
    import phonenumbers

    try:
        return phonenumbers.parse("+" + number, None)
    except phonenumbers.NumberParseException:
        return None


def _can_receive(found: Metadata) -> bool:
    __tracebackhide__ = True
    import phonenumbers
    from phonenumbers import PhoneNumberType as Type

    taken = {Type.FIXED_LINE, Type.MOBILE, Type.FIXED_LINE_OR_MOBILE, Type.UAN, Type.PERSONAL_NUMBER}
    return phonenumbers.is_valid_number(found) and phonenumbers.number_type(found) in taken


def _is_drama(found: Metadata) -> bool:
    """Numbers for films and tests, 07700 900 000 to 999. Notify checks only for 7700 and one digit, in any country."""
    __tracebackhide__ = True
    return re.match(r"7700\d", str(found.national_number)) is not None


def _described(found: Metadata) -> PhoneNumber:
    __tracebackhide__ = True
    import phonenumbers
    from phonenumbers import PhoneNumberType as Type

    normalised = f"{found.country_code}{phonenumbers.national_significant_number(found)}"
    rates = _rates()
    code = str(found.country_code)
    # North American numbers are told apart by their area
    rate = rates.get(normalised[:4]) if code == "1" else None
    rate = rate or rates.get(code)
    if rate is None:
        raise _refusal(_UNSUPPORTED)
    british = phonenumbers.region_code_for_number(found) == "GB" or _is_drama(found)
    kind = phonenumbers.number_type(found)
    return PhoneNumber(
        normalised=normalised,
        country_code=code,
        country="United Kingdom" if british and code == "44" else ", ".join(rate["names"]),
        international=not british,
        crown_dependency=code == "44" and not british,
        landline=code == "44" and kind in {Type.FIXED_LINE, Type.FIXED_LINE_OR_MOBILE, Type.UAN},
        rate_multiplier=1 if british and code == "44" else rate["rate_multiplier"],
    )


def reports_delivery(number: str) -> bool:
    """Whether the networks of a number's country report to Notify that a text message has arrived."""
    try:
        parsed = _parsed(number)
    except RecipientError:
        return True
    rates = _rates()
    area = rates.get(parsed.normalised[:4]) if parsed.country_code == "1" else None
    return (area or rates[parsed.country_code]).get("delivery_receipts", True)


@cache
def _rates() -> Mapping[str, _Rate]:
    return cast("Mapping[str, _Rate]", load("sms_rates")["prefixes"])
