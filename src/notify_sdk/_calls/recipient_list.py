"""A list of recipients, to which a request goes or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from notify_sdk import models
from notify_sdk._validation.request import Request
from notify_sdk.errors import RequestValidationError
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError, normal_form

Allowed: TypeAlias = str | EmailAddress | PhoneNumber | PostalAddress | Postcode
"""An entry of an allow-list; of a postal address, its postcode is allowed."""

_DOMAIN = re.compile(r"@?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})", re.IGNORECASE)
_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class RecipientList:
    """Recipients, each in its normal form, however it was written. Its `repr` shows none of them."""

    emails: frozenset[str] = field(default=_NOTHING, repr=False)
    domains: frozenset[str] = field(default=_NOTHING, repr=False)
    numbers: frozenset[str] = field(default=_NOTHING, repr=False)
    postcodes: frozenset[str] = field(default=_NOTHING, repr=False)

    @classmethod
    def parse(cls, entries: Iterable[Allowed], option: str) -> RecipientList:
        """Reads email addresses, domains (`@example.gov.uk`), phone numbers and, for letters, postcodes or addresses.

        Args:
            entries: Them.
            option: The option of the client that they are given by.

        Raises:
            RequestValidationError: If an entry is none of them. It is named by its place, not shown.
        """
        __tracebackhide__ = True
        if isinstance(entries, str):
            raise RequestValidationError.of(f"{option} is not a list", f'write {option}=["..."]', field=option)
        found: dict[str, set[str]] = {"emails": set(), "domains": set(), "numbers": set(), "postcodes": set()}
        for place, entry in enumerate(entries):
            parsed = _parse_entry(entry)
            if parsed is None:
                raise RequestValidationError.of(
                    f"{option}[{place}] is not an email address, a domain, a phone number or a postcode", field=option
                )
            kind, value = parsed
            found[kind].add(value)
        return cls(**{kind: frozenset(values) for kind, values in found.items()})

    def has(self, request: Request) -> bool | None:
        """Whether a request to send goes to one of these; None if that is not known.

        A letter goes to the postcode of its address. That of a PDF is inside the PDF, and not known.
        """
        __tracebackhide__ = True
        match request:
            case models.SendSmsRequest(phone_number=number):
                return self.has_number(number)
            case models.SendEmailRequest(email_address=address):
                return self.has_email(address)
            case models.SendLetterRequest(personalisation=personalisation):
                return self._has_letter(personalisation)
            case _:
                return None

    def has_number(self, number: str) -> bool:
        """Whether a phone number is one of these."""
        __tracebackhide__ = True
        return normal_form(number, "sms") in self.numbers

    def has_email(self, text: str) -> bool:
        """Whether an email address, or its domain, is one of these."""
        __tracebackhide__ = True
        try:
            EmailAddress.parse(text)
        except RecipientError:
            return False
        address = normal_form(text, "email")
        return address in self.emails or address.partition("@")[2] in self.domains

    def _has_letter(self, personalisation: models.LetterPersonalisation) -> bool:
        __tracebackhide__ = True
        try:
            address = PostalAddress.from_personalisation(personalisation.model_dump(exclude_unset=True))
        except RecipientError:
            return False
        return address.postcode in self.postcodes


def _parse_entry(entry: object) -> tuple[str, str] | None:
    """The kind of an entry, and its normal form; None if it is no recipient."""
    __tracebackhide__ = True
    if isinstance(entry, PostalAddress):
        entry = entry.postcode
    elif isinstance(entry, PhoneNumber):
        entry = f"+{entry}"
    elif isinstance(entry, EmailAddress | Postcode):
        entry = str(entry)
    if isinstance(entry, str):
        text = entry.strip()
        if domain := _DOMAIN.fullmatch(text):
            return "domains", domain[1].lower()
        try:
            if text.startswith("@"):  # a domain that is not written in ASCII
                return "domains", normal_form(str(EmailAddress.parse(f"a{text}")), "email").partition("@")[2]
            if "@" in text:
                return "emails", normal_form(str(EmailAddress.parse(text)), "email")
            try:
                return "postcodes", Postcode.parse(text).normalised
            except RecipientError:
                return "numbers", normal_form(str(PhoneNumber.parse(text)), "sms")
        except RecipientError:
            pass
    return None
