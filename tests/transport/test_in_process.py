"""A client uses the sandbox of its process only where the code that makes it allows that."""

import asyncio
import logging

import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    NotificationsAPIClient,
    RequestValidationError,
    SandboxWarning,
    models,
)
from notify_sdk._transport.in_process import embedded
from notify_sdk.sandbox import Sandbox
from tests.support.clients import KEY

CLIENTS = [NotificationsAPIClient, AsyncNotificationsAPIClient]
REMINDER = Sandbox().templates["appointment reminder"]
VALUES = {"name": "Amala", "date": "3 March"}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    monkeypatch.delenv("NOTIFY_BASE_URL", raising=False)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_setting_alone_never_gives_a_sandbox(client, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "sandbox")
    with pytest.raises(RequestValidationError, match=r'may not use .the code that makes it does not say sandbox="if-'):
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
    assert "api.notifications.service.gov.uk" in repr(NotificationsAPIClient(KEY, sandbox=use))


def test_an_address_and_a_sandbox_are_one_too_many(monkeypatch):
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://localhost:8080")
    with pytest.raises(RequestValidationError, match="given a base_url, too"):
        NotificationsAPIClient("sandbox", sandbox="if-asked")
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        NotificationsAPIClient(sandbox="if-no-key")


def test_what_is_allowed_is_one_of_three_words():
    with pytest.raises(RequestValidationError, match="sandbox is not one of never, if-asked, if-no-key"):
        NotificationsAPIClient(KEY, sandbox=True)


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
