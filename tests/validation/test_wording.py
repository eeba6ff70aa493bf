"""What is wrong with a request is said in Notify's words and in Notify's order."""

from __future__ import annotations

from enum import StrEnum

import pytest

from tests.support.clients import ID
from tests.support.refusals import refused

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Name(StrEnum):
    FIRST = "first"


@pytest.mark.parametrize("values", [[], [("a", 1)], "name", 7, True, {"a"}, Name.FIRST], ids=repr)
def test_personalisation_must_be_a_mapping(unsent, values):
    wanted = ["personalisation is not of type object"]
    assert refused(unsent.send_sms_notification, "07700900123", ID, values) == wanted
    assert refused(unsent.send_email_notification, "a@example.com", ID, values) == wanted
    assert refused(unsent.send_letter_notification, ID, values) == wanted
    assert refused(unsent.post_template_preview, ID, values) == wanted


@pytest.mark.parametrize("value", [b"a", 7, 7.5, [], {}, True], ids=repr)
def test_other_types_than_text_are_refused(unsent, value):
    assert refused(unsent.send_sms_notification, value, ID) == ["phone_number is not of type string"]
    assert refused(unsent.send_email_notification, value, ID) == ["email_address is not of type string"]
    for call, args in {
        unsent.send_sms_notification: ("07700900123", ID),
        unsent.send_email_notification: ("a@example.com", ID),
        unsent.send_letter_notification: (ID, ADDRESS),
    }.items():
        assert refused(call, *args, reference=value) == ["reference is not of type string"]
    assert refused(unsent.send_precompiled_letter_notification, value, b"%PDF") == ["reference is not of type string"]
    assert refused(unsent.get_all_notifications, reference=value) == ["reference is not of type string"]


def test_missing_fields_are_named(unsent):
    assert refused(unsent.send_sms_notification, None, None) == [
        "phone_number is a required property",
        "template_id is a required property",
    ]
    assert refused(unsent.send_precompiled_letter_notification, None, b"%PDF") == ["reference is a required property"]


def test_a_reference_that_is_too_long_is_refused(unsent):
    assert refused(unsent.send_sms_notification, "07700900123", ID, None, "é" * 1001) == ["reference is too long"]


def test_all_errors_are_reported_together_in_notifys_order(unsent):
    said = refused(unsent.send_sms_notification, 7, "x", [], "é" * 1001, "x")
    assert said == [
        "reference is too long",
        "phone_number is not of type string",
        "template_id is not a valid UUID",
        "personalisation is not of type object",
        "sms_sender_id is not a valid UUID",
    ]
