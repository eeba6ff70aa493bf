"""The state of a sandbox: watchers, threads, and a repr that shows nothing personal."""

import threading
from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.api.sends import NOW, letter, text


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def test_watchers_are_called_for_every_message(sandbox):
    heard = []
    sandbox.state.watchers.append(heard.append)
    text(sandbox)
    letter(sandbox)
    assert [notification.type for notification in heard] == ["sms", "letter"]


def test_many_threads_lose_nothing(sandbox):
    sandbox.service.rate_limit_per_minute = 60_000
    threads = [threading.Thread(target=lambda: [text(sandbox) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sandbox.state.notifications) == len(sandbox.service.notifications) == 200


def test_no_repr_shows_a_recipient(sandbox):
    sent = text(sandbox)
    shown = repr(sandbox.state.notifications[UUID(sent.json()["id"])]) + repr(sandbox.service) + repr(sent)
    assert "900123" not in shown
    assert "Ada" not in shown
