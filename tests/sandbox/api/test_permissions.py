"""To whom a service may send: trial mode, team keys, numbers abroad, simulated recipients."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import Sandbox
from tests.sandbox.api.sends import INVISIBLE, NOW, email, errors, letter, message, read, send, text, unlimited_sandbox

SANDBOX = unlimited_sandbox()
TEXT = SANDBOX.templates["security code"]


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def test_messages_to_simulated_recipients_are_not_stored(sandbox):
    for sent in (
        text(sandbox, phone_number="+447700900222"),
        email(sandbox, email_address="Simulate-Delivered-2@notifications.service.gov.uk"),
    ):
        assert sent.status == 201
        assert read(sandbox, sent).status == 404


def test_a_team_key_sends_to_the_team_and_the_guest_list(sandbox):
    key = sandbox.team_api_key
    sandbox.service.guest_list.append("Guest <not an address>")
    assert text(sandbox, key=key, phone_number="07700900999").status == 201
    assert email(sandbox, key=key, email_address="SOMEBODY@sandbox.example.gov.uk").status == 201
    assert message(text(sandbox, key=key)) == "Can’t send to this recipient using a team-only API key"
    assert message(letter(sandbox, key=key)) == "Cannot send letters with a team api key"


def test_trial_mode_refuses_recipients_outside_the_team(sandbox):
    sandbox.service.restricted = True
    assert message(text(sandbox)).startswith("Can’t send to this recipient when service is in trial mode")
    assert (letter(sandbox).status, message(letter(sandbox))) == (
        403,
        "Cannot send letters when service is in trial mode",
    )
    assert text(sandbox, key=sandbox.test_api_key).status == 201


def test_numbers_abroad_and_landlines_need_permission(sandbox):
    sandbox.service.permissions -= {"international_sms", "sms_to_uk_landlines"}
    assert message(text(sandbox, phone_number="+33612345678")) == "Cannot send to international mobile numbers"
    refused = text(sandbox, phone_number="0117 496 0123").json()["errors"][0]
    assert refused == {"error": "InvalidPhoneError", "message": "Not a UK mobile number"}


@given(
    around=st.tuples(*[st.text(st.sampled_from(INVISIBLE + " \t\n\r\v\f"), max_size=3)] * 2),
    inside=st.text(st.sampled_from(INVISIBLE), max_size=2),
)
def test_recipients_are_stored_without_invisible_characters(around, inside):
    before, after = around
    sent = email(SANDBOX, email_address=f"{before}Ada{inside}@example.com{after}")
    assert read(SANDBOX, sent).json()["email_address"] == "Ada@example.com"
    sent = text(SANDBOX, phone_number=f"{before}07700 {inside}900 123{after}")
    if sent.status == 201:  # invisible characters may make a number invalid, which tests/recipients covers
        assert read(SANDBOX, sent).json()["phone_number"] == "07700 900 123"


def test_a_foreign_number_with_a_test_prefix_is_no_uk_mobile():
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.service.permissions -= {"international_sms"}
    body = {"template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    for number in ("+6 17700900", "+1 770 090 0123"):
        assert errors(send(sandbox, "sms", phone_number=number, **body)) == [
            ("InvalidPhoneError", "Not a UK mobile number")
        ]
    refused = send(sandbox, "sms", phone_number="+33612345678", **body)
    assert errors(refused) == [("BadRequestError", "Cannot send to international mobile numbers")]
