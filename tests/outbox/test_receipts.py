"""Callbacks that are recorded; messages that are cancelled or purged."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from notify_sdk import callbacks
from notify_sdk.outbox import Outbox
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


def test_receipts_are_recorded_in_any_order_and_foreign_ones_ignored(both: Both, sandbox: Sandbox) -> None:
    both.add(text_to(sandbox, 1))
    both.send(both.client())
    row = next(iter(both.rows()))
    for status in ("sending", "delivered", "sending", "delivered", "created"):
        assert both.record(receipt(row.notification_id, row.reference, status))
    assert not both.record(receipt(uuid4(), "somebody's"))
    assert not both.record(receipt(uuid4(), None))
    assert next(iter(both.rows())).status == "delivered"
    assert both.summary().delivered == 1


def test_a_receipt_before_the_answer_settles_the_message(both: Both, sandbox: Sandbox, clock: Clock) -> None:
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


def test_a_second_id_for_one_reference_counts_as_doubled(both: Both, sandbox: Sandbox) -> None:
    both.add(text_to(sandbox, 1))
    both.send(both.client())
    row = next(iter(both.rows()))
    assert both.record(receipt(uuid4(), row.reference))
    assert both.summary().doubled == 1


def test_purge_deletes_what_was_settled_before_a_time(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 5))
    both.send(both.client())
    both.add(text_to(sandbox, 9))
    clock.advance(days=1)
    assert both.purge(before=clock.now - timedelta(days=2)) == 0
    assert both.purge(before=clock.now) == 5
    assert both.summary().total == both.summary().queued == 1


def test_a_cancelled_message_is_not_sent(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 2))
    assert both.cancel("key-0")
    assert not both.cancel("key-0")
    assert not both.cancel("nobody's")
    both.send(both.client())
    assert not both.cancel("key-1")
    assert len(sandbox.inbox) == 1


def test_a_returned_letter_is_a_status_and_a_complaint_is_not(in_memory: Outbox, sandbox: Sandbox) -> None:
    in_memory.add(text_to(sandbox, 1))
    with sandbox.client() as client:
        in_memory.send(client)
    (row,) = in_memory.rows()
    moment = "2026-11-26T12:00:00.000000Z"
    about = {"notification_id": str(row.notification_id), "reference": row.reference}
    complaint = {"complaint_id": str(uuid4()), "to": "a@example.com", "complaint_date": moment}
    nothing = "sent_by template_name template_id template_version spreadsheet_file_name spreadsheet_row_number"
    returned = dict.fromkeys([*nothing.split(), "upload_letter_file_name"])
    bodies = [complaint, {**returned, "date_sent": moment}]
    for body, status in zip(bodies, ["created", "returned-letter"], strict=True):
        other = {"notification_id": str(uuid4()), "reference": None}
        assert not in_memory.record(callbacks.parse(json.dumps({**body, **other})))
        assert in_memory.record(callbacks.parse(json.dumps({**body, **about})))
        (row,) = in_memory.rows()
        assert row.status == status
