"""The fixtures beside other plugins, frameworks and scopes, and with threads that outlive their tests."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

import notify_sdk.testing.context  # noqa: F401 - runs inside this process need not import it again

Run = Callable[..., pytest.RunResult]

APPLICATION = """
import asyncio, threading
from functools import cache
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient

REMINDER = "7e870000-0000-4000-8000-000000000001"
IN_ITS_SETTINGS = "app-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"

@cache
def client():
    return NotificationsAPIClient(IN_ITS_SETTINGS)

def remind(number, client=client):
    client().send_sms_notification(number, REMINDER, {"name": "Amala", "date": "3 March"})

async def remind_async(number):
    async with AsyncNotificationsAPIClient(IN_ITS_SETTINGS) as client:
        await client.send_sms_notification(number, REMINDER, {"name": "Amala", "date": "3 March"})
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs tests of an application with our plugin and those named."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    monkeypatch.delenv("NOTIFY_BASE_URL", raising=False)
    pytester.makepyfile(application=APPLICATION)

    def run(tests: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=tests)
        ours = ("-p", "notify_sdk.testing.plugin", "-p", "no:cacheprovider", "-W", "error")
        return pytester.runpytest_inprocess(*ours, *arguments)

    return run


LEFTOVER = """
import application, asyncio, threading
from notify_sdk import NotificationsAPIClient

goes_on, ended = threading.Event(), threading.Event()
errors = []

def later():
    try:
        goes_on.wait()
        {send}
    except BaseException as error:
        errors.append(error)
    finally:
        ended.set()

def test_one(notify_inbox, notify_client):
    global own
    own = notify_client
    {start}
    application.remind("07700 900 901")

def test_two(notify_inbox):
    goes_on.set()
    ended.wait()
    application.remind("07700 900 902")
    assert errors == []
    assert [message.to for message in notify_inbox.messages] == ["07700 900 902"]

def test_three(notify_inbox):
    application.remind("07700 900 903")
    assert [message.to for message in notify_inbox.messages] == ["07700 900 903"]
"""
SENDS = {
    "with the application's client": "application.remind('07700 900 909')",
    "with a new client": "application.remind('07700 900 909', application.client.__wrapped__)",
    "with an async client": "asyncio.run(application.remind_async('07700 900 909'))",
}
STARTS = {
    "a thread": "threading.Thread(target=later).start()",
    "a daemon": "threading.Thread(target=later, daemon=True).start()",
    "a pool": "from concurrent.futures import ThreadPoolExecutor; ThreadPoolExecutor(1).submit(later)",
    "a timer": "threading.Timer(0, later).start()",
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("send", SENDS)
def test_a_thread_that_outlives_its_test_reaches_no_other(run: Run, send: str, start: str) -> None:
    code = LEFTOVER.format(send=SENDS[send], start=STARTS[start])
    run(code, "-p", "no:randomly").assert_outcomes(passed=3)


def test_a_pool_of_the_application_serves_one_test_after_the_other(run: Run) -> None:
    code = """
        import application, asyncio, pytest
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(1)

        @pytest.mark.parametrize("number", range(5))
        def test_it(notify_inbox, number):
            pool.submit(application.remind, f"07700 90091{number}").result()
            asyncio.run(asyncio.to_thread(application.remind, f"07700 90092{number}"))
            assert [message.to for message in notify_inbox.messages] == [f"07700 90091{number}", f"07700 90092{number}"]
    """
    run(code).assert_outcomes(passed=5)


def test_classes_of_unittest(run: Run) -> None:
    code = """
        import application, pytest, unittest

        @pytest.mark.usefixtures("notify_inbox")
        class TestMarked(unittest.TestCase):
            def test_it(self):
                application.remind("07700 900 901")

        @pytest.mark.notify(any_key=False)
        class TestTaken(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _inbox(self, notify_inbox):
                self.inbox = notify_inbox

            def setUp(self):
                self.before = len(self.inbox.messages)

            def test_it(self):
                with self.assertRaisesRegex(Exception, "service not found"):
                    application.remind("07700 900 902")
                application.remind("07700 900 902", application.NotificationsAPIClient)
                self.assertEqual((self.before, len(self.inbox.sms)), (0, 1))

        class IsolatedTest(unittest.IsolatedAsyncioTestCase):
            @pytest.fixture(autouse=True)
            def _inbox(self, notify_inbox):
                self.inbox = notify_inbox

            async def test_it(self):
                await application.remind_async("07700 900 903")
                self.inbox.assert_sent_sms(times=1)
    """
    run(code).assert_outcomes(passed=3)


def test_asynchronous_tests_of_anyio(run: Run) -> None:
    code = """
        import application, pytest
        from notify_sdk.testing import sandboxed

        pytestmark = pytest.mark.anyio

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.fixture
        async def reminded(notify_inbox):
            await application.remind_async("07700 900 901")
            return notify_inbox

        async def test_one(reminded, async_notify_client):
            templates = await async_notify_client.get_all_templates()
            assert templates.templates
            reminded.assert_sent_sms(times=1)

        async def test_two(notify_inbox):
            await application.remind_async("07700 900 902")
            notify_inbox.assert_sent_sms("07700 900 902", times=1)

        async def test_three():
            with sandboxed() as inbox:
                await application.remind_async("07700 900 903")
                inbox.assert_sent_sms(times=1)
    """
    run(code, "-p", "anyio.pytest_plugin").assert_outcomes(passed=3)


SESSION = """
import application, os, pytest, socket
from contextlib import suppress
from notify_sdk.testing import sandboxed

@pytest.fixture(scope="session", autouse=True)
def inbox():
    with sandboxed() as inbox:
        yield inbox

@pytest.fixture(scope="module")
def of_module():
    with sandboxed() as inbox:
        yield inbox

def test_one(inbox):
    application.remind("07700 900 901")
    assert len(inbox.sms) == 1

def test_two(inbox, notify_inbox):
    application.remind("07700 900 902")
    assert (len(inbox.sms), len(notify_inbox.sms)) == (1, 1)

def test_three(inbox, monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "another")
    application.remind("07700 900 903")
    assert len(inbox.sms) == 2

def test_four(inbox, of_module, notify_url):
    application.remind("07700 900 904")
    with application.client.__wrapped__() as client:
        application.remind("07700 900 905", lambda: client)
    assert (len(inbox.sms), len(of_module.sms)) == (2, 0)

def test_five(inbox, of_module):
    application.remind("07700 900 906")
    assert (len(inbox.sms), len(of_module.sms)) == (2, 1)

def test_six():
    with suppress(BaseException):
        application.NotificationsAPIClient(base_url="https://api.notifications.service.gov.uk").get_all_templates()

@pytest.mark.notify(live=True)
def test_seven():
    with pytest.raises(OSError, match="no network here"):
        socket.getaddrinfo("api.notifications.service.gov.uk", 443)
"""


def test_a_sandbox_of_a_session(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests have their own beside it, and the plugin says which of them called the real Notify."""
    original = socket.getaddrinfo

    def getaddrinfo(host: str, *arguments: Any, **options: Any) -> object:
        if host.startswith("api.notifications"):
            raise OSError("no network here")
        return original(host, *arguments, **options)

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    result = run(SESSION, "-p", "no:randomly")
    result.assert_outcomes(passed=6, failed=1)
    result.stdout.fnmatch_lines(["*RealNotifyCalled: *::test_six (call) called the real GOV.UK Notify*"])


def test_in_several_processes(run: Run) -> None:
    code = """
        import application, os, pytest
        from notify_sdk.testing import sandboxed

        @pytest.fixture(scope="session")
        def of_session():
            with sandboxed() as inbox:
                yield inbox

        @pytest.mark.parametrize("number", range(8))
        def test_it(number, notify_inbox, monkeypatch):
            application.remind(f"07700 90091{number}")
            monkeypatch.setenv("NOTIFY_API_KEY", "x")
            notify_inbox.assert_sent_sms(times=1)

        @pytest.mark.parametrize("number", range(4))
        def test_without(number):
            assert not {"NOTIFY_API_KEY", "NOTIFY_BASE_URL"} & set(os.environ)
    """
    run(code, "-p", "xdist.plugin", "-n2").assert_outcomes(passed=12)
