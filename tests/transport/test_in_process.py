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
def test_the_environment_alone_never_selects_a_sandbox(client, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "sandbox")
    with pytest.raises(
        RequestValidationError, match=r'may not use .the code that makes the client must pass sandbox="if-'
    ):
        client()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("use", ["never", "if-asked"])
def test_a_missing_key_is_an_error(client, use):
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        client(sandbox=use)


@pytest.mark.parametrize("use", ["if-asked", "if-no-key"])
def test_the_key_sandbox_selects_the_sandbox_where_that_is_allowed(use, monkeypatch, caplog):
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


def test_without_a_key_the_sandbox_needs_if_no_key():
    with pytest.warns(SandboxWarning, match="sends nothing: it has no API key"):
        client = AsyncNotificationsAPIClient(sandbox="if-no-key")

    async def send() -> models.SendSmsResponse:
        async with client:
            return await client.send_sms_notification("07700 900 900", REMINDER, VALUES)

    assert asyncio.run(send()).content.from_number == "GOVUK"


@pytest.mark.parametrize("use", ["never", "if-asked", "if-no-key"])
def test_a_real_key_always_selects_notify(use):
    assert "api.notifications.service.gov.uk" in repr(NotificationsAPIClient(KEY, sandbox=use))


def test_an_address_and_a_sandbox_exclude_each_other(monkeypatch):
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://localhost:8080")
    with pytest.raises(RequestValidationError, match="it also has a base_url"):
        NotificationsAPIClient("sandbox", sandbox="if-asked")
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        NotificationsAPIClient(sandbox="if-no-key")


def test_the_option_has_three_values():
    with pytest.raises(RequestValidationError, match="sandbox is not one of never, if-asked, if-no-key"):
        NotificationsAPIClient(KEY, sandbox=True)


def test_a_client_uses_the_sandbox_that_is_at_its_address_at_the_moment():
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
