"""Fixtures of the testing tools: pytest inside a test, and an inbox with messages of each type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import notifications_python_client.notifications  # noqa: F401 - runs inside this process need not import it again
import pytest

import notify_sdk.testing.context  # noqa: F401 - the same
from notify_sdk import NotificationsAPIClient, prepare_upload
from notify_sdk.testing import NotifyInbox

pytest_plugins = ["pytester"]

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "sw14 6bh"}
APPLICATION = """
from functools import cache
from notify_sdk import NotificationsAPIClient

REMINDER = "7e870000-0000-4000-8000-000000000001"

@cache
def client():
    return NotificationsAPIClient()

def remind(number, date="3 March"):
    client().send_sms_notification(number, REMINDER, {"name": "Amala", "date": date})
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Runs pytest inside this process on a test file, with an application that sends beside it."""
    pytester.makepyfile(application=APPLICATION)
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\naddopts = ["--strict-markers"]\nfilterwarnings = ["error"]\n'
    )

    def run(code: str, *arguments: str, alone: bool = True) -> pytest.RunResult:
        pytester.makepyfile(test_it=code)
        if alone:  # other plugins only take time
            monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            arguments = ("-p", "notify_sdk.testing.plugin", *arguments)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)

    return run


@pytest.fixture
def inbox(notify_inbox: NotifyInbox, notify_client: NotificationsAPIClient) -> NotifyInbox:
    """An inbox with a text, an email with a file, a letter and a PDF in it, in this order."""
    templates = notify_inbox.sandbox.templates
    notify_client.send_sms_notification(
        "07700 900 900", templates["appointment reminder"], {"name": "Amala", "date": date(2026, 3, 3)}
    )
    file = prepare_upload(b"a,b\n", filename="form.csv")
    notify_client.send_email_notification(
        "Amala@example.com", templates["document"], {"Name": "Amala", "form enclosed": True, "link_to_file": file}, "e1"
    )
    notify_client.send_letter_notification(templates["change of address"], {**ADDRESS, "date": "1 May"})
    notify_client.send_precompiled_letter_notification("p1", b"%PDF-")
    return notify_inbox
