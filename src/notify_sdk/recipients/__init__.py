"""Parses and validates recipients as Notify does: phone numbers, email addresses and postal addresses.

Each class reads what a person wrote with `parse` (an address with `from_lines` or `from_personalisation`),
raises `RecipientError` where Notify would refuse it, and can be the type of a pydantic field. `normal_form`
shows whether two of them are the same.
"""

from __future__ import annotations

from notify_sdk._lazy import set_module

from ._error import RecipientError
from .address import ForeignPostage, PostalAddress
from .country import Country, Zone, find_country
from .email import EmailAddress
from .normal_form import normal_form
from .phone import PhoneNumber
from .postcode import Postcode, normalised_postcode

__all__ = [
    "Country",
    "EmailAddress",
    "ForeignPostage",
    "PhoneNumber",
    "PostalAddress",
    "Postcode",
    "RecipientError",
    "Zone",
    "find_country",
    "normal_form",
    "normalised_postcode",
]

set_module(__name__, globals(), set(__all__) - {"ForeignPostage", "Zone"})
