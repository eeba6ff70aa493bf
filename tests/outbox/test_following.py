"""What callbacks tell, and what is read where none came."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from notify_sdk import callbacks
from notify_sdk.outbox import SendingStopped, follow_up, follow_up_async
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Both, Clock
from tests.outbox.messages import once, text_to, texts


def receipt(identifier: object, reference: str | None, status: str = "delivered") -> Any:
    body = {
        "id": str(identifier),
        "reference": reference,
        "to": "07700910000",
        "status": status,
        "created_at": "2026-11-26T12:00:00.000000Z",
        "completed_at": "2026-11-26T12:00:01.000000Z",
        "sent_at": "2026-11-26T12:00:01.000000Z",
        "notification_type": "sms",
        "template_id": str(uuid4()),
        "template_version": 1,
    }
    return callbacks.parse(json.dumps(body))


def test_receipts_are_written_in_any_order_and_foreign_ones_left_out(both: Both, sandbox: Sandbox) -> None:
    both.add(text_to(sandbox, 1))
    both.send(both.client())
    row = next(iter(both.rows()))
    for status in ("sending", "delivered", "sending", "delivered", "created"):
        assert both.record(receipt(row.notification_id, row.reference, status))
    assert not both.record(receipt(uuid4(), "somebody's"))
    assert not both.record(receipt(uuid4(), None))
    assert next(iter(both.rows())).status == "delivered"
    assert both.summary().delivered == 1


def test_a_receipt_that_overtakes_the_answer_settles_the_message(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(Fault("reset", work="done", times=1, method="POST"))
    client = both.client()
    both.send(client)
    message = sandbox.inbox[0]
    assert both.record(receipt(message.id, message.reference))
    row = next(iter(both.rows()))
    assert (row.state, row.status, row.learnt, row.notification_id) == ("sent", "delivered", "callback", message.id)
    clock.advance(seconds=400)
    both.send(client, wait=True)
    assert once(sandbox, 1)


def test_a_second_id_under_one_reference_is_a_double(both: Both, sandbox: Sandbox) -> None:
    both.add(text_to(sandbox, 1))
    both.send(both.client())
    row = next(iter(both.rows()))
    assert both.record(receipt(uuid4(), row.reference))
    assert both.summary().doubled == 1


def test_what_no_callback_told_is_read(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 5))
    client = both.client()
    both.send(client)
    assert both.follow(client) == 0
    clock.advance(seconds=61)
    assert both.follow(client) == 5
    assert both.follow(client) == 0
    sandbox.advance()
    clock.advance(minutes=3)
    assert both.follow(client) == 5
    assert (both.summary().delivered, both.summary().not_told) == (5, 0)
    clock.advance(days=1)
    assert both.follow(client) == 0


def test_many_are_read_by_pages(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 600))
    client = both.client()
    both.send(client, concurrency=50)
    sandbox.advance()
    clock.advance(seconds=61)
    requests: list[str] = []
    handle = sandbox.handle

    def counted(request: Any) -> Any:
        requests.append(request.path)
        return handle(request)

    sandbox.handle = counted  # pyright: ignore[reportAttributeAccessIssue] - to count
    assert both.follow(client) == 600
    assert len(requests) <= 30
    assert both.summary().delivered == 600


def test_one_that_fails_does_not_stop_the_others(
    both: Both, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.add(texts(sandbox, 5))
    client = both.client()
    both.send(client)
    sandbox.advance()
    clock.advance(seconds=61)
    sandbox.faults.add(Fault("answer", status=500, times=1, method="GET"))
    assert both.follow(client) == 4
    clock.advance(minutes=10)
    assert both.follow(client) == 1


def test_nobody_is_asked_again_and_again_where_nobody_answers(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 10))
    client = both.client()
    both.send(client)
    clock.advance(seconds=61)
    sandbox.faults.add(Fault("refuse"))
    assert both.follow(client) == 0
    sandbox.faults.clear()
    clock.advance(minutes=10)
    assert both.follow(client) == 10


def test_a_refused_key_is_said(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    both.send(both.client())
    clock.advance(seconds=61)
    wrong = sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")
    with pytest.raises(SendingStopped, match="nothing can be read"):
        both.follow(both.client(wrong))


def test_another_key_does_not_end_the_following(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    client = both.client()
    both.send(client)
    clock.advance(seconds=61)
    both.follow(both.client(sandbox.test_api_key))
    sandbox.advance()
    clock.advance(minutes=10)
    assert both.follow(client) == 1
    assert both.summary().delivered == 1


def test_after_three_days_nobody_was_told(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    client = both.client()
    both.send(client)
    for _ in range(40):
        clock.advance(hours=6)
        both.follow(client)
    assert both.summary().not_told == 1


def test_both_followers_have_the_same_limits() -> None:
    assert follow_up._MOST_REQUESTS == follow_up_async._MOST_REQUESTS


def test_what_was_settled_before_a_time_is_deleted(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 5))
    both.send(both.client())
    both.add(text_to(sandbox, 9))
    clock.advance(days=1)
    assert both.purge(before=clock.now - timedelta(days=2)) == 0
    assert both.purge(before=clock.now) == 5
    assert both.summary().total == both.summary().queued == 1
