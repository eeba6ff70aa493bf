"""Sending to the default sandbox and reading back."""

from uuid import uuid4

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.service_parts import EmailReplyTo, SmsSender
from tests.sandbox.api.sends import NOW, email, letter, message, read, text


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def test_a_text_is_sent_and_read_back(sandbox):
    sent = text(sandbox, reference="r")
    assert (sent.status, sent.json()["content"]["body"]) == (201, "Hello Ada, your appointment is on 3 May.")
    found = read(sandbox, sent).json()
    assert (found["status"], found["phone_number"], found["reference"]) == ("created", "07700 900123", "r")
    assert found["created_at"] == "2026-11-23T12:00:00.000000Z"


def test_an_email_with_a_file_shows_its_link(sandbox):
    sent = email(sandbox)
    body = sent.json()["content"]["body"]
    assert "https://documents.service.gov.uk/d/" in body
    assert body.endswith("Please fill in the form.")
    assert read(sandbox, sent).json()["body"] == body


def test_files_need_a_contact_link(sandbox):
    sandbox.service.contact_link = None
    assert message(email(sandbox)).startswith("Send files by email has not been set up")


def test_senders_and_reply_to_addresses_must_belong_to_the_service(sandbox):
    sender, reply_to = sandbox.service.sms_senders[1], sandbox.service.email_reply_tos[0]
    assert text(sandbox, sms_sender_id=str(sender.id)).json()["content"]["from_number"] == "SANDBOX"
    assert email(sandbox, email_reply_to_id=str(reply_to.id)).status == 201
    reply_to.archived = sender.archived = True
    assert message(text(sandbox, sms_sender_id=str(sender.id))).startswith(f"sms_sender_id {sender.id} does not exist")
    assert message(email(sandbox, email_reply_to_id=str(reply_to.id))).startswith("email_reply_to_id ")


@pytest.mark.parametrize("kind", ["sms", "letter"])
def test_a_nul_in_the_reference_crashes_the_service(sandbox, kind):
    sent = {"sms": text, "letter": letter}[kind](sandbox, reference="a\0b")
    assert sent.status == 500


@pytest.mark.parametrize("number", ["07700900100", "+44 7700 900100", "447700900100"])
def test_a_sender_that_is_a_number_is_shown_with_its_country_code(sandbox, number):
    sender = SmsSender(slug=None, id=uuid4(), sms_sender=number)
    sandbox.service.sms_senders.append(sender)
    assert text(sandbox, sms_sender_id=str(sender.id)).json()["content"]["from_number"] == "447700900100"
    sandbox.service.sms_senders[0].sms_sender = number
    assert text(sandbox).json()["content"]["from_number"] == "447700900100"


@pytest.mark.parametrize("name", ["GOVUK", "60006", "0345 x", "MySender1"])
def test_a_sender_that_is_a_name_is_shown_as_it_is(sandbox, name):
    sandbox.service.sms_senders[0].sms_sender = name
    assert text(sandbox).json()["content"]["from_number"] == name


def test_an_email_has_no_sender_without_a_default_reply_to_address(sandbox):
    sandbox.service.email_reply_tos[:] = [EmailReplyTo(slug=None, id=uuid4(), email_address="x@gov.uk")]
    assert email(sandbox).status == 201
    assert sandbox.inbox.latest.sender is None
