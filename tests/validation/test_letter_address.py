"""The rule for a letter's address, which stands in the schema, in the model and in `check_payload`: the three agree."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from notify_sdk import check_payload, models, schema

VALIDATOR = Draft202012Validator(schema("letter_personalisation"))
LINES = tuple(f"address_line_{line}" for line in range(1, 8))
EMPTY = st.sampled_from(["", " ", ", ", None, False, 0, [], {}])
Address = dict[str, object]


def passes_the_schema(address: Address) -> bool:
    return VALIDATOR.is_valid(address)


def passes_the_model(address: Address) -> bool:
    try:
        models.LetterPersonalisation.model_validate(address)
    except ValidationError:
        return False
    return True


def passes_the_check(address: Address) -> bool:
    return not check_payload(
        {"template_id": "7e870000-0000-4000-8000-000000000001", "personalisation": address}, "letter"
    )


@st.composite
def plain_addresses(draw: st.DrawFn) -> Address:
    """Addresses with one line in each value, of which the last is a postcode: they differ by which lines are there."""
    words = st.sampled_from(["Ada Lovelace", "10 Downing Street", 7, True])
    address: Address = draw(st.fixed_dictionaries({}, optional=dict.fromkeys([*LINES, "postcode"], words | EMPTY)))
    last = "address_line_7" if "address_line_7" in address else "postcode"
    printed = [name for name in (*LINES[:6], last) if name in address and is_printed(address[name])]
    if printed:
        address[printed[-1]] = "SW1A 1AA"
    return address


def is_printed(value: object) -> bool:
    return bool(value) and bool(str(value).strip(" ,"))


def full(*names: str, **others: object) -> Address:
    """An address with the lines of that name, the last of which is a postcode."""
    return {**dict.fromkeys(names[:-1], "Ada"), names[-1]: "SW1A 1AA", **others}


@given(address=plain_addresses())
@example(address=full("address_line_3"))
@example(address=full("address_line_1", "address_line_2", "postcode"))
@example(address=full("address_line_1", "address_line_2", "postcode", address_line_7=""))
@example(address=full("address_line_4", "address_line_5", "address_line_6"))
@example(address=full("address_line_1", "address_line_7", postcode="SW1A 1AA"))
def test_schema_model_and_check_agree_on_which_lines_are_needed(address: Address) -> None:
    assert passes_the_schema(address) == passes_the_model(address) == passes_the_check(address)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
real_lines = st.sampled_from(
    [
        "Ada\nLondon\nSW1A 1AA",
        "Ada\r\nBFPO 1",
        "BFPO 1",
        "France",
        "United Kingdom",
        "SW1A 1AA",
        "A\u2028B\x85C",
        "\u200b",
    ]
)


@given(address=st.dictionaries(st.sampled_from([*LINES, "postcode", "name"]), real_lines | json_values, max_size=8))
@example(address={"address_line_1": "Ada\nLondon\nSW1A 1AA"})
def test_the_schema_refuses_no_address_that_the_model_takes(address: Address) -> None:
    assert passes_the_model(address) == passes_the_check(address)
    assert passes_the_schema(address) or not passes_the_model(address)


@pytest.mark.parametrize("missing", ["address_line_1", "address_line_2", "postcode"])
def test_the_schema_names_the_missing_line_of_the_documented_form(missing: str) -> None:
    address = full("address_line_1", "address_line_2", "postcode")
    del address[missing]
    assert [error.message for error in VALIDATOR.iter_errors(address)] == [f"'{missing}' is a required property"]


def test_the_documented_form_is_an_address() -> None:
    address = models.LetterAddress(address_line_1="Ada", address_line_2="London", postcode="SW1A 1AA")
    assert passes_the_schema(address.model_dump())
    assert passes_the_model(address.model_dump())
