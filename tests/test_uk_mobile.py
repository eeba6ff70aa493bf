"""UK mobile numbers in their usual form: that each is what libphonenumber's metadata says of it."""

from __future__ import annotations

import pytest

from notify_sdk._uk_mobile import MAX_LENGTH, plain_uk_mobile
from notify_sdk.recipients import phone as phone_module


def test_it_agrees_with_the_metadata() -> None:
    """Every prefix of five digits that the pattern accepts, in each spelling."""
    seen = 0
    for prefix in range(10_000):
        for number in (f"07{prefix:04d}12345", f"+447{prefix:04d}12345", f"447{prefix:04d}12345"):
            found = plain_uk_mobile(number)
            if found is not None:
                seen += 1
                assert found == f"447{prefix:04d}12345"
                assert phone_module._parsed(number) == phone_module._described(phone_module._attempt(number))
    assert seen > 20_000


@pytest.mark.parametrize(
    "number", ["", "07700 900 90", "+33 7 70 09 00 90 0", "07700-900-900", "07700900900" + " " * MAX_LENGTH]
)
def test_all_else_is_left_to_the_metadata(number: str) -> None:
    assert plain_uk_mobile(number) is None
