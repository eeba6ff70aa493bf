"""Postal addresses: what a parsed address has, and the hints for one that is refused."""

from __future__ import annotations

import pytest

from notify_sdk.recipients import (
    PostalAddress,
    RecipientError,
    find_country,
)
from tests.conformance.data import rows

# The service prints either name of these islands for the other.
TWO_NAMES = {"South Georgia and the South Sandwich Islands", "South Georgia and South Sandwich Islands"}


def test_normalised_addresses_are_normal() -> None:
    """Except where a line before the last names a country: it becomes the last line when the country is removed."""
    for row in rows("postal_addresses"):
        if (
            row["accepted"]
            and not any(map(find_country, row["normalised"][:-1]))
            and row["normalised"][-1] not in TWO_NAMES
        ):
            assert list(PostalAddress.from_lines(row["normalised"]).lines) == row["normalised"]


def test_the_attributes_of_an_address() -> None:
    abroad = PostalAddress.from_lines(["Amala Bird", "Musterstr. 1", "10115 Berlin", "Deutschland"])
    assert (abroad.lines[-1], abroad.country, abroad.postage, abroad.international) == (
        "Germany",
        "Germany",
        "europe",
        True,
    )
    forces = PostalAddress.from_lines(["Jane", "Unit 1", "bfpo c/o 10", "BF1 2AT"])
    assert (forces.bfpo_number, forces.postcode, str(forces)) == (10, "BF1 2AT", "Jane\nUnit 1\nBF1 2AT\nBFPO 10")
    with pytest.raises(RecipientError, match="Must be a real UK postcode"):
        PostalAddress.from_lines(["Amala Bird", "1 Rue", "France"], allow_international=False)


@pytest.mark.parametrize(
    ("personalisation", "hint"),
    [
        ({}, "address_line_1 and address_line_2 and postcode are missing"),
        ({"address_line_1": "A", "address_line_2": "B"}, "postcode is missing"),
        ({"address_line_1": "A", "address_line_2": "Bath", "address_line_7": "BA1 1AA", "postcode": "x"}, None),
    ],
)
def test_a_hint_names_missing_address_lines(personalisation: dict[str, str], hint: str | None) -> None:
    if hint is None:
        assert PostalAddress.from_personalisation(personalisation).postcode == "BA1 1AA"
        return
    with pytest.raises(RecipientError) as caught:
        PostalAddress.from_personalisation(personalisation)
    assert caught.value.hint == hint
