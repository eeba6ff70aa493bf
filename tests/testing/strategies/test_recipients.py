"""Recipients that a strategy makes are accepted by the parser of their kind, and invalid ones refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError
from notify_sdk.testing import strategies
from tests.testing.strategies.quick import quick

PARSERS = {
    "phone_numbers": PhoneNumber.parse,
    "email_addresses": EmailAddress.parse,
    "postcodes": Postcode.parse,
    "postal_addresses": PostalAddress.from_personalisation,
}


@pytest.mark.parametrize("name", PARSERS)
@quick
@given(data=st.data())
def test_recipients_are_accepted(name, data):
    PARSERS[name](data.draw(getattr(strategies, name)()))


@pytest.mark.parametrize("name", ["phone_numbers", "email_addresses"])
@quick
@given(data=st.data())
def test_invalid_recipients_are_refused(name, data):
    with pytest.raises(RecipientError):
        PARSERS[name](data.draw(getattr(strategies, f"invalid_{name}")()))
