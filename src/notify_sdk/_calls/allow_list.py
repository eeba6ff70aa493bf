"""The allow-list of a client: the only recipients that it may send to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from notify_sdk import models
from notify_sdk._validation.checks import Checks
from notify_sdk._validation.request import Request
from notify_sdk.errors import RequestValidationError
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError, normal_form

Allowed: TypeAlias = str | EmailAddress | PhoneNumber | PostalAddress | Postcode
"""An entry of an allow-list; of a postal address, its postcode is allowed."""

_DOMAIN = re.compile(r"@?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})", re.IGNORECASE)
_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class AllowList:
    """The recipients that a client may send to. Its `repr` shows none of them."""

    emails: frozenset[str] = field(default=_NOTHING, repr=False)
    domains: frozenset[str] = field(default=_NOTHING, repr=False)
    numbers: frozenset[str] = field(default=_NOTHING, repr=False)
    postcodes: frozenset[str] = field(default=_NOTHING, repr=False)

    @classmethod
    def parse(cls, entries: Iterable[Allowed]) -> AllowList:
        """Reads email addresses, domains (`@example.gov.uk`), phone numbers and, for letters, postcodes or addresses.

        Raises:
            RequestValidationError: If an entry is none of them. It is named by its place, not shown.
        """
        __tracebackhide__ = True
        if isinstance(entries, str):
            raise RequestValidationError.of("only_to is not a list", 'write only_to=["..."]', field="only_to")
        found: dict[str, set[str]] = {"emails": set(), "domains": set(), "numbers": set(), "postcodes": set()}
        for place, entry in enumerate(entries):
            kind, value = _parse_entry(entry, place)
            found[kind].add(value)
        return cls(**{kind: frozenset(values) for kind, values in found.items()})

    def refuse_others(self, request: Request) -> None:
        """Refuses a request to a recipient that is not in the list.

        A letter is allowed by the postcode of its address. The address of a PDF of your own is inside the
        PDF, so those are always refused.

        Raises:
            RequestValidationError: If the recipient is not allowed.
        """
        __tracebackhide__ = True
        match request:
            case models.SendSmsRequest(phone_number=number):
                name, allowed = "phone_number", self._allows_number(number)
            case models.SendEmailRequest(email_address=address):
                name, allowed = "email_address", self._allows_email(address)
            case models.SendLetterRequest(personalisation=personalisation):
                name, allowed = "postcode", self._allows_letter(personalisation)
            case models.SendPrecompiledLetterRequest():
                name, allowed = "the address inside the PDF", False
            case _:
                return
        if not allowed:
            raise RequestValidationError.of(
                f"{name} is not in the allow-list only_to",
                "this client may not send to anybody else",
                code="outside_only_to",
                field=name if name.isidentifier() else "content",
            )

    def _allows_number(self, number: str) -> bool:
        __tracebackhide__ = True
        return normal_form(number, "sms") in self.numbers

    def _allows_email(self, text: str) -> bool:
        __tracebackhide__ = True
        try:
            EmailAddress.parse(text)
        except RecipientError:
            return False
        address = normal_form(text, "email")
        return address in self.emails or address.partition("@")[2] in self.domains

    def _allows_letter(self, personalisation: models.LetterPersonalisation) -> bool:
        __tracebackhide__ = True
        try:
            address = PostalAddress.from_personalisation(personalisation.model_dump(exclude_unset=True))
        except RecipientError:
            return False
        return address.postcode in self.postcodes


@dataclass(frozen=True, slots=True)
class ClientChecks(Checks):
    """How strictly a client checks requests, and which recipients it allows.

    Attributes:
        only_to: The only recipients that are allowed, at every level; None allows everybody.
    """

    only_to: AllowList | None = None


def _parse_entry(entry: object, place: int) -> tuple[str, str]:
    """The kind of an entry, and its normal form."""
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
            if "@" in text:
                return "emails", normal_form(str(EmailAddress.parse(text)), "email")
            try:
                return "postcodes", Postcode.parse(text).normalised
            except RecipientError:
                return "numbers", normal_form(str(PhoneNumber.parse(text)), "sms")
        except RecipientError:
            pass
    raise RequestValidationError.of(
        f"only_to[{place}] is not an email address, a domain, a phone number or a postcode", field="only_to"
    )
