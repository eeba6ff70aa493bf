"""A client with `only_to` sends to the recipients in that list and to nobody else."""

import io

import pytest

from notify_sdk import Checks, NotificationsAPIClient, RequestValidationError
from notify_sdk.sandbox import Sandbox
from tests.support.clients import KEY

REMINDER = Sandbox().templates["appointment reminder"]
VALUES = {"name": "Amala", "date": "3 March"}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "sw14 6bh"}
ONLY_TO = ["amala@example.com", "@example.gov.uk", "example.org", "+44 7700 900 900", "SW14 6BH"]


def guarded(**options) -> NotificationsAPIClient:
    sandbox = Sandbox()
    return NotificationsAPIClient(
        sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=ONLY_TO, **options
    )


@pytest.mark.parametrize("number", ["07700 900 900", "+447700900900", "(07700) 900900"])
def test_text_messages_are_sent_to_allowed_numbers(number):
    assert guarded().send_sms_notification(number, REMINDER, VALUES).id


@pytest.mark.parametrize("number", ["07700 900 901", "+33 6 12 34 56 78", "nonsense"])
@pytest.mark.parametrize("check", ["error", "off", Checks("off")])
def test_text_messages_to_other_numbers_are_refused(number, check):
    with pytest.raises(RequestValidationError) as caught:
        guarded(check=check).send_sms_notification(number, REMINDER, VALUES)
    if number != "nonsense" or check != "error":
        assert str(caught.value) == (
            "ValidationError: phone_number is not in the allow-list only_to (this client may not send to anybody else)"
        )


@pytest.mark.parametrize("address", ["AMALA@example.com", "any.body@example.gov.uk", "x@EXAMPLE.org"])
def test_emails_are_sent_to_allowed_addresses_and_domains(address):
    document = Sandbox().templates["application received"]
    values = {"name": "Amala", "urgent": False, "items": "a"}
    assert guarded().send_email_notification(address, document, values).id


@pytest.mark.parametrize("address", ["bela@example.com", "x@sub.example.gov.uk", "x@example.gov.uk.example.net", "no"])
def test_emails_to_other_addresses_are_refused(address):
    with pytest.raises(RequestValidationError, match="email_address is not in the allow-list"):
        guarded(check="off").send_email_notification(address, REMINDER)


def test_letters_are_sent_to_allowed_postcodes():
    template = Sandbox().templates["change of address"]
    assert guarded().send_letter_notification(template, {**ADDRESS, "date": "1 May"}).id
    for elsewhere in ({**ADDRESS, "postcode": "SW1A 1AA"}, {"address_line_1": "nowhere"}):
        with pytest.raises(RequestValidationError, match="postcode is not in the allow-list"):
            guarded(check="off").send_letter_notification(template, {**elsewhere, "date": "1 May"})


def test_precompiled_letters_are_refused():
    with pytest.raises(RequestValidationError, match="the address inside the PDF is not in the allow-list"):
        guarded().send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-"))


def test_reads_and_previews_are_not_restricted():
    client = guarded()
    assert client.get_all_templates().templates
    assert client.post_template_preview(REMINDER, VALUES).body


def test_an_empty_list_refuses_everybody():
    sandbox = Sandbox()
    client = NotificationsAPIClient(sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=[])
    with pytest.raises(RequestValidationError, match="phone_number is not in the allow-list"):
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)


def test_a_restricted_client_logs_a_warning_and_no_recipient(caplog):
    client = guarded(check=Checks(landlines=False))
    assert [record.message for record in caplog.records] == ["This client sends only to the recipients in only_to"]
    assert not client._settings.checks.landlines
    assert "amala" not in repr(client._settings)


@pytest.mark.parametrize(
    ("only_to", "message"),
    [
        ("amala@example.com", "only_to is not a list"),
        (["amala@example.com", "secret nonsense"], "only_to[1] is not an email address, a domain, a phone number or"),
        (["amala@"], "only_to[0] is not"),
        ([7], "only_to[0] is not"),
    ],
)
def test_a_bad_entry_is_named_by_its_index(only_to, message):
    with pytest.raises(RequestValidationError) as caught:
        NotificationsAPIClient(KEY, only_to=only_to)
    assert message in str(caught.value)
    assert "nonsense" not in str(caught.value)
