"""An email made from its own template, the outcome of each copy, and the signal `email_attempted`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage, send_mail

from notify_sdk import NotifyError, RequestValidationError
from notify_sdk.django import EmailBackend, TemplateEmail, email_attempted, outcomes
from notify_sdk.recipients import EmailAddress
from notify_sdk.testing import NotifyInbox
from tests.django.conftest import TEMPLATE
from tests.django.project import with_options

DOCUMENT = "e3a11000-0000-4000-8000-000000000002"


def test_a_message_sent_again_has_new_outcomes(inbox: NotifyInbox) -> None:
    mail = EmailMessage("Hello", "How are you?", to=["amala@example.com"])
    assert outcomes(mail) == ()
    mail.send()
    mail.send()
    assert [outcome.sent.id for outcome in outcomes(mail) if outcome.sent] == [UUID(int=2)]


def test_a_template_of_its_own(inbox: NotifyInbox) -> None:
    mail = TemplateEmail(
        DOCUMENT,
        ["amala@example.com"],
        {"name": "Amala", "form_enclosed": False},
        reference="A-17",
        one_click_unsubscribe_url="https://example.gov.uk/stop",
    )
    mail.cc = ["b@example.com"]
    mail.attach("form.csv", b"a,b", "text/csv")
    with with_options(template_id=TEMPLATE, file_placeholders=["link_to_file"]):
        assert mail.send() == 1
    for to in ("amala@example.com", "b@example.com"):
        sent = inbox.assert_sent_email(to, "document", {"name": "Amala"}, "A-17")
        assert "https://documents.service.gov.uk/" in sent.body


def test_the_values_of_a_template_may_be_a_dataclass(inbox: NotifyInbox) -> None:
    @dataclass
    class Values:
        name: str
        link_to_file: str
        form_enclosed: bool = False

    TemplateEmail(DOCUMENT, ["amala@example.com"], Values("Amala", "x")).send()
    inbox.assert_sent_email(EmailAddress.parse("amala@example.com"), "document", Values("Amala", "x"))
    with pytest.raises(RequestValidationError, match="personalisation is of type str"):
        TemplateEmail(DOCUMENT, ["amala@example.com"], "Amala")  # type: ignore[arg-type]


def test_the_signal_gives_the_id_of_every_mail_and_a_failing_receiver_stops_nothing(
    inbox: NotifyInbox, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []

    def keep(sender: object, message: EmailMessage, outcome: Any, **_: object) -> None:
        seen.append((sender, message.subject, outcome.sent))
        raise LookupError

    email_attempted.connect(keep)
    try:
        with caplog.at_level(logging.CRITICAL):
            send_mail("Hello", "How are you?", None, ["a@example.com"])
            with pytest.raises(NotifyError):
                send_mail("Hello", "How are you?", None, ["no address"])
    finally:
        email_attempted.disconnect(keep)
    assert [(sender, subject, sent and sent.id) for sender, subject, sent in seen] == [
        (EmailBackend, "Hello", UUID(int=1)),
        (EmailBackend, "Hello", None),
    ]
