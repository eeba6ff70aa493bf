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
def test_texts_go_to_the_numbers_allowed(number):
    assert guarded().send_sms_notification(number, REMINDER, VALUES).id


@pytest.mark.parametrize("number", ["07700 900 901", "+33 6 12 34 56 78", "nonsense"])
@pytest.mark.parametrize("check", ["error", "off", Checks("off")])
def test_texts_go_to_nobody_else(number, check):
    with pytest.raises(RequestValidationError) as caught:
        guarded(check=check).send_sms_notification(number, REMINDER, VALUES)
    if number != "nonsense" or check != "error":
        assert str(caught.value) == (
            "ValidationError: phone_number is not among those that only_to allows "
            "(this client may write to nobody else)"
        )


@pytest.mark.parametrize("address", ["AMALA@example.com", "any.body@example.gov.uk", "x@EXAMPLE.org"])
def test_emails_go_to_the_addresses_and_domains_allowed(address):
    document = Sandbox().templates["application received"]
    values = {"name": "Amala", "urgent": False, "items": "a"}
    assert guarded().send_email_notification(address, document, values).id


@pytest.mark.parametrize("address", ["bela@example.com", "x@sub.example.gov.uk", "x@example.gov.uk.example.net", "no"])
def test_emails_go_to_nobody_else(address):
    with pytest.raises(RequestValidationError, match="email_address is not among"):
        guarded(check="off").send_email_notification(address, REMINDER)


def test_letters_go_to_the_postcodes_allowed():
    template = Sandbox().templates["change of address"]
    assert guarded().send_letter_notification(template, {**ADDRESS, "date": "1 May"}).id
    for elsewhere in ({**ADDRESS, "postcode": "SW1A 1AA"}, {"address_line_1": "nowhere"}):
        with pytest.raises(RequestValidationError, match="postcode is not among"):
            guarded(check="off").send_letter_notification(template, {**elsewhere, "date": "1 May"})


def test_a_pdf_whose_address_nobody_sees_goes_nowhere():
    with pytest.raises(RequestValidationError, match="the address inside the PDF is not among"):
        guarded().send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-"))


def test_reading_is_not_guarded():
    client = guarded()
    assert client.get_all_templates().templates
    assert client.post_template_preview(REMINDER, VALUES).body


def test_an_empty_list_allows_nobody():
    sandbox = Sandbox()
    client = NotificationsAPIClient(sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=[])
    with pytest.raises(RequestValidationError, match="phone_number is not among"):
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)


def test_a_guarded_client_says_so_and_shows_nobody(caplog):
    client = guarded(check=Checks(landlines=False))
    assert [record.message for record in caplog.records] == [
        "This client writes to nobody but the recipients in only_to"
    ]
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
def test_an_entry_that_is_none_is_named_by_its_place(only_to, message):
    with pytest.raises(RequestValidationError) as caught:
        NotificationsAPIClient(KEY, only_to=only_to)
    assert message in str(caught.value)
    assert "nonsense" not in str(caught.value)
