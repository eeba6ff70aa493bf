"""What a local check found, as the details of an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import check_payload
from notify_sdk._message_types import MessageType
from tests.support.clients import ID

PAGE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text()
KNOWN = {*re.findall(r"`([a-z_]+)`", PAGE)}
"""The codes that are documented."""


def test_every_local_refusal_has_a_code_and_a_field():
    wrong = {
        "phone_number": ["", 7, "07700", None],
        "template_id": ["", 7],
        "reference": [7, "x" * 2000],
        "sms_sender_id": ["x"],
        "nonsense": [1],
        "personalisation": ["x", {"a": float("nan")}, {"a": object()}, {1: 2}],
    }
    right = {"phone_number": "07700900123", "template_id": ID}
    for name, values in wrong.items():
        for value in values:
            for detail in check_payload({**right, name: value}, "sms"):
                assert detail.code in KNOWN, detail
                assert detail.field == name


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
FIELDS = {
    *("template_id", "reference", "personalisation", "sms_sender_id", "email_reply_to_id", "one_click_unsubscribe_url"),
    *("sanitise_content_for", "scheduled_for", "nonsense"),
}
RIGHT = {
    "sms": {"phone_number": "07700900123", "template_id": ID},
    "email": {"email_address": "a@example.com", "template_id": ID},
    "letter": {
        "template_id": ID,
        "personalisation": {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"},
    },
}


@pytest.mark.parametrize("kind", get_args(MessageType))
@given(wrong=st.dictionaries(st.sampled_from(sorted(FIELDS)), json_values, min_size=1, max_size=4))
def test_any_detail_has_a_documented_code_and_a_field_that_was_given(kind, wrong):
    body = {**RIGHT[kind], **wrong}
    for detail in check_payload(body, kind):
        assert detail.code in KNOWN, detail
        assert detail.field in body, detail
        assert detail.message
