"""The copies of an email that goes into the outbox, one for each recipient."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import transaction

from notify_sdk.django import TemplateEmail, outcomes
from notify_sdk.django.models import OutboxMessage
from notify_sdk.errors import RequestValidationError
from notify_sdk.testing import NotifyInbox
from tests.django.conftest import TEMPLATE
from tests.django.outbox_messages import RolledBackError, send
from tests.django.project import with_options


@pytest.fixture
def queueing(project: str, inbox: NotifyInbox) -> Iterator[NotifyInbox]:
    with with_options(template_id=TEMPLATE, file_placeholders=["file"], outbox=True):
        yield inbox


def test_a_request_never_waits_for_notify(queueing: NotifyInbox) -> None:
    mail = EmailMessage("Hello", "How are you?", to=["a@example.com"], cc=["b@example.com"])
    mail.attach("form.csv", b"a,b", "text/csv")
    with transaction.atomic():
        assert mail.send() == 1
    assert [(each.queued, each.sent, each.error) for each in outcomes(mail)] == [(True, None, None)] * 2
    assert not queueing.emails
    assert send() == 2
    assert {each.to for each in queueing.emails} == {"a@example.com", "b@example.com"}
    assert "http" in queueing.emails[0].body
    assert OutboxMessage.objects.sent().count() == 2


def test_mail_is_rolled_back(queueing: NotifyInbox) -> None:
    with pytest.raises(RolledBackError), transaction.atomic():  # noqa: PT012
        send_mail("Hello", "How are you?", None, ["a@example.com"])
        raise RolledBackError
    assert OutboxMessage.objects.count() == 0


def test_one_recipient_is_refused(queueing: NotifyInbox) -> None:
    mail = EmailMessage("Hello", "How are you?", to=["a@example.com", "nobody@example", "b@example.com"])
    with transaction.atomic(), pytest.raises(RequestValidationError):
        mail.send()
    assert [each.queued for each in outcomes(mail)] == [True, False, True]
    assert OutboxMessage.objects.queued().count() == 2


def test_a_template_of_its_own(queueing: NotifyInbox) -> None:
    values = {"name": "Amala", "urgent": True, "items": ["a passport"]}
    TemplateEmail("e3a11000-0000-4000-8000-000000000001", ["a@example.com"], values, reference="A-17").send()
    assert OutboxMessage.objects.get().reference.startswith("A-17.")
    assert send() == 1
    assert "Amala" in str(queueing.emails[0].subject)
