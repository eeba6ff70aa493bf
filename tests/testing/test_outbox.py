"""The fixture `notify_outbox`: the outbox of a test."""

from __future__ import annotations

import pytest

from notify_sdk.outbox import Sms
from notify_sdk.testing import NotifyInbox, NotifyOutbox

VALUES = {"name": "Ada", "date": "1 May"}


def reminder(inbox: NotifyInbox, key: str) -> Sms:
    return Sms("07700 900 112", inbox.sandbox.templates["appointment reminder"], VALUES, key=key)


def test_what_is_added_is_sent_when_it_is_drained(notify_outbox: NotifyOutbox, notify_inbox: NotifyInbox) -> None:
    assert notify_outbox.add([reminder(notify_inbox, "a"), reminder(notify_inbox, "b")]) == 2
    assert not notify_inbox.sms
    assert notify_outbox.drain().sent == 2
    assert [text.to for text in notify_inbox.sms] == ["07700 900 112"] * 2
    assert notify_outbox.drain().sent == 0


def test_or_at_once(notify_outbox: NotifyOutbox, notify_inbox: NotifyInbox) -> None:
    notify_outbox.at_once = True
    notify_outbox.add(reminder(notify_inbox, "a"))
    assert len(notify_inbox.sms) == notify_outbox.summary().sent == 1


@pytest.mark.parametrize("_", range(2))
def test_each_test_has_its_own(notify_outbox: NotifyOutbox, notify_inbox: NotifyInbox, _: int) -> None:
    assert notify_outbox.summary().total == 0
    notify_outbox.add(reminder(notify_inbox, "a"))
