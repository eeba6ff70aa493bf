"""Countries: every name that Notify knows, and how they may be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import Country, RecipientError, find_country
from notify_sdk.recipients._data import load
from tests.conformance.data import rows

# The service prints either name of these islands for the other.
TWO_NAMES = {"South Georgia and the South Sandwich Islands", "South Georgia and South Sandwich Islands"}
SPELLINGS = [
    (spelling, name, zone)
    for zone, countries in load("countries")["zones"].items()
    for name, spellings in countries.items()
    for spelling in spellings
]


def test_normal_forms_are_normal() -> None:
    for row in rows("country_lookups"):
        if row["accepted"] and row["normalised"] not in TWO_NAMES:
            assert str(Country.parse(row["normalised"])) == row["normalised"]


def test_every_spelling_of_the_table_is_found() -> None:
    """Each belongs to one country, so that no spelling hides another."""
    found = {spelling: find_country(spelling) for spelling, _, _ in SPELLINGS}
    assert found == {spelling: Country(name, zone) for spelling, name, zone in SPELLINGS}


@given(st.sampled_from(SPELLINGS), st.sampled_from(["{}", " {} ", "({})", "-{}."]), st.booleans())
def test_case_and_punctuation_do_not_count(spelling: tuple[str, str, str], around: str, upper: bool) -> None:
    text, name, zone = spelling
    cased = text.upper() if upper and text.upper().lower() == text.lower() else text
    assert find_country(around.format(cased)) == Country(name, zone)


@pytest.mark.parametrize("name", ["Bahamas", "the Bahamas", "Gambia", "The Gambia"])
def test_an_article_may_be_left_out(name: str) -> None:
    found = find_country(name)
    assert found is not None
    assert found.name.removeprefix("The ").lower() == name.lower().removeprefix("the ")


@pytest.mark.parametrize("name", ["", "Narnia", "France 2", "f" * 201, "the", "???"])
def test_other_texts_are_no_country(name: str) -> None:
    assert find_country(name) is None
    with pytest.raises(RecipientError, match="Not a country") as caught:
        Country.parse(name)
    assert caught.value.code == "UNKNOWN_COUNTRY"
