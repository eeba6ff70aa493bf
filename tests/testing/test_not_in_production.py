import asyncio
import io
import logging

import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    Checks,
    NotificationsAPIClient,
    RequestValidationError,
    SandboxWarning,
    models,
)
from notify_sdk._transport.in_process import embedded
from notify_sdk.sandbox import Sandbox

REAL_KEY = "my_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
CLIENTS = [NotificationsAPIClient, AsyncNotificationsAPIClient]
REMINDER = Sandbox().templates["appointment reminder"]
VALUES = {"name": "Amala", "date": "3 March"}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "sw14 6bh"}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    monkeypatch.delenv("NOTIFY_BASE_URL", raising=False)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_setting_alone_never_gives_a_sandbox(client, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "sandbox")
    with pytest.raises(
        RequestValidationError, match=r'may not use .the code that makes the client must pass sandbox="if-'
    ):
        client()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("use", ["never", "if-asked"])
def test_a_forgotten_key_is_an_error(client, use):
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        client(sandbox=use)


@pytest.mark.parametrize("use", ["if-asked", "if-no-key"])
def test_where_it_is_allowed_and_asked_for_the_client_is_the_same(use, monkeypatch, caplog):
    monkeypatch.setenv("NOTIFY_API_KEY", "sandbox")
    with pytest.warns(SandboxWarning, match="sends nothing: NOTIFY_API_KEY is 'sandbox'") as caught:
        client = NotificationsAPIClient(sandbox=use)
    assert caught[0].filename == __file__
    assert [(record.levelno, record.name) for record in caplog.records] == [(logging.WARNING, "notify_sdk")]
    assert "a sandbox inside this process" in caplog.text
    assert "sandbox" in repr(client)
    sent = client.send_sms_notification("07700 900 900", REMINDER, VALUES)
    with pytest.warns(SandboxWarning):
        another = NotificationsAPIClient(sandbox=use)
    assert another.get_notification_by_id(sent.id).body == sent.content.body


def test_without_a_key_it_must_be_allowed_in_so_many_words():
    with pytest.warns(SandboxWarning, match="sends nothing: it has no API key"):
        client = AsyncNotificationsAPIClient(sandbox="if-no-key")

    async def send() -> models.SendSmsResponse:
        async with client:
            return await client.send_sms_notification("07700 900 900", REMINDER, VALUES)

    assert asyncio.run(send()).content.from_number == "GOVUK"


@pytest.mark.parametrize("use", ["never", "if-asked", "if-no-key"])
def test_a_real_key_is_used_whatever_is_allowed(use):
    assert "api.notifications.service.gov.uk" in repr(NotificationsAPIClient(REAL_KEY, sandbox=use))


def test_an_address_and_a_sandbox_are_one_too_many(monkeypatch):
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://localhost:8080")
    with pytest.raises(RequestValidationError, match="it also has a base_url"):
        NotificationsAPIClient("sandbox", sandbox="if-asked")
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        NotificationsAPIClient(sandbox="if-no-key")


def test_what_is_allowed_is_one_of_three_words():
    with pytest.raises(RequestValidationError, match="sandbox is not one of never, if-asked, if-no-key"):
        NotificationsAPIClient(REAL_KEY, sandbox=True)


def test_a_client_finds_the_sandbox_that_is_embedded_now():
    first, second = Sandbox(), Sandbox()
    with embedded(first, "here") as address:
        client = NotificationsAPIClient(first.api_key, address)
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)
        with embedded(second, "here"):
            client.send_sms_notification("07700 900 900", REMINDER, VALUES)
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)
    assert (len(first.state.notifications), len(second.state.notifications)) == (2, 1)
    with pytest.raises(RequestValidationError, match=r"there is no sandbox at http://here.sandbox.localhost any more"):
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)


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
            "ValidationError: phone_number is not in the allow-list only_to (this client may not send to anybody else)"
        )


@pytest.mark.parametrize("address", ["AMALA@example.com", "any.body@example.gov.uk", "x@EXAMPLE.org"])
def test_emails_go_to_the_addresses_and_domains_allowed(address):
    document = Sandbox().templates["application received"]
    values = {"name": "Amala", "urgent": False, "items": "a"}
    assert guarded().send_email_notification(address, document, values).id


@pytest.mark.parametrize("address", ["bela@example.com", "x@sub.example.gov.uk", "x@example.gov.uk.example.net", "no"])
def test_emails_go_to_nobody_else(address):
    with pytest.raises(RequestValidationError, match="email_address is not in the allow-list"):
        guarded(check="off").send_email_notification(address, REMINDER)


def test_letters_go_to_the_postcodes_allowed():
    template = Sandbox().templates["change of address"]
    assert guarded().send_letter_notification(template, {**ADDRESS, "date": "1 May"}).id
    for elsewhere in ({**ADDRESS, "postcode": "SW1A 1AA"}, {"address_line_1": "nowhere"}):
        with pytest.raises(RequestValidationError, match="postcode is not in the allow-list"):
            guarded(check="off").send_letter_notification(template, {**elsewhere, "date": "1 May"})


def test_a_pdf_whose_address_nobody_sees_goes_nowhere():
    with pytest.raises(RequestValidationError, match="the address inside the PDF is not in the allow-list"):
        guarded().send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-"))


def test_reading_is_not_guarded():
    client = guarded()
    assert client.get_all_templates().templates
    assert client.post_template_preview(REMINDER, VALUES).body


def test_an_empty_list_allows_nobody():
    sandbox = Sandbox()
    client = NotificationsAPIClient(sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=[])
    with pytest.raises(RequestValidationError, match="phone_number is not in the allow-list"):
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)


def test_a_guarded_client_says_so_and_shows_nobody(caplog):
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
def test_an_entry_that_is_none_is_named_by_its_place(only_to, message):
    with pytest.raises(RequestValidationError) as caught:
        NotificationsAPIClient(REAL_KEY, only_to=only_to)
    assert message in str(caught.value)
    assert "nonsense" not in str(caught.value)
