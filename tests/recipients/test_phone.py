"""Phone numbers: what a parsed number has, and the fast path for UK mobile numbers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from notify_sdk.recipients import (
    PhoneNumber,
    RecipientError,
)
from tests.conformance.data import rows


def test_a_uk_mobile_and_an_email_address_load_no_metadata() -> None:
    code = (
        "import sys; from notify_sdk.recipients import *;"
        "PhoneNumber.parse('07700 900 900'); EmailAddress.parse('a@example.com');"
        "raise SystemExit('phonenumbers' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_attributes_of_a_phone_number() -> None:
    mobile = PhoneNumber.parse("07700 900 900")
    assert (str(mobile), mobile.country, mobile.international, mobile.landline) == (
        "447700900900",
        "United Kingdom",
        False,
        False,
    )
    french = PhoneNumber.parse("+33 6 12 34 56 78")
    assert (french.country_code, french.country, french.international, french.rate_multiplier) == (
        "33",
        "France",
        True,
        2,
    )
    jersey = PhoneNumber.parse("07797 123456")
    assert (jersey.crown_dependency, jersey.international, jersey.country_code) == (True, True, "44")
    assert PhoneNumber.parse("020 7946 0991").landline


@pytest.mark.parametrize(
    ("number", "options", "message"),
    [
        ("+33 6 12 34 56 78", {"allow_international": False}, "Cannot send to international mobile numbers"),
        ("020 7946 0991", {"allow_landline": False}, "Not a UK mobile number"),
    ],
)
def test_a_stricter_service_refuses_more(number: str, options: dict[str, bool], message: str) -> None:
    with pytest.raises(RecipientError, match=message):
        PhoneNumber.parse(number, **options)


def test_normal_forms_are_normal() -> None:
    """A number without a `+` may be read as one of another country, so it gets its `+` back."""
    for row in rows("phone_numbers"):
        if row["accepted"]:
            assert str(PhoneNumber.parse("+" + row["normalised"])) == row["normalised"]
