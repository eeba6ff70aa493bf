"""The inbox: messages as plain data, found by recipient, and the assertions on them."""

from uuid import UUID

import pytest

from notify_sdk import testing
from notify_sdk.testing import Message
from tests.testing.conftest import ADDRESS


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


def test_a_recipient_without_messages_passes(inbox):
    inbox.assert_nothing_sent(to="bela@example.com")


def test_names_are_imported_when_they_are_used():
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = testing.nothing
