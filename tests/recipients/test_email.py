"""Email addresses: their normal form, their parts, and the hints for one that is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import EmailAddress, RecipientError
from tests.conformance.data import rows


def test_normal_forms_are_normal() -> None:
    for row in rows("email_addresses"):
        if row["accepted"]:
            assert str(EmailAddress.parse(row["normalised"])) == row["normalised"]


@given(st.emails())
def test_an_address_is_its_local_part_and_its_domain(text: str) -> None:
    try:
        address = EmailAddress.parse(text)
    except RecipientError:
        return
    assert f"{address.local_part}@{address.domain}" == str(address) == text.lower()


@pytest.mark.parametrize(
    ("longest", "longer"),
    [
        (f"{'a' * 308}@example.com", f"{'a' * 309}@example.com"),
        (f"a@{'b' * 63}.uk", f"a@{'b' * 64}.uk"),
        (f"a@{'b.' * 125}uk", f"a@{'b.' * 126}uk"),
        (f"a@b.{'c' * 63}", f"a@b.{'c' * 64}"),
    ],
    ids=["address", "label", "domain", "last label"],
)
def test_maximum_lengths(longest: str, longer: str) -> None:
    assert str(EmailAddress.parse(longest)) == longest
    with pytest.raises(RecipientError):
        EmailAddress.parse(longer)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("a.example.com", "exactly one @"),
        ("a@b@example.com", "exactly one @"),
        ("a..b@example.com", "two dots side by side"),
        ("a b@example.com", "before the @"),
        ("@example.com", "before the @"),
        ("a@", "after the @ comes a domain"),
        ("a@exam ple.com", "after the @ comes a domain"),
        ("a@example", "needs a dot"),
        ("a@-example.com", "single hyphens"),
        ("a@exa_mple.com", "single hyphens"),
        ("a@example.c0m", "must end in letters"),
        (f"{'a' * 320}@example.com", "at most 320 characters; this one has 332"),
    ],
)
def test_a_refused_address_has_a_hint(address: str, hint: str) -> None:
    with pytest.raises(RecipientError, match="Not a valid email address") as caught:
        EmailAddress.parse(address)
    assert hint in caught.value.hint
    assert caught.value.code == "INVALID_EMAIL_ADDRESS"
