"""The fields of the form, and their validation."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, RecipientError


class Application(BaseModel, frozen=True):
    """The fields of the form, as they were filled in."""

    name: str = ""
    car: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def lines(self) -> dict[str, str]:
        """The address as a letter needs it, beginning with the name."""
        lines = [self.name, *self.address.splitlines()]
        return {f"address_line_{number}": line for number, line in enumerate(filter(None, lines), 1)}

    def problems(self) -> dict[str, str]:
        """What is wrong with each field, in Notify's words; empty if we can write to this person."""
        found = {name: "Fill this in" for name, text in vars(self).items() if not text.strip()}
        checks: dict[str, Callable[[], object]] = {
            "phone": lambda: PhoneNumber.parse(self.phone),
            "email": lambda: EmailAddress.parse(self.email),
            "address": lambda: PostalAddress.from_personalisation(self.lines),
        }
        for name, check in checks.items():
            try:
                check()
            except RecipientError as error:
                found.setdefault(name, error.message)
        return found
