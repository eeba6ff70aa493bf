"""References that are the same for the same message."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import LetterAddress, RequestValidationError, reference_for
from notify_sdk._calls import operations
from notify_sdk._calls.references import with_reference
from notify_sdk._validation.checks import Checks
from tests.support.clients import ID
from tests.support.recipients import Place, Written, people

ADDRESS = {"address_line_1": "A", "address_line_2": "1 High Street", "postcode": "SW1A 1AA"}
OTHER = ID[:-1] + "2"
values = st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.booleans(), max_size=4)
few_values = st.sampled_from([{"a": "1"}, {"a": 1}, {"a": True}, {"a": "1", "b": ""}, {"a": ["1"]}])


@given(
    people(),
    people(),
    st.sampled_from([ID, OTHER]),
    st.sampled_from([ID, OTHER]),
    few_values,
    few_values,
    st.booleans(),
)
def test_references_are_equal_exactly_for_equal_recipients_templates_and_values(
    one: tuple[Place, Written],
    other: tuple[Place, Written],
    template: str,
    other_template: str,
    personalisation: dict[str, object],
    other_personalisation: dict[str, object],
    likely: bool,
) -> None:
    if likely:  # otherwise all three rarely agree
        other_template, other_personalisation = template, personalisation
    same = (one[0], template, repr(personalisation)) == (other[0], other_template, repr(other_personalisation))
    reference = reference_for(one[1], template, personalisation)
    assert (reference == reference_for(other[1], other_template, other_personalisation)) is same


@given(people("address"), people("address"))
def test_an_address_among_the_values_is_the_recipient(one: tuple[Place, Written], other: tuple[Place, Written]) -> None:
    reference = reference_for(None, ID, {"a": "1", **dict(one[1])})
    assert (reference == reference_for(None, ID, {"a": "1", **dict(other[1])})) is (one[0] == other[0])
    assert reference == reference_for(one[1], ID, {"a": "1"})


@given(st.text(), values)
def test_the_order_of_values_and_the_case_of_ids_do_not_matter(
    recipient: str, personalisation: dict[str, object]
) -> None:
    turned = dict(reversed(personalisation.items()))
    try:
        first = reference_for(recipient, ID, personalisation)
    except RequestValidationError:  # a lone surrogate, which can't be sent either
        return
    assert first == reference_for(recipient, ID.upper(), turned)
    assert len(first) == 64


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("07700 900 900", ID, {}), ("(07700) 900-900", uuid.UUID(ID), None)),
        (("A.Person@Example.com", ID, {}), ("a.person@example.com ", ID, {})),
        ((ADDRESS, ID, {}), (LetterAddress(**ADDRESS), ID, {})),
        ((None, ID, {"a": {"x", "y"}}), (None, ID, {"a": ["x", "y"]})),
    ],
    ids=["phone", "email", "address", "set"],
)
def test_equivalent_inputs_have_one_reference(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert reference_for(*one) == reference_for(*other)


def test_different_inputs_have_different_references() -> None:
    others = [
        reference_for("07700900900", ID, {"a": "1"}),
        reference_for("07700900901", ID, {"a": "1"}),
        reference_for("07700900900", ID[:-1] + "2", {"a": "1"}),
        reference_for("07700900900", ID, {"a": "2"}),
        reference_for("07700900900", ID, {"a": "1"}, secret="mine"),
        reference_for("07700900900", ID, {"a": "1"}, secret=b"yours"),
    ]
    assert len(set(others)) == len(others)


def test_input_that_can_not_be_sent_is_refused() -> None:
    with pytest.raises(RequestValidationError, match="template_id is not a valid UUID"):
        reference_for("07700900900", "7")
    with pytest.raises(RequestValidationError, match="as text first"):
        reference_for("07700900900", ID, {"a": object()})


def test_a_reference_is_inserted_into_the_json_of_a_body() -> None:
    """It is added to bytes that are JSON already."""
    plain = operations.send_sms_notification(Checks(), "07700900900", ID, {"a": 'x"}'})
    named = with_reference(plain)
    assert json.loads(named.body) == {**json.loads(plain.body), "reference": named.reference}
    assert with_reference(named) is named
