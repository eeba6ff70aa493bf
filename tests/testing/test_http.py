"""The sandbox of a test over HTTP: for other clients, and for the application in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from notifications_python_client.notifications import NotificationsAPIClient as OfficialClient

from notify_sdk import NotificationsAPIClient, RetryPolicy, TransportError
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.testing import NotifyInbox, sandboxed

VALUES = {"name": "Amala", "date": "3 March"}
APPLICATION = """
import sys
from notify_sdk import NotificationsAPIClient

with NotificationsAPIClient() as client:
    client.send_sms_notification("07700 900 900", sys.argv[1], {"name": "Amala", "date": "3 March"})
"""


def test_an_application_in_its_own_process(notify_url: str, notify_inbox: NotifyInbox) -> None:
    assert os.environ["NOTIFY_BASE_URL"] == notify_url
    template = notify_inbox.sandbox.templates["appointment reminder"]
    subprocess.run([sys.executable, "-c", APPLICATION, template], check=True, timeout=60)
    notify_inbox.assert_sent_sms("07700 900900", "appointment reminder", VALUES, times=1)


def test_the_official_client(notify_url: str, notify_inbox: NotifyInbox, notify_sandbox: Sandbox) -> None:
    official = OfficialClient(os.environ["NOTIFY_API_KEY"], base_url=notify_url)
    official.send_sms_notification("07700 900 900", notify_sandbox.templates["appointment reminder"], VALUES)
    official.request_session.close()
    notify_inbox.assert_sent_sms("07700 900900", times=1)


def test_a_client_of_this_process_and_one_of_another_share_it(
    notify_url: str, notify_client: NotificationsAPIClient, notify_inbox: NotifyInbox
) -> None:
    template = notify_inbox.sandbox.templates["appointment reminder"]
    notify_client.send_sms_notification("07700 900 901", template, VALUES)
    with NotificationsAPIClient() as other:
        other.send_sms_notification("07700 900 902", template, VALUES)
        assert repr(other) == f"NotificationsAPIClient({notify_url!r})"
    assert [message.to for message in notify_inbox.sms] == ["07700 900 901", "07700 900 902"]


@pytest.mark.parametrize(
    "proxies", [{}, {"NO_PROXY": "127.0.0.0/8", "HTTP_PROXY": "http://127.0.0.1:9"}], ids=["none", "some"]
)
def test_a_block_of_unittest_or_a_script(monkeypatch: pytest.MonkeyPatch, proxies: dict[str, str]) -> None:
    for name, value in proxies.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with sandboxed(http=True) as inbox, NotificationsAPIClient() as client:
        assert os.environ["NOTIFY_BASE_URL"].startswith("http://127.0.0.1:")
        client.send_sms_notification("07700 900 900", inbox.sandbox.templates["appointment reminder"], VALUES)
        inbox.assert_sent_sms(times=1)
    assert dict(os.environ) == before


@pytest.mark.parametrize("kind", ["refuse", "reset", "truncate"])
def test_a_fault_is_what_the_application_meets(notify_inbox: NotifyInbox, kind: str) -> None:
    sandbox = notify_inbox.sandbox
    sandbox.faults.add(Fault(kind, path="sms"))
    with NotificationsAPIClient(retry=RetryPolicy.none()) as client, pytest.raises(TransportError):
        client.send_sms_notification("07700 900 900", sandbox.templates["appointment reminder"], VALUES)


def test_a_page_of_a_gateway_is_named_in_a_failure(notify_inbox: NotifyInbox) -> None:
    sandbox = notify_inbox.sandbox
    sandbox.faults.add(Fault("answer", status=503, path="sms"))
    with NotificationsAPIClient(retry=RetryPolicy.none()) as client, pytest.raises(Exception, match="503"):
        client.send_sms_notification("07700 900 900", sandbox.templates["appointment reminder"], VALUES)
    with pytest.raises(AssertionError, match="sms: 503 the page of a gateway"):
        notify_inbox.assert_sent_sms()
