"""What people fill into the field of a form: the text that is kept of it, or what to say to them.

The form fields for Django and WTForms share it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from notify_sdk._characters import has_half_a_character

from ._error import RecipientError
from .address import PostalAddress
from .email import EmailAddress
from .phone import PhoneNumber

Wording: TypeAlias = Literal["design-system", "notify"]
"""The wording of errors in a form: as the GOV.UK Design System recommends, or as Notify words them."""

MAX_EMAIL_LENGTH = 320
"""The longest email address that Notify takes."""


@dataclass(frozen=True, slots=True)
class FormPhoneNumber:
    """A phone number in a form. It is kept as `+`, the country code and the number.

    Attributes:
        international_numbers: Whether it may be outside the UK.
        landlines: Whether it may be a UK landline.
        wording: The wording of the error.
    """

    international_numbers: bool = True
    landlines: bool = True
    wording: Wording = "design-system"

    def kept(self, text: str) -> str:
        """What is kept of a text that is not blank; Notify accepts it.

        Raises:
            RecipientError: If Notify would not send to it. Its message is for the person who filled in the form.
        """
        __tracebackhide__ = True
        return _kept(self._parse, text, self.wording, self._message)

    @property
    def blank(self) -> str:
        """What to say if nothing was filled in."""
        return _blank(self._parse, self.wording, f"Enter a {self._noun}")

    def _parse(self, text: str) -> str:
        __tracebackhide__ = True
        number = PhoneNumber.parse(text, allow_international=self.international_numbers, allow_landline=self.landlines)
        return f"+{number}"

    @property
    def _noun(self) -> str:
        uk = "" if self.international_numbers else "UK "
        return f"{uk}telephone number" if self.landlines else f"{uk}mobile number"

    def _message(self, code: str) -> str:
        __tracebackhide__ = True
        like = "like 07700 900 982" + (" or +33 6 39 98 12 34" if self.international_numbers else "")
        plain = self._noun[0].upper() + self._noun[1:]
        match code:
            case "UNKNOWN_CHARACTER":
                return f"{plain} must only include numbers, spaces, brackets, hyphens and a plus sign"
            case "TOO_SHORT":
                return f"{plain} must have more digits, {like}"
            case "TOO_LONG":
                return f"{plain} must have fewer digits, {like}"
            case "UNSUPPORTED_COUNTRY_CODE" if self.international_numbers:
                return f"Enter a {self._noun} in a country that texts can be sent to, {like}"
            case "NO_LANDLINE":
                return "Enter a UK mobile number, like 07700 900 982"
            case _:
                return f"Enter a {self._noun}, {like}"


@dataclass(frozen=True, slots=True)
class FormEmailAddress:
    """An email address in a form. It is kept in lower case, without invisible characters.

    Attributes:
        wording: The wording of the error.
    """

    wording: Wording = "design-system"

    def kept(self, text: str) -> str:
        """What is kept of a text that is not blank; Notify accepts it.

        Raises:
            RecipientError: If Notify would not send to it. Its message is for the person who filled in the form.
        """
        __tracebackhide__ = True
        return _kept(self._parse, text, self.wording, self._message)

    @property
    def blank(self) -> str:
        """What to say if nothing was filled in."""
        return _blank(self._parse, self.wording, "Enter an email address")

    def _parse(self, text: str) -> str:
        __tracebackhide__ = True
        try:
            return str(EmailAddress.parse(text))
        except RecipientError as error:
            code = "TOO_LONG" if len(text.strip()) > MAX_EMAIL_LENGTH else error.code
            raise RecipientError(code, error.message, error.hint) from None

    def _message(self, code: str) -> str:
        __tracebackhide__ = True
        if code == "TOO_LONG":
            return f"Email address must be {MAX_EMAIL_LENGTH} characters or less"
        return "Enter an email address in the correct format, like name@example.com"


_ADDRESS = {
    "TOO_FEW_LINES": "Address must have at least 3 lines",
    "TOO_MANY_LINES": "Address must have 7 lines or less",
    "NO_ALPHANUMERIC": "The first 2 lines of the address must each include a letter or a number",
    "FORBIDDEN_START": 'Address lines must not start with @ ( ) = [ ] " \\ / , < > or ~',
    "NO_FIXED_ADDRESS": "Enter an address that a letter can be delivered to",
    "BFPO_WITH_COUNTRY": "Address must not include a country if it has a BFPO number",
    "CHARACTER": "Address must not include control characters",
}


@dataclass(frozen=True, slots=True)
class FormPostalAddress:
    """A postal address in a form, one line below the other. It is kept as Notify prints it.

    Attributes:
        international_addresses: Whether it may be outside the UK.
        wording: The wording of the error.
    """

    international_addresses: bool = True
    wording: Wording = "design-system"

    def kept(self, text: str) -> str:
        """What is kept of a text that is not blank; Notify accepts it.

        Raises:
            RecipientError: If Notify would not send to it. Its message is for the person who filled in the form.
        """
        __tracebackhide__ = True
        return _kept(self._parse, text, self.wording, self._message)

    @property
    def blank(self) -> str:
        """What to say if nothing was filled in."""
        return _blank(self._parse, self.wording, "Enter an address")

    def _parse(self, text: str) -> str:
        __tracebackhide__ = True
        address = str(PostalAddress.from_lines([text], allow_international=self.international_addresses))
        if "\0" in address or has_half_a_character(address):  # Notify can't store it
            raise RecipientError("CHARACTER", "an address line contains a character that can't be sent", "leave it out")
        return address

    def _message(self, code: str) -> str:
        __tracebackhide__ = True
        if code != "NO_POSTCODE":
            return _ADDRESS[code]
        if self.international_addresses:
            return "The last line of the address must be a full UK postcode or a country"
        return "The last line of the address must be a full UK postcode, like SW1A 2AA"


FormValue: TypeAlias = FormPhoneNumber | FormEmailAddress | FormPostalAddress


def _kept(parse: Callable[[str], str], text: str, wording: Wording, message: Callable[[str], str]) -> str:
    __tracebackhide__ = True
    try:
        return parse(text)
    except RecipientError as error:
        said = error.message if wording == "notify" else message(error.code)
        raise RecipientError(error.code, said, error.hint) from None


def _blank(parse: Callable[[str], str], wording: Wording, message: str) -> str:
    if wording == "notify":
        try:
            parse("")
        except RecipientError as error:
            return error.message
    return message
