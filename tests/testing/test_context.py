"""A block whose calls go to a sandbox: for unittest, for scripts, and over HTTP."""

import os
import unittest
from contextlib import suppress

import pytest

from notify_sdk import NotificationsAPIClient
from notify_sdk.testing import RealNotifyCalled, sandboxed


class TestWithUnittest(unittest.TestCase):
    """A plain `unittest.TestCase` uses the context manager."""

    def setUp(self) -> None:
        self.inbox = self.enterContext(
            sandboxed(templates=[{"type": "sms", "name": "hello", "body": "Hello ((name))"}])
        )

    def test_it(self) -> None:
        with NotificationsAPIClient() as client:
            client.send_sms_notification("07700 900 900", self.inbox.sandbox.templates["hello"], {"name": "Amala"})
        assert self.inbox.assert_sent_sms("07700900900").body == "Hello Amala"


def test_blocks_have_sandboxes_of_their_own_and_tidy_up(monkeypatch):
    monkeypatch.setenv("NOTIFY_API_KEY", "as it was")
    with sandboxed() as outer:
        NotificationsAPIClient().get_all_templates()
        with sandboxed() as inner:
            assert inner.sandbox is not outer.sandbox
    assert os.environ["NOTIFY_API_KEY"] == "as it was"
    assert "NOTIFY_BASE_URL" not in os.environ


def test_a_block_takes_the_place_of_a_file_with_a_key(monkeypatch, tmp_path):
    path = tmp_path / "key"
    monkeypatch.setenv("NOTIFY_API_KEY_FILE", str(path))
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    with sandboxed(), NotificationsAPIClient() as client:
        assert client.get_all_templates().templates
    assert os.environ["NOTIFY_API_KEY_FILE"] == str(path)
    assert "NOTIFY_API_KEY" not in os.environ


def call_the_real_one() -> None:
    NotificationsAPIClient(base_url="https://api.notifications.service.gov.uk").get_all_templates()


def test_a_block_refuses_the_real_notify():
    with pytest.raises(RealNotifyCalled, match=r"called the real GOV.UK Notify"), sandboxed():
        call_the_real_one()


def test_a_block_refuses_the_real_notify_even_if_that_is_swallowed():
    with pytest.raises(RealNotifyCalled), sandboxed(), suppress(BaseException):
        call_the_real_one()


VALUES = {"name": "Amala", "date": "3 March"}


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
