"""The error for a recipient that Notify refuses."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import Country, EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError

PARSERS: dict[str, Callable[[str], object]] = {
    "phone number": PhoneNumber.parse,
    "email address": EmailAddress.parse,
    "postcode": Postcode.parse,
    "country": Country.parse,
    "address": lambda text: PostalAddress.from_lines(text.split("|")),
}
# no hint of the package has these letters or digits
PIECES = st.sampled_from(["Zyxqj", "86420753", "@", " ", "+", "(", "|", "\n", "é", ".", "SW1A 1AA", "France"])


def refusal(parse: Callable[[str], object], text: str) -> RecipientError | None:
    try:
        parse(text)
    except RecipientError as error:
        return error
    return None


def test_an_error_can_be_pickled() -> None:
    error = RecipientError("TOO_SHORT", "Not enough digits", "add some")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, str(copy), copy.hint) == ("TOO_SHORT", "Not enough digits", "add some")


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.lists(PIECES, max_size=8).map("".join))
def test_an_error_has_a_code_and_a_hint_and_quotes_nothing(name: str, text: str) -> None:
    error = refusal(PARSERS[name], text)
    if error is not None:
        assert re.fullmatch("[A-Z][A-Z_]+", error.code)
        assert error.hint
        assert str(error) == error.message
        shown = f"{error} {error!r} {error.hint}"
        assert "Zyxqj" not in shown
        assert "86420753" not in shown
