"""How strictly a client checks a request before it sends it."""

from __future__ import annotations

import pytest

from notify_sdk import CheckWarning, NoResultFound
from tests.support.clients import ID, BlockingClient, Recorded, recording, refused_by_notify
from tests.support.refusals import refused


def sends(client_kind, level: str) -> tuple[BlockingClient, Recorded]:
    return recording(client_kind, refused_by_notify(404), check=level)


def test_off_sends_what_notify_is_to_judge(client_kind):
    client, recorded = sends(client_kind, "off")
    with client:
        for call in (
            lambda: client.send_sms_notification("1", ID),
            lambda: client.send_email_notification("no address", ID, {"link": {"file": 7}}),
            lambda: client.send_email_notification("a", ID, one_click_unsubscribe_url="http://x"),
            lambda: client.send_letter_notification(ID, {"address_line_1": "A"}),
        ):
            with pytest.raises(NoResultFound):
                call()
        assert refused(client.send_email_notification, "a", ID, one_click_unsubscribe_url=7) == [
            "one_click_unsubscribe_url is not a valid https url"
        ]
    assert len(recorded.requests) == 4


def test_warn_sends_all_the_same_and_says_why(client_kind):
    client, recorded = sends(client_kind, "warn")
    with client:
        for call, said in [
            (lambda: client.send_sms_notification("1", ID), "phone_number Number is not valid"),
            (lambda: client.send_email_notification("no address", ID), "email_address Not a valid email address"),
            (
                lambda: client.send_email_notification("a@example.com", ID, one_click_unsubscribe_url="http://x"),
                "one_click_unsubscribe_url is not a valid https url",
            ),
            (
                lambda: client.send_email_notification("a@example.com", ID, {"link": {"file": 7}}),
                "file 7 is not of type string",
            ),
            (lambda: client.send_letter_notification(ID, {"address_line_1": "A"}), "Address must be at least 3 lines"),
        ]:
            with pytest.warns(CheckWarning, match=said), pytest.raises(NoResultFound):
                call()
    assert len(recorded.requests) == 5
