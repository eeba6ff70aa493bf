"""Whom messages go to: phone numbers, email addresses and postal addresses, with Notify's own verdicts.

Each class reads what a person wrote with `parse` (an address with `from_lines` or `from_personalisation`),
raises `RecipientError` where Notify would refuse it, and can be the type of a pydantic field.
"""

from __future__ import annotations

from ._error import RecipientError
from .address import PostalAddress
from .country import Country, Zone, find_country
from .email import EmailAddress
from .phone import PhoneNumber
from .postcode import Postcode, normalised_postcode

__all__ = [
    "Country",
    "EmailAddress",
    "PhoneNumber",
    "PostalAddress",
    "Postcode",
    "RecipientError",
    "Zone",
    "find_country",
    "normalised_postcode",
]
