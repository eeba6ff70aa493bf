"""A test that calls the real Notify fails, and the error names the test, whichever library makes the call."""

import os
import socket

import pytest


@pytest.fixture
def proxy():
    """The address of a proxy that takes connections, and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


CALLS = {
    "ours": "NotificationsAPIClient(KEY).get_all_templates()",
    "official": "from notifications_python_client.notifications import NotificationsAPIClient as C; C(KEY).get_all_templates()",
    "urllib": "import urllib.request; urllib.request.build_opener().open('https://api.notifications.service.gov.uk/_status')",
    "asyncio": "asyncio.run(AsyncNotificationsAPIClient(KEY).get_all_templates())",
}
HEAD = """
import asyncio, threading
import pytest
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient

KEY = "key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
"""
MORE_CALLS = """
def swallow():
    try: NotificationsAPIClient(KEY).get_all_templates()
    except BaseException: pass

def test_swallowed():
    swallow()

def test_in_a_thread():
    thread = threading.Thread(target=swallow)
    thread.start()
    thread.join()

def test_with_a_sandbox(notify_inbox):
    NotificationsAPIClient(KEY, "https://api.notifications.service.gov.uk").get_all_templates()

@pytest.fixture
def preparation():
    swallow()

def test_prepared(preparation): pass

def test_none(): pass
"""


@pytest.mark.parametrize("through_a_proxy", [False, True])
def test_a_call_to_the_real_notify_fails_by_name(run, through_a_proxy, monkeypatch, proxy):
    """Whatever makes it, through whatever proxy, even if the code under test swallows the error."""
    if through_a_proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    code = "".join(f"\ndef test_{name}():\n    {call}\n" for name, call in CALLS.items())
    result = run(HEAD + code + MORE_CALLS)
    result.assert_outcomes(failed=len(CALLS) + 3, errors=1, passed=1)
    for name in (*CALLS, "swallowed", "in_a_thread", "with_a_sandbox"):
        result.stdout.fnmatch_lines_random(
            [f"*::test_{name} (call) called the real GOV.UK Notify (api.notifications.*"]
        )
    result.stdout.fnmatch_lines_random(["*::test_prepared (setup) called the real GOV.UK Notify (api.notifications.*"])


def test_a_test_that_is_meant_to_may_call_it(run, monkeypatch):
    looked_up = []

    def getaddrinfo(host, *arguments, **options):
        looked_up.append(host)
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    code = "\n@pytest.mark.notify(live=True)\ndef test_it():\n    with pytest.raises(OSError): "
    run(HEAD + code + CALLS["urllib"]).assert_outcomes(passed=1)
    assert looked_up == ["api.notifications.service.gov.uk"]


def test_other_hosts_are_not_guarded(run):
    run("import socket\ndef test_it():\n    assert socket.getaddrinfo('localhost', 80)").assert_outcomes(passed=1)


def test_everything_is_restored(run, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    before = socket.getaddrinfo
    code = "import os\ndef test_it(notify_inbox):\n    assert os.environ['NO_PROXY'] == 'example.com' and 'no_proxy' not in os.environ"
    run(code).assert_outcomes(passed=1)
    assert socket.getaddrinfo is before
    assert os.environ["NO_PROXY"] == "example.com"
    assert not {"no_proxy", "NOTIFY_API_KEY", "NOTIFY_BASE_URL"} & set(os.environ)
