"""One thing that is wrong with a request: what its text shows, and that it can be pickled."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import ErrorDetail, HTTPError

VERDICTS = [" is not of type string", " is not of type array, null", " is too long"]


def test_a_quoted_value_is_kept_in_the_message_and_not_shown():
    private = "ada@example.com"
    message = f"reference {private} is too long"
    detail = ErrorDetail("ValidationError", message, "at most 1,000 characters", field="reference")
    assert detail.message == message
    assert detail.summary == "reference is too long"
    assert str(detail) == "ValidationError: reference is too long (at most 1,000 characters)"
    assert ErrorDetail("ValidationError", f"{private} is too long").summary == "the value is too long"
    whole = "Cannot create a usable QR code - the link is too long"
    assert ErrorDetail("ValidationError", whole).summary == whole


@given(st.text() | st.just(" is not of type SECRET") | st.just(" is too long: SECRET"), st.sampled_from(VERDICTS))
def test_a_quoted_value_is_never_shown(value, verdict):
    detail = ErrorDetail("ValidationError", f"phone_number MALLORY{value}{verdict}")
    error = HTTPError(400, [detail])
    again = HTTPError(*error.args)
    assert not {"MALLORY", "SECRET"} & set(f"{detail} {detail!r} {error.args} {again.message}".split())
    assert str(detail) == str(again.errors[0]) == f"ValidationError: phone_number{verdict}"


@given(
    st.builds(ErrorDetail, st.text(), st.text(), st.none() | st.text(), st.none() | st.text(), st.none() | st.text())
)
def test_any_detail_can_be_pickled(detail):
    again = pickle.loads(pickle.dumps(detail))
    assert (str(again), again.hint, again.code, again.field) == (str(detail), detail.hint, detail.code, detail.field)
