"""`status_changed` is sent for each status that this process writes, once and after the commit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from notify_sdk import callbacks
from notify_sdk.django import outbox, outbox_client, status_changed
from notify_sdk.django.models import OutboxMessage
from notify_sdk.testing import NotifyInbox
from tests.django.outbox_messages import message, send


@pytest.fixture
def changes() -> Iterator[list[tuple[Any, ...]]]:
    seen = list[tuple[Any, ...]]()

    def note(sender: Any, message: OutboxMessage, previous: str | None, status: str, **_: Any) -> None:
        assert not connection.in_atomic_block
        seen.append((sender, message.key, message.status, previous, status))

    status_changed.connect(note)
    yield seen
    status_changed.disconnect(note)


def receipt(status: str) -> callbacks.Callback:
    row = OutboxMessage.objects.get()
    return callbacks.parse(
        json.dumps(
            {
                "id": str(row.notification_id),
                "reference": row.reference,
                "to": "07700900900",
                "status": status,
                "created_at": "2026-11-26T02:00:00.000000Z",
                "completed_at": "2026-11-26T02:00:00.000000Z",
                "sent_at": "2026-11-26T02:00:00.000000Z",
                "notification_type": "sms",
                "template_id": row.template_id,
                "template_version": 1,
            }
        )
    )


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_callback(project: str, notify_inbox: NotifyInbox, changes: list[Any], how: str) -> None:
    outbox().add(message(1))
    assert send() == 1
    changes.clear()
    callback = receipt("delivered")
    for _ in range(2):  # Notify posts some twice
        assert outbox().record(callback) if how == "sync" else asyncio.run(outbox().arecord(callback))
    assert [(key, now, new) for _, key, now, _, new in changes] == [("reminder-1", "delivered", "delivered")]
    assert changes[0][0] is OutboxMessage
    assert OutboxMessage.objects.delivered().count() == 1


def test_following(project: str, notify_inbox: NotifyInbox, changes: list[Any]) -> None:
    outbox().add([message(1), message(2)])
    assert send() == 2
    changes.clear()
    OutboxMessage.objects.update(next_look=OutboxMessage.objects.all()[0].created_at, status=None)
    with outbox_client() as client:
        outbox().follow(client)
    written = {each.key: each.status for each in OutboxMessage.objects.all()}
    assert {key: new for _, key, _, _, new in changes} == {k: v for k, v in written.items() if v is not None}
    assert len(changes) == 2


def test_a_listener_that_fails_stops_nothing(project: str, notify_inbox: NotifyInbox) -> None:
    def fail(**_: Any) -> None:
        raise ValueError

    outbox().add(message(1))
    send()
    status_changed.connect(fail)
    try:
        assert outbox().record(receipt("delivered"))
    finally:
        status_changed.disconnect(fail)
    assert OutboxMessage.objects.delivered().count() == 1
