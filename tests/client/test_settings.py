"""The options of a client, from its arguments and the environment; sharing a client, and options for one call."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    NotificationsAPIClient,
    NotifyError,
    RequestValidationError,
    RetryPolicy,
    TransportError,
)
from notify_sdk.sandbox import Sandbox
from tests.support.clients import ID, KEY, BlockingClient, called, recording, refused_by_notify
from tests.support.http_server import listening


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in ("NOTIFY_API_KEY", "NOTIFY_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_address_of_notify_is_the_default(client_kind):
    assert called(client_kind, KEY) == "https://api.notifications.service.gov.uk"


def test_the_environment_fills_in_what_is_not_given(client_kind, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", KEY)
    assert called(client_kind) == "https://api.notifications.service.gov.uk"
    monkeypatch.setenv("NOTIFY_BASE_URL", "https://environment.example/x/")
    assert called(client_kind) == "https://environment.example/x"
    assert called(client_kind, KEY, "https://argument.example") == "https://argument.example"
    monkeypatch.setenv("NOTIFY_BASE_URL", "")
    assert called(client_kind) == "https://api.notifications.service.gov.uk"


def test_arguments_go_before_the_environment(client_kind, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "not a key")
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://not.an.address")
    assert called(client_kind, KEY, "https://argument.example") == "https://argument.example"
    with pytest.raises(RequestValidationError, match="api_key"):
        BlockingClient(client_kind, None, "https://argument.example")
    with pytest.raises(RequestValidationError, match="base_url"):
        BlockingClient(client_kind, KEY)
    with pytest.raises(RequestValidationError, match="api_key is empty"):
        BlockingClient(client_kind, "", "https://argument.example")


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_server_that_never_answers_ends_in_an_error(client_kind, silent):
    with BlockingClient(client_kind, KEY, silent, timeout=0.05, retry=RetryPolicy.none()) as client:
        with pytest.raises(TransportError, match="ReadTimeout") as caught:
            client.send_sms_notification("07700900123", ID, reference="ref-1")
        assert (caught.value.outcome_unknown, caught.value.reference) == (True, "ref-1")
        assert isinstance(caught.value.__cause__, httpx.ReadTimeout)


def test_a_send_to_a_closed_port_was_not_sent(client_kind):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with (
        BlockingClient(client_kind, KEY, f"http://127.0.0.1:{port}", retry=RetryPolicy.none()) as client,
        pytest.raises(TransportError, match="no connection was made") as caught,
    ):
        client.send_sms_notification("07700900123", ID)
    assert not caught.value.outcome_unknown


def test_an_error_inside_a_block_is_raised():
    with pytest.raises(KeyError), NotificationsAPIClient(KEY, transport=Sandbox().transport):
        raise KeyError


def test_many_threads_share_one_client():
    sandbox = Sandbox()
    code = sandbox.templates["security code"]
    with listening(sandbox) as url, NotificationsAPIClient(sandbox.api_key, url) as client:

        def send(number: int) -> str:
            return client.send_sms_notification("07700900123", code, {"code": number, "app": False}).content.body

        with ThreadPoolExecutor(8) as pool:
            bodies = list(pool.map(send, range(100)))
    assert bodies == [f"{number} is your security code." for number in range(100)]
    assert len(sandbox.state.notifications) == 100


def test_many_tasks_share_one_client():
    async def use() -> list[str]:
        async with AsyncNotificationsAPIClient(sandbox.api_key, url) as client:
            sent = [
                client.send_sms_notification("07700900123", code, {"code": number, "app": False})
                for number in range(100)
            ]
            return [answer.content.body for answer in await asyncio.gather(*sent)]

    sandbox = Sandbox()
    code = sandbox.templates["security code"]
    with listening(sandbox) as url:
        bodies = asyncio.run(use())
    assert bodies == [f"{number} is your security code." for number in range(100)]


def test_cookies_are_not_kept(client_kind):
    client, recorded = recording(
        client_kind, httpx.Response(200, content=b"%PDF", headers={"set-cookie": "a=b; Path=/"})
    )
    with client:
        client.get_pdf_for_letter(ID)
        client.get_pdf_for_letter(ID)
    assert "cookie" not in recorded.requests[1].headers


def test_the_log_has_each_attempt_and_nothing_personal(client_kind, caplog):
    caplog.set_level(logging.DEBUG, "notify_sdk")
    client, recorded = recording(client_kind, refused_by_notify(400, "E", "MALLORY"))
    with client, pytest.raises(Exception, match="400"):
        client.send_email_notification("mallory@example.com", ID, {"name": "MALLORY"}, "MALLORY")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "notify_sdk"]
    assert line.startswith("POST /v2/notifications/email: 400, ")
    token = recorded.requests[0].headers["authorization"].removeprefix("Bearer ")
    assert not [secret for secret in ("mallory", token, KEY[-36:]) if secret.lower() in caplog.text.lower()]


@pytest.mark.parametrize("options", [{"check": "strict"}, {"sandbox": "always"}, {"only_to": "ada@example.com"}])
def test_unknown_values_of_options_are_refused_by_name(client_kind, options):
    with pytest.raises(RequestValidationError, match=next(iter(options))):
        BlockingClient(client_kind, KEY, **options)


def test_options_for_one_call_share_the_connections(client_kind):
    client, recorded = recording(client_kind, httpx.Response(200, content=b"%PDF"), only_to=["07700900123"])
    with client:
        other = client.client.with_options(timeout=7, check="off")
        client.client, first = other, client.client
        client.get_pdf_for_letter(ID)
        assert recorded.requests[-1].extensions["timeout"]["read"] == 7
        with pytest.raises(RequestValidationError, match="only_to"):
            client.send_sms_notification("07700900124", ID)
        client.client = other.with_options(only_to=None, timeout=None)
        client.get_pdf_for_letter(ID)
        assert recorded.requests[-1].extensions["timeout"]["read"] is None
        client.client = first
        client.get_pdf_for_letter(ID)
        assert recorded.requests[-1].extensions["timeout"]["read"] == 30
    with pytest.raises(NotifyError, match="closed"):
        asyncio.run(other.get_template(ID)) if client_kind == "async" else other.get_template(ID)


def test_unknown_values_are_refused_in_with_options(client_kind):
    with BlockingClient(client_kind, KEY) as caller:
        for options in ({"check": "strict"}, {"only_to": "07700900123"}, {"timeout": 0}):
            with pytest.raises(RequestValidationError):
                caller.client.with_options(**options)
