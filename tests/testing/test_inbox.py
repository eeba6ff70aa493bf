"""Assertions and plain data, and the context manager for unittest."""

import os
import unittest
from contextlib import suppress
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from notify_sdk import NotificationsAPIClient, prepare_upload, testing
from notify_sdk.testing import Message, NotifyInbox, RealNotifyCalled, sandboxed

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "sw14 6bh"}


@pytest.fixture
def inbox(notify_inbox: NotifyInbox, notify_client: NotificationsAPIClient) -> NotifyInbox:
    """An inbox with a text, an email with a file, a letter and a PDF in it, in this order."""
    templates = notify_inbox.sandbox.templates
    notify_client.send_sms_notification(
        "07700 900 900", templates["appointment reminder"], {"name": "Amala", "date": date(2026, 3, 3)}
    )
    file = prepare_upload(b"a,b\n", filename="form.csv")
    notify_client.send_email_notification(
        "Amala@example.com", templates["document"], {"Name": "Amala", "form enclosed": True, "link_to_file": file}, "e1"
    )
    notify_client.send_letter_notification(templates["change of address"], {**ADDRESS, "date": "1 May"})
    notify_client.send_precompiled_letter_notification("p1", b"%PDF-")
    return notify_inbox


def test_what_was_sent_is_plain_data(inbox):
    assert [message.type for message in inbox.messages] == ["sms", "email", "letter", "letter"]
    assert ([m.type for m in inbox.sms], len(inbox.emails), len(inbox.letters)) == (["sms"], 1, 2)
    text, email, letter, pdf = inbox.messages
    assert isinstance(text, Message)
    assert (text.body, text.subject, text.links) == ("Hello Amala, your appointment is on 3 March 2026.", None, ())
    assert (email.subject, email.reference, email.template) == ("Your document", "e1", "document")
    assert isinstance(email.template_id, UUID)
    assert len(email.links) == 1
    assert email.links[0].startswith("https://documents.service.gov.uk/")
    assert letter.to == "Amala Bird\n102 High Street\nSW14 6BH"
    assert (pdf.template, pdf.body, pdf.reference) == ("", "", "p1")


def test_a_repr_shows_no_personalisation(inbox):
    assert "personalisation" not in repr(inbox.sms[0])


def test_messages_are_found_by_recipient_however_it_is_written(inbox):
    assert inbox.to("+447700900900") == inbox.sms
    assert inbox.to("amala@EXAMPLE.com") == inbox.emails
    assert inbox.to(["Amala Bird", "102 High Street", "SW146BH"]) == inbox.letters[:1]
    assert inbox.to("nobody") == []


def test_an_assertion_returns_the_message(inbox):
    assert inbox.assert_sent_sms() == inbox.sms[0]
    assert inbox.assert_sent_email(template=inbox.emails[0].template_id, reference="e1", times=1) == inbox.emails[0]
    assert inbox.assert_sent_letter(to=ADDRESS) == inbox.letters[0]
    assert inbox.assert_sent_letter(to="Provided as PDF", reference="p1") == inbox.letters[1]


def test_values_are_compared_as_they_are_sent(inbox):
    inbox.assert_sent_sms(personalisation={"date": date(2026, 3, 3), "NAME": "Amala"})
    inbox.assert_sent_sms(personalisation={"date": "3 March 2026"})
    inbox.assert_sent_email(personalisation={"name": "Amala", "form_enclosed": True})
    with pytest.raises(
        AssertionError, match=r"- personalisation form_enclosed: 1\n  \+ personalisation form_enclosed: T"
    ):
        inbox.assert_sent_email(personalisation={"form_enclosed": 1})
    with pytest.raises(AssertionError, match=r"- personalisation date: Decimal\('3'\)"):
        inbox.assert_sent_sms(personalisation={"date": Decimal(3)})


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"to": "not a number"}, "- to: not a number"),
        ({"to": ["A", "B", "SW14 6BH"]}, "- to: A, B, SW14 6BH\n  + to: Provided as PDF"),
        ({"template": "nothing like it"}, "- template: nothing like it\n  + template: none: a PDF"),
        ({"containing": "x" * 400}, f"containing: '{'x' * 299}... (402 characters)"),
    ],
)
def test_failures_say_what_was_sent(inbox, expected, words):
    with pytest.raises(AssertionError) as caught:
        inbox.assert_sent_letter(**expected)
    assert words in str(caught.value)


def test_of_many_messages_the_last_are_listed(notify_inbox, notify_client):
    template = notify_inbox.sandbox.templates["security code"]
    for code in range(12):
        notify_client.send_sms_notification("07700 900 900", template, {"code": code, "app": False}, f"r{code}")
    with pytest.raises(AssertionError) as caught:
        notify_inbox.assert_nothing_sent()
    lines = str(caught.value).splitlines()
    assert lines[0] == "12 messages were sent:"
    assert lines[2] == "  ... 2 more before these"
    assert len(lines) == 13


def test_a_recipient_without_messages_passes(inbox):
    inbox.assert_nothing_sent(to="bela@example.com")


def test_a_refusal_outside_the_api_is_listed_too(notify_inbox):
    from notify_sdk.sandbox import Request

    notify_inbox.sandbox.handle(Request("GET", "/v2/nowhere"))
    with pytest.raises(AssertionError, match=r"GET /v2/nowhere: 404 \{"):
        notify_inbox.assert_sent_sms()


class TestWithUnittest(unittest.TestCase):
    """A plain `unittest.TestCase` uses the context manager."""

    def setUp(self) -> None:
        self.inbox = self.enterContext(
            sandboxed(templates=[{"type": "sms", "name": "hello", "body": "Hello ((name))"}])
        )

    def test_it(self) -> None:
        with NotificationsAPIClient() as client:
            client.send_sms_notification("07700 900 900", self.inbox.sandbox.templates["hello"], {"name": "Amala"})
        assert self.inbox.assert_sent_sms("07700900900").body == "Hello Amala"


def test_blocks_have_sandboxes_of_their_own_and_tidy_up(monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "as it was")
    with sandboxed() as outer:
        NotificationsAPIClient().get_all_templates()
        with sandboxed() as inner:
            assert inner.sandbox is not outer.sandbox
    assert os.environ["NOTIFY_API_KEY"] == "as it was"
    assert "NOTIFY_BASE_URL" not in os.environ


def call_the_real_one() -> None:
    NotificationsAPIClient(base_url="https://api.notifications.service.gov.uk").get_all_templates()


def test_a_block_refuses_the_real_notify():
    with pytest.raises(RealNotifyCalled, match=r"called the real GOV.UK Notify"), sandboxed():
        call_the_real_one()


def test_a_block_refuses_the_real_notify_even_if_that_is_swallowed():
    with pytest.raises(RealNotifyCalled), sandboxed(), suppress(BaseException):
        call_the_real_one()


def test_names_are_imported_when_they_are_used():
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = testing.nothing
