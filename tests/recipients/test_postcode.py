"""Postcodes: their shape, and the ways to write one."""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK
from notify_sdk.recipients import Postcode, RecipientError
from notify_sdk.recipients.postcode import normalised_postcode
from tests.conformance.data import rows

BLANKS = st.text(ASCII_SPACE + INVISIBLE + NO_BREAK, max_size=3)


def test_normal_forms_are_normal() -> None:
    for row in rows("postcodes"):
        if row["accepted"]:
            assert str(Postcode.parse(row["normalised"])) == row["normalised"]


@given(st.sampled_from(["SW1A 1AA", "M1 1AE", "B33 8TH", "DN55 1PT", "BF1 2AT"]), st.data())
def test_case_and_blanks_do_not_count(postcode: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(BLANKS) + (letter.lower() if data.draw(st.booleans()) else letter)
        for letter in postcode.replace(" ", "")
    )
    assert str(Postcode.parse(written + data.draw(BLANKS))) == postcode


def test_the_last_two_letters_are_those_in_use() -> None:
    """No postcode ends in C, I, K, M, O or V."""
    taken = {one + two for one, two in product(ascii_uppercase, repeat=2) if normalised_postcode(f"SW1A 1{one}{two}")}
    letters = set(ascii_uppercase) - set("CIKMOV")
    assert taken == {one + two for one, two in product(letters, repeat=2)}


@pytest.mark.parametrize("postcode", ["", "SW1A", "SW1A 1A", "SW1A 1AAA", "1SW 1AA", "XX1 1AA", "SW 1AA", "SW1A-1AA"])
def test_other_texts_are_no_postcode(postcode: str) -> None:
    with pytest.raises(RecipientError, match="Must be a real UK postcode") as caught:
        Postcode.parse(postcode)
    assert caught.value.code == "INVALID_POSTCODE"
